"""flows + attributions -> what each device under test sent, and when that is certain.

A flow's times are those of packets of either side, so a flow that lies partly in a step does
not show who was there: a server goes on sending to a device whose radio is dead. A moment is
the device's own only where

* the flow begins and it sent the first packet (RFC 9293 §3.5: the SYN is the client's; one that only a SYN-ACK
  tells of was sent before the flow was seen),
* it sent its first payload to the remote side,
* the flow begins or ends and nobody else sent in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from harness.model.privacy import Privacy
from harness.model.words import ClientBy, Remote
from harness.stages.step_times import true_times
from harness.tables.attributions import ATTRIBUTIONS
from harness.tables.flows import FLOWS
from harness.tables.frames import only
from harness.tables.schema import Column, Table, conform

_SYN: Final = 2
"""Bit of a TCP header's flags (RFC 9293 §3.1)."""

DEVICE_FLOWS = Table(
    "device_flows",
    "one device under test that sent in one flow, by cell, device, beginning, capture, packet and flow",
    {
        "flow_id": Column(dtype=pl.UInt64, doc="Key of the flow."),
        "cell": Column(dtype=pl.String, private=Privacy.TEXT, doc="Cell of the scenario."),
        "vantage_point": Column(dtype=pl.String, private=Privacy.TEXT, doc="Vantage point of the scenario."),
        "device": Column(
            dtype=pl.String, private=Privacy.TEXT, doc="Device under test, whoever the flow's owner."
        ),
        "capture": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="Capture of the flow's first packet."),
        "first_packet": Column(dtype=pl.UInt64, doc="Its number there."),
        "start_ns": Column(dtype=pl.Int64, unit="ns", doc="Beginning of the flow, true time."),
        "end_ns": Column(dtype=pl.Int64, unit="ns", doc="End of the flow, true time."),
        "data_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="First payload that the device sent, true time.",
            null="it sent none, or is the far side of a local flow",
        ),
        "opened": Column(dtype=pl.Boolean, doc="The flow's first packet is certainly the device's."),
        "alone": Column(dtype=pl.Boolean, doc="Nobody else sent in the flow."),
        "near": Column(dtype=pl.Boolean, doc="As in attributions."),
        "client": Column(dtype=pl.Boolean, doc="The device is the flow's client."),
        "sent_octets": Column(
            dtype=pl.UInt64, unit="octets", doc="Payload that the device sent, retransmissions included."
        ),
        "contact": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows."),
    },
)


def gather_device_flows(
    flows: pl.DataFrame, attributions: pl.DataFrame, offsets: Mapping[str, int]
) -> pl.DataFrame:
    """List every flow of every device under test in which the device itself sent a packet.

    Args:
        flows: FLOWS rows, in any order.
        attributions: ATTRIBUTIONS rows of these flows, in any order.
        offsets: Capture key to what is added to its times, ns.
    """
    sent = _of_device("packets")
    sides = (
        conform(attributions, ATTRIBUTIONS)
        .filter(pl.col("device").is_not_null())
        .join(conform(flows, FLOWS), on="flow_id")
        .with_columns(client=pl.col("sender") == pl.col("client_ip"))
        # A record without counters: who opened the flow sent, the other side may have.
        .filter(pl.when(sent.is_null()).then("client").otherwise(sent > 0))
    )
    frame = sides.with_columns(
        start_ns=true_times(sides["capture"], sides["start_ns"], offsets),
        end_ns=true_times(sides["capture"], sides["end_ns"], offsets),
        data_ns=true_times(sides["data_up_capture"], sides["data_up_ns"], offsets),
    ).with_columns(
        data_ns=pl.when(_sent_the_data()).then("data_ns"),
        opened=pl.col("client") & (_sent_a_syn() | (pl.col("client_by") == ClientBy.FIRST.value)),
        alone=(_of_other("packets") == 0).fill_null(value=False),
        sent_octets=_of_device("payload_octets").fill_null(0),
    )
    order = ("cell", "device", "start_ns", "capture", "first_packet", "flow_id")
    return conform(only(frame, DEVICE_FLOWS.schema).sort(order), DEVICE_FLOWS)


def sent_within(from_ns: int, to_ns: int, idle_timeout_s: int) -> pl.Expr:
    """Whether a DEVICE_FLOWS row shows that the device sent at or after ``from_ns`` and before ``to_ns``.

    A flow that covers the whole span without a moment of its own in it counts where nobody
    else sent and the span is longer than the idle timeout: a flow has no longer gap.
    """
    begins, ends = _inside("start_ns", from_ns, to_ns), _inside("end_ns", from_ns, to_ns)
    covers = (pl.col("start_ns") < from_ns) & (pl.col("end_ns") >= to_ns)
    long_enough = pl.lit(to_ns - from_ns > idle_timeout_s * 1_000_000_000)
    return (
        (begins & ends)
        | (begins & pl.col("opened"))
        | _inside("data_ns", from_ns, to_ns).fill_null(value=False)
        | (pl.col("alone") & (begins | ends | (covers & long_enough)))
    )


def _sent_the_data() -> pl.Expr:
    """Whether ``data_up_ns`` is of this side: FLOWS tells of the payload sent to what it takes for the remote side."""
    return pl.col("near") & (pl.col("client") == (pl.col("remote") != Remote.CLIENT.value))


def _sent_a_syn() -> pl.Expr:
    """Whether the client's own SYN was seen; null flags are those of no TCP, or of a record, whose word counts."""
    syn = ((pl.col("tcp_flags_up") & _SYN) > 0).fill_null(pl.col("packets_up").is_null())
    return (pl.col("client_by") == ClientBy.SYN.value) & syn


def _inside(column: str, from_ns: int, to_ns: int) -> pl.Expr:
    return (pl.col(column) >= from_ns) & (pl.col(column) < to_ns)


def _of_device(counter: str) -> pl.Expr:
    return pl.when("client").then(f"{counter}_up").otherwise(f"{counter}_down")


def _of_other(counter: str) -> pl.Expr:
    return pl.when("client").then(f"{counter}_down").otherwise(f"{counter}_up")
