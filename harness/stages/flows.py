"""Flow records -> FLOWS: the client's side first, addresses as text, units declared."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.apps import PROCESS
from harness.kernel.codes import protocol_word
from harness.kernel.records import NO_TIME, NONE
from harness.model.words import Remote
from harness.stages.columns import nullable, plain, strings
from harness.stages.contact_levels import contact_levels
from harness.stages.handshakes import round_trip
from harness.stages.mac_text import mac_texts
from harness.stages.origin import Origin
from harness.stages.payload_figures import payload_figures
from harness.stages.sides import Sides
from harness.stages.tcp_states import endings, openings, resetters
from harness.tables.flows import FLOWS
from harness.tables.schema import conform


def gather_flows(rows: NDArray[np.void], sides: Sides, origin: Origin, first_id: int) -> pl.DataFrame:
    """Turn flow records into FLOWS rows.

    Args:
        rows: FLOW records of one vantage point, in order.
        sides: Their sides, from ``choose_sides``.
        origin: Where they come from.
        first_id: ``flow_id`` of the first row.

    Returns:
        FLOWS rows in the order of ``rows``.
    """
    server = 1 - sides.client
    near = np.where(sides.remote == Remote.CLIENT.value, server, sides.client)
    index = np.arange(len(rows))
    names = np.array(origin.captures, dtype=object)
    rtt, _ = round_trip(rows)
    a_is_client = sides.client == 0
    macs = mac_texts(rows["mac"].ravel())
    columns = {
        "flow_id": plain(index + first_id, pl.UInt64),
        "capture": strings(names[rows["capture"]]),
        "vantage": pl.repeat(origin.vantage, len(rows), dtype=pl.String, eager=True),
        "client_ip": strings(np.where(a_is_client, sides.a_text, sides.b_text)),
        "client_port": nullable(np.where(a_is_client, rows["a_port"], rows["b_port"]), NONE, pl.UInt16),
        "client_mac": macs.gather(index * 2 + sides.client),
        "server_ip": strings(np.where(a_is_client, sides.b_text, sides.a_text)),
        "server_port": nullable(np.where(a_is_client, rows["b_port"], rows["a_port"]), NONE, pl.UInt16),
        "server_mac": macs.gather(index * 2 + server),
        "transport": _transports(rows["protocol"]),
        "start_ns": plain(rows["start_ns"], pl.Int64),
        "end_ns": plain(rows["end_ns"], pl.Int64),
    }
    for field in ("packets", "ip_octets", "payload_octets"):
        columns[f"{field}_up"] = plain(rows[field][index, sides.client], pl.UInt64)
        columns[f"{field}_down"] = plain(rows[field][index, server], pl.UInt64)
    columns |= {
        "rtt_ns": nullable(rtt, NONE, pl.Int64),
        "client_by": strings(sides.by),
        "remote": strings(sides.remote),
        "contact": contact_levels(rows, near),
        "first_packet": plain(rows["first_packet"], pl.UInt64),
        **_first_data(rows, index, near, names),
        **_apps(rows, origin),
        **_states(rows, index, sides.client, origin),
    }
    return conform(pl.DataFrame(columns), FLOWS)


def _first_data(
    rows: NDArray[np.void], index: NDArray[np.int64], near: NDArray[np.int64], names: NDArray[np.object_]
) -> dict[str, pl.Series]:
    """The first packet with payload from our side: its number, capture and time."""
    capture = rows["data_capture"][index, near]
    capture_names = names[capture]
    capture_names[capture == NONE] = None
    return {
        "data_up_packet": nullable(rows["data_packet"][index, near], NONE, pl.UInt64),
        "data_up_capture": strings(capture_names),
        "data_up_ns": nullable(rows["data_ns"][index, near], NO_TIME, pl.Int64),
    }


def _apps(rows: NDArray[np.void], origin: Origin) -> dict[str, pl.Series]:
    """Which application the flow's packets are from, as far as the capture says."""
    numbers, index = np.unique(rows["app_id"], return_inverse=True)
    process = numbers >= PROCESS
    texts = np.array([origin.apps.get(number) for number in numbers.tolist()], dtype=object)
    kinds = np.where(process, "process", "user").astype(object)
    kinds[numbers == NONE] = None
    mixed = pl.Series(rows["app_mixed"].astype(np.bool_))
    return {
        "app": strings(texts[index]),
        "app_id": nullable(np.where(process, numbers - PROCESS, numbers)[index], NONE, pl.Int64),
        "app_id_kind": strings(kinds[index]),
        "app_mixed": mixed.set(pl.Series(rows["app_id"] == NONE), None),
    }


def _states(
    rows: NDArray[np.void], index: NDArray[np.int64], client: NDArray[np.int64], origin: Origin
) -> dict[str, pl.Series]:
    """What TCP headers and TTLs tell of the way that the flow took."""
    return {
        "tcp_flags_up": nullable(rows["flags"][index, client], NONE, pl.UInt8),
        "tcp_flags_down": nullable(rows["flags"][index, 1 - client], NONE, pl.UInt8),
        **_payload(rows, index, client),
        "client_ttl": _ttl(rows, index, client),
        "server_ttl": _ttl(rows, index, 1 - client),
        "opening": strings(openings(rows)),
        "ended_by": strings(endings(rows, origin.idle_before_ns)),
        "reset_by": strings(resetters(rows, client)),
    }


def _payload(
    rows: NDArray[np.void], index: NDArray[np.int64], client: NDArray[np.int64]
) -> dict[str, pl.Series]:
    """TCP payload counted once, and what is missing of it."""
    found = payload_figures(rows)
    exact = pl.Series(found.exact).set(pl.Series(found.unique[:, 0] == NONE), None)
    return {
        "payload_unique_octets_up": nullable(found.unique[index, client], NONE, pl.UInt64),
        "payload_unique_octets_down": nullable(found.unique[index, 1 - client], NONE, pl.UInt64),
        "payload_missing_octets_up": nullable(found.missing[index, client], NONE, pl.UInt64),
        "payload_missing_octets_down": nullable(found.missing[index, 1 - client], NONE, pl.UInt64),
        "payload_exact": exact,
    }


def _ttl(rows: NDArray[np.void], index: NDArray[np.int64], side: NDArray[np.int64]) -> pl.Series:
    sent = rows["packets"][index, side] > 0
    return nullable(np.where(sent, rows["ttl"][index, side].astype(np.int64), NONE), NONE, pl.UInt8)


def _transports(protocols: NDArray[np.int16]) -> pl.Series:
    numbers, index = np.unique(protocols, return_inverse=True)
    words = np.array([protocol_word(int(number)) for number in numbers], dtype=object)
    return strings(words[index])
