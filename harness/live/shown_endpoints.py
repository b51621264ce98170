"""An analysis of what was seen so far -> its endpoints as the view shows them, the largest concern first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from harness.model.live import LiveEndpoint
from harness.model.subject import OwnTool
from harness.model.words import Scope
from harness.reports.concern import WITNESS, by_concern
from harness.reports.places import (
    distance_words,
    host_words,
    law_words,
    located_words,
    other_names_words,
    region_words,
    service_words,
    spoken_words,
    support_words,
)
from harness.stages.sides import Devices
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY

Key = tuple[str, str, str, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What is the harness's or its gateway's own."""

    tools: tuple[OwnTool, ...] = ()
    translated: frozenset[str] = frozenset()
    """Vantage points behind address translation: a tool that names no servers excuses nothing there."""


def live_endpoints(
    analysis: Analysis, vantages: Collection[str], refuting: Mapping[Key, str], ours: Ours
) -> tuple[LiveEndpoint, ...]:
    """Everything beyond the local network.

    Args:
        analysis: Of what was seen so far.
        vantages: Vantage points that are captured at.
        refuting: Claim that an endpoint refutes.
        ours: To be marked as ours.
    """
    senders = [(tool, Devices.parse(tool.addresses)) for tool in ours.tools if tool.addresses]
    wanted = (pl.col("scope") != Scope.LOCAL.value) & pl.col("vantage").is_in(vantages)
    found = []
    for row in by_concern(analysis).filter(wanted).iter_rows(named=True):
        spoken = any(_speaks(tool, known, row, ours.translated) for tool, known in senders)
        endpoint = _endpoint(row, ours=spoken)
        claim = refuting.get(endpoint.key)
        found.append(
            endpoint if claim is None else replace(endpoint, rank=WITNESS, concern=f"refutes {claim}")
        )
    return tuple(sorted(found, key=lambda one: one.rank))


def _speaks(tool: OwnTool, senders: Devices, row: Mapping[str, Any], translated: Collection[str]) -> bool:
    """Whether nobody but a tool of ours speaks with an endpoint."""
    return (
        all(map(senders.holds, row["clients"]))
        and (not tool.ports or row["server_port"] in tool.ports)
        and (
            Devices.parse(tool.servers).holds(row["server_ip"])
            if tool.servers
            else row["vantage"] not in translated
        )
    )


def _endpoint(row: Mapping[str, Any], *, ours: bool) -> LiveEndpoint:
    known = dict(row)
    vantage, address, transport, port = (known[name] for name in ENDPOINT_KEY)
    return LiveEndpoint(
        vantage=vantage,
        address=address,
        transport=transport,
        port=port,
        name=known["name"],
        located=located_words(known),
        whose=_joined((service_words(known), host_words(known))),
        rank=known["rank"],
        concern=known["concern"],
        ours=ours,
        octets_up=known["payload_octets_up"],
        octets_down=known["payload_octets_down"],
        packets=known["packets_up"] + known["packets_down"],
        first_ns=known["first_ns"],
        last_ns=known["last_ns"],
        capture=known["capture"],
        packet=known["packet"],
        details=tuple(filter(None, _details(known))),
    )


def _details(row: dict[str, Any]) -> Iterator[str]:
    yield support_words(row, several_captures=True)
    yield other_names_words(row)
    yield distance_words(row)
    yield region_words(row)
    yield spoken_words(row)
    yield ", ".join(law_words(row))
    yield f"clients {', '.join(row['clients'])}"
    yield f"contact: {row['contact']}"


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(filter(None, parts))
