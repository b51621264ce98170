"""MINUTES: what each flow sent in each minute, for flows that last longer than a look.

Flows are not cut by age (decision 0101), so a flow's own row tells when it began and ended, not
when in between it sent. Here is that, in minutes of UTC. The sums of a flow's rows are the sums of
its row in FLOWS.

Blind spots: time is the capture's clock; where it was set while capturing, minutes show that too.
A packet without a time counts at the one before it in its file, as in FLOWS.
"""

from __future__ import annotations

import polars as pl

from harness.tables.flows import DOWN, UP
from harness.tables.schema import Column, Table


def _both(name: str, unit: str, doc: str, spec: str) -> dict[str, Column]:
    return {
        f"{name}_up": Column(dtype=pl.UInt64, unit=unit, doc=f"{doc}, {UP}.", spec=spec),
        f"{name}_down": Column(
            dtype=pl.UInt64, unit=unit, doc=f"{doc}, {DOWN}.", spec=f"{spec}, reverse (RFC 5103)"
        ),
    }


MINUTES = Table(
    "minutes",
    "one flow in one minute in which it sent, by flow and minute",
    {
        "flow_id": Column(dtype=pl.UInt64, doc="Flow that the packets are of."),
        "minute_ns": Column(
            dtype=pl.Int64,
            unit="ns",
            doc="Beginning of the minute: a whole multiple of 60 s since the Unix epoch, by the capture's clock.",
        ),
        **_both("packets", "packets", "Packets captured in the minute", "IANA IPFIX 2 packetDeltaCount"),
        **_both(
            "ip_octets",
            "octets",
            "IP header and payload by the header's own length in the minute; a lower bound if the capture dropped "
            "packets",
            "IANA IPFIX 1 octetDeltaCount",
        ),
        **_both(
            "payload_octets",
            "octets",
            "Transport payload in the minute, retransmissions included; 0 for fragments after the first",
            "IANA IPFIX 402 transportOctetDeltaCount",
        ),
    },
)
