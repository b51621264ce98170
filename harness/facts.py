"""Captures in; the facts that their packets show, as tables, out: the pipeline's first half.

    captures -> packets -> flows, handshakes, names, hellos

Nothing here is inferred, and nothing here knows of claims.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.minutes import MINUTE
from harness.kernel.stored_rows import marks_of
from harness.model.hosts import HostsFile
from harness.model.nat64 import WELL_KNOWN_NAME
from harness.model.words import NameSource
from harness.sources.capture_reader import CaptureRead
from harness.sources.evidence_reader import Read
from harness.sources.part_file import PartFile
from harness.sources.record_reader import RecordRead
from harness.sources.row_file import RowFile
from harness.stages.dns_services import gather_dns_services
from harness.stages.flows import gather_flows
from harness.stages.handshakes import gather_handshakes
from harness.stages.hellos import gather_hellos
from harness.stages.merging import merge_flows
from harness.stages.minutes import close_minutes, gather_minutes
from harness.stages.names import (
    client_sides,
    facts_of_flows,
    flow_ends,
    gather_names,
    gather_stated,
    rows_of_flows,
)
from harness.stages.origin import Origin
from harness.stages.protocols import gather_broadcasts, gather_protocols
from harness.stages.records import RecordFrames, gather_records, list_record_sightings, record_answers
from harness.stages.requests import gather_clear_requests
from harness.stages.round_trips import gather_round_trips
from harness.stages.sides import Devices, choose_sides
from harness.stages.sightings import gather_sightings
from harness.stages.translations import told_prefixes
from harness.stages.vantages import Placed
from harness.tables.dns_services import DNS_SERVICES
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.minutes import MINUTES
from harness.tables.names import NAMES
from harness.tables.parts import FactParts
from harness.tables.protocols import PROTOCOLS
from harness.tables.requests import REQUESTS
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.sightings import SIGHTINGS


@dataclass(frozen=True, slots=True)
class _Growing:
    """The tables that hold only what packets show, while they are made."""

    flows: PartFile = field(default_factory=lambda: PartFile(FLOWS))
    handshakes: PartFile = field(default_factory=lambda: PartFile(HANDSHAKES))
    round_trips: PartFile = field(default_factory=lambda: PartFile(ROUND_TRIPS))
    names: PartFile = field(default_factory=lambda: PartFile(NAMES))
    hellos: PartFile = field(default_factory=lambda: PartFile(HELLOS))
    dns_services: PartFile = field(default_factory=lambda: PartFile(DNS_SERVICES))
    protocols: PartFile = field(default_factory=lambda: PartFile(PROTOCOLS))
    requests: PartFile = field(default_factory=lambda: PartFile(REQUESTS))
    proxy_failures: PartFile = field(default_factory=lambda: PartFile(PROXY_FAILURES))
    minutes: PartFile = field(default_factory=lambda: PartFile(MINUTES))


def gather_facts(
    reads: Sequence[Read],
    groups: Iterable[Sequence[Placed]],
    devices: Devices,
    idle_timeout_s: int,
    hosts: Mapping[str, Sequence[HostsFile]] | None = None,
) -> tuple[FactParts, frozenset[str]]:
    """Join captures that follow each other and turn their records into tables; and say which devices are in them.

    Args:
        reads: Captures, in any order.
        groups: Captures of one vantage point each, in order of time; they must not overlap. Or record files of one.
        devices: Addresses and MACs that are ours.
        idle_timeout_s: Gap that ends a flow.
        hosts: The tester's own names of addresses by vantage point.
    """
    made, seen = _Growing(), frozenset[str]()
    for group in groups:
        if isinstance(reads[group[0].index], RecordRead):
            seen |= _add_records(made, reads, group, devices)
        else:
            seen |= _add_vantage(made, reads, group, devices, idle_timeout_s)
        source, vantage = NameSource.HOSTS_FILE, group[0].vantage
        files = (hosts or {}).get(vantage, ())
        stated = tuple(dict.fromkeys(pair for file in files for pair in file.names))
        made.names.add(gather_stated(stated, capture=None, vantage=vantage, source=source))
    facts = FactParts(
        flows=made.flows,
        handshakes=made.handshakes,
        round_trips=made.round_trips,
        names=made.names,
        hellos=made.hellos,
        dns_services=made.dns_services,
        protocols=made.protocols,
        requests=made.requests,
        proxy_failures=made.proxy_failures,
        minutes=made.minutes if any(read.minutes is not None for read in _captures(reads)) else None,
    )
    return facts, seen


def list_sightings(reads: Sequence[Read], groups: Iterable[Sequence[Placed]]) -> pl.DataFrame:
    """SIGHTINGS of captures that were read with them; arguments as for ``gather_facts``."""
    parts = [SIGHTINGS.empty()]
    for group in groups:
        for place in group:
            read = reads[place.index]
            if isinstance(read, RecordRead):
                parts.append(list_record_sightings([_frames_of(read, place)], place.vantage))
            else:
                parts.append(gather_sightings(read.sightings, place.capture, place.vantage))
    return pl.concat(parts, rechunk=False)


def _captures(reads: Iterable[Read]) -> list[CaptureRead]:
    return [read for read in reads if isinstance(read, CaptureRead)]


def _frames_of(read: RecordRead, place: Placed) -> RecordFrames:
    return RecordFrames(capture=place.capture, is_log=read.is_log, rows=read.rows)


def _add_records(
    made: _Growing, reads: Sequence[Read], placed: Sequence[Placed], devices: Devices
) -> frozenset[str]:
    """Add what the record files of one vantage point tell; give the devices seen there."""
    own = [(reads[place.index], place) for place in placed]
    files = [_frames_of(read, place) for read, place in own if isinstance(read, RecordRead)]
    told = gather_records(
        files,
        devices,
        told_prefixes(record_answers(files, WELL_KNOWN_NAME)),
        vantage=placed[0].vantage,
        first_id=made.flows.height,
    )
    made.flows.add(told.flows)
    made.names.add(told.names)
    made.hellos.add(told.hellos)
    made.requests.add(told.requests)
    made.round_trips.add(told.round_trips)
    made.proxy_failures.add(told.proxy_failures)
    return told.devices_seen


def _add_vantage(
    made: _Growing,
    reads: Sequence[Read],
    placed: Sequence[Placed],
    devices: Devices,
    idle_timeout_s: int,
) -> frozenset[str]:
    """Add the facts of one vantage point, whose captures follow each other in time; give the devices seen there."""
    own = _captures(reads[place.index] for place in placed)
    vantage = placed[0].vantage
    first_id = made.flows.height
    marks = [marks_of(read.flows) for read in own]
    closed = _closed_minutes(own)
    chunks, became = merge_flows([read.flows for read in own], idle_timeout_s, store=RowFile)
    origin = Origin(
        vantage=vantage,
        captures=tuple(place.capture for place in placed),
        capture_starts_ns=tuple(read.tally.first_ns for read in own),
        idle_before_ns=_idle_before(own, idle_timeout_s),
        drops=tuple(read.file.drops for read in own),
        apps={app_id: name for read in reversed(own) for app_id, name in read.apps.items()},
    )
    clients, seen = [np.zeros(0, dtype=np.int8)], frozenset[str]()
    translated = told_prefixes(read.names.of_name(WELL_KNOWN_NAME) for read in own)
    while chunks:  # popped, so that records and tables are never held at once
        rows = chunks.pop(0)
        sides = choose_sides(rows, devices, translated)
        seen |= sides.devices_seen
        next_id = made.flows.height
        made.flows.add(gather_flows(rows, sides, origin, next_id))
        made.handshakes.add(gather_handshakes(rows, origin, next_id))
        made.round_trips.add(gather_round_trips(rows, sides.client, origin, next_id))
        clients.append(sides.client.astype(np.int8))
    client = np.concatenate(clients)
    if closed is not None:
        made.minutes.add(gather_minutes(closed, became, client, first_id))
    for read, place, known, flow_of in zip(own, placed, marks, became, strict=True):
        _add_told(made, read, place, _Known(known, flow_of + first_id, client, first_id))
    return seen


@dataclass(frozen=True, slots=True)
class _Known:
    """How the marks of a capture's flows lead to the flows of its vantage point."""

    marks: NDArray[np.int64]
    flow_ids: NDArray[np.int64]
    """Of each mark."""
    client: NDArray[np.int8]
    """Side of each flow's client, from ``first_id`` on."""
    first_id: int


def _add_told(made: _Growing, read: CaptureRead, place: Placed, known: _Known) -> None:
    """Add what the messages of a capture told, and what its file states."""
    where = {"capture": place.capture, "vantage": place.vantage}
    for told in read.names.filled():
        facts = facts_of_flows(told, known.marks, known.flow_ids)
        ends = flow_ends(made.flows, facts["flow_id"], known.client, known.first_id)
        made.names.add(gather_names(facts, ends, **where))
    made.names.add(gather_stated(read.said.names, capture=place.capture, vantage=place.vantage))
    for told in read.services.filled():
        services = rows_of_flows(told, known.marks, known.flow_ids)
        ends = flow_ends(made.flows, services["flow_id"], known.client, known.first_id)
        made.dns_services.add(gather_dns_services(services, ends, **where))
    for told in read.hellos.filled():
        hellos = rows_of_flows(told, known.marks, known.flow_ids)
        speakers = client_sides(hellos["flow_id"], known.client, known.first_id)
        made.hellos.add(gather_hellos(hellos, speakers, **where))
    for told in read.protocols.filled():
        protocols = rows_of_flows(told, known.marks, known.flow_ids)
        speakers = client_sides(protocols["flow_id"], known.client, known.first_id)
        made.protocols.add(gather_protocols(protocols, speakers, **where))
    for told in read.broadcasts.filled():
        made.protocols.add(gather_broadcasts(told, **where))
    for told in read.requests.filled():
        requests = rows_of_flows(told, known.marks, known.flow_ids)
        ends = flow_ends(made.flows, requests["flow_id"], known.client, known.first_id)
        made.requests.add(gather_clear_requests(requests, ends, **where))


def _closed_minutes(reads: Sequence[CaptureRead]) -> list[NDArray[np.void]] | None:
    """Minutes of each capture by its rows, before these are joined and gone; None where not all were read with them."""
    closed = []
    for read in reads:
        if read.minutes is None:
            return None
        parts, first_row = [np.zeros(0, dtype=MINUTE)], 0
        for chunk in read.flows:
            parts.append(close_minutes(chunk, read.minutes, first_row))
            first_row += len(chunk)
        closed.append(np.concatenate(parts))
    return closed


def _idle_before(reads: Sequence[CaptureRead], idle_timeout_s: int) -> int | None:
    """Time since which a flow's last packet is too young for the flow to have ended by the idle timeout."""
    last = max((read.tally.last_ns for read in reads if read.tally.last_ns is not None), default=None)
    return None if last is None else last - idle_timeout_s * 1_000_000_000
