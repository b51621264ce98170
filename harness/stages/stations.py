"""flows + protocols + rules -> STATIONS: which devices the local network has, and who made them.

A device is known by the MAC that its frames bear. Who made it is told by the first bits, which the IEEE assigns; a MAC that says of
itself that nobody assigned it, as phones' do by default, tells no maker.

Blind spots: a MAC can be imitated, and module makers sell to others: a rule names who the bits are assigned to.
Senders behind a router show the router's MAC. Frames without IP other than Remote ID show nobody, and a flow shows of each side only the MAC of
its first packet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from harness.model.addresses import scope_of
from harness.model.ruleset import RuleIndex
from harness.model.words import Scope
from harness.stages.adding import Adding
from harness.tables.parts import Frames, batches, some
from harness.tables.schema import conform
from harness.tables.stations import STATIONS

_OF_FLOWS: Final = (
    *("vantage", "capture", "start_ns", "first_packet"),
    *("client_ip", "client_mac", "server_ip", "server_mac"),
)
_OF_PROTOCOLS: Final = ("vantage", "capture", "time_ns", "packet", "transmitter_mac")
_SENDER: Final = ("vantage", "mac", "address")
_LOCAL_BIT: Final = 0b10


def gather_stations(flows: Frames, protocols: Frames, rules: RuleIndex) -> pl.DataFrame:
    """List who sent frames, with the maker.

    Args:
        flows: FLOWS rows.
        protocols: PROTOCOLS rows.
        rules: The catalogue's.

    Returns:
        STATIONS rows.
    """
    senders = Adding(_added)
    for part in batches(flows.frames(_OF_FLOWS)):
        senders.take(_added(pl.concat([_side(part, "client"), _side(part, "server")])))
    for part in some(protocols.frames(_OF_PROTOCOLS)):
        senders.take(_added(_transmitters(part)))
    stations = _by_mac(senders.result())
    makers = _makers(stations["mac"].unique().sort(), rules)
    named = stations.join(makers, on="mac", how="left", maintain_order="left")
    return conform(named.sort("vantage", "mac"), STATIONS)


def _side(flows: pl.DataFrame, side: str) -> pl.DataFrame:
    return flows.drop_nulls(f"{side}_mac").select(
        "vantage",
        mac=f"{side}_mac",
        address=f"{side}_ip",
        flows=pl.lit(1, dtype=pl.UInt64),
        shown=pl.struct(time_ns="start_ns", capture="capture", packet="first_packet"),
    )


def _transmitters(protocols: pl.DataFrame) -> pl.DataFrame:
    return protocols.drop_nulls("transmitter_mac").select(
        "vantage",
        mac="transmitter_mac",
        address=pl.lit(None, dtype=pl.String),
        flows=pl.lit(0, dtype=pl.UInt64),
        shown=pl.struct(time_ns="time_ns", capture="capture", packet="packet"),
    )


def _added(senders: pl.DataFrame) -> pl.DataFrame:
    return senders.group_by(_SENDER).agg(pl.col("flows").sum(), pl.col("shown").sort().first())


def _by_mac(senders: pl.DataFrame) -> pl.DataFrame:
    local = [text for text in senders["address"].drop_nulls().unique() if scope_of(text)[0] is Scope.LOCAL]
    is_local = pl.col("address").is_in(local)
    shown = pl.col("shown").sort().first()
    return senders.group_by("vantage", "mac").agg(
        addresses=pl.col("address").filter(is_local).unique().sort(),
        flows=pl.col("flows").sum(),
        capture=shown.struct.field("capture"),
        packet=shown.struct.field("packet"),
    )


def _makers(macs: Iterable[str], rules: RuleIndex) -> pl.DataFrame:
    """What the catalogue says of each MAC."""
    found = []
    for mac in macs:
        hits = [hit.rule for hit in rules.by_mac(mac)]
        best = hits[0] if hits else None
        told = (best.id, best.operator, best.control_country, best.confidence.value) if best else (None,) * 4
        is_random = bool(int(mac[:2], 16) & _LOCAL_BIT)
        found.append((mac, is_random, *told, [rule.id for rule in hits[1:]]))
    columns = ("mac", "random", "rule", "operator", "control_country", "confidence", "also")
    return pl.DataFrame(found, schema={name: STATIONS.schema[name] for name in columns}, orient="row")
