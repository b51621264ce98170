"""A scenario's captures in; facts by cell and vantage point, and what is broken, out.

A capture that is missing, unreadable or not the one stated is no evidence: nothing of it is used, its
cell is broken, and the others are read all the same. The same octets never serve two cells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from harness.errors import CaptureError
from harness.facts import gather_facts, list_sightings
from harness.key_run import Keyed, keyed
from harness.model.hosts import HostsFile
from harness.model.scenario import CaptureFile, Cell, Interference, Scenario, Tap
from harness.model.words import CaStore
from harness.opened_content import OpenedSearch
from harness.payload_facts import PayloadFacts, PayloadFile
from harness.reading import capture_row, path_text, taken
from harness.second_reading import read_again
from harness.side_files import SideFiles, read_side_files, told_of
from harness.sources.capture_reader import CaptureRead
from harness.sources.evidence_reader import Read, read_evidence
from harness.sources.opening import open_captures
from harness.sources.record_reader import RecordRead
from harness.sources.side_by_side import Progress
from harness.sources.stopping import INTERRUPTED, Stop
from harness.stages.captures import gather_captures
from harness.stages.sides import Devices
from harness.stages.vantages import KEY_DIGITS, Placed
from harness.tables.parts import FactParts


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFacts:
    """What the captures of all cells show; ``vantage`` is ``cell/vantage_point`` in every table."""

    captures: pl.DataFrame
    facts: FactParts
    sightings: pl.DataFrame
    offsets: Mapping[str, int]
    """Capture key to what is added to its times, ns."""
    broken: Mapping[str, tuple[str, ...]]
    """Cell to what is wrong with its captures."""
    notes: tuple[str, ...]
    searched: PayloadFacts
    """What of the planted values was found, and what was not read."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One capture that is evidence."""

    cell: Cell
    file: CaptureFile
    read: Read
    path: str
    """To open it by."""
    beside: SideFiles


def read_cells(
    scenario: Scenario, idle_timeout_s: int, progress: Progress | None, stop: Stop | None = None
) -> CellFacts:
    """Read every capture that a scenario lists.

    Args:
        scenario: Captures by cell, relative to its folder.
        idle_timeout_s: Gap that ends a flow.
        progress: Called with octets read so far and in total.
        stop: Ends reading early when asked to; cells with captures that were not read whole are broken.
    """
    stop = stop or Stop()
    with stop.while_reading():
        reads, broken = _read_all(scenario, idle_timeout_s, progress, stop)
    groups = list(_groups(reads))
    placed = [(reads[place.index], place) for group in groups for place in group]
    rows = [capture_row(one.read, place) for one, place in placed]
    facts, _ = gather_facts(
        [one.read for one in reads], groups, ours_of(scenario), idle_timeout_s, _by_vantage(reads)
    )
    files = [(_file(scenario, one, place), isinstance(one.read, CaptureRead)) for one, place in placed]
    search = OpenedSearch(scenario.honey, leads=False) if scenario.honey else None
    behind = {point.id for point in scenario.vantage_points if point.tap is Tap.GATEWAY_WAN}
    keys = list(_keyed(reads, groups, behind))
    facts, searched, told = read_again(facts, keys, files, _stores(reads), search, None, idle_timeout_s, stop)
    sightings = list_sightings([one.read for one in reads], groups)
    return CellFacts(
        captures=gather_captures(rows),
        facts=facts,
        sightings=sightings,
        offsets={_key(one): one.file.clock_offset_ns for one in reads},
        broken=broken,
        notes=(*_overlaps(groups), *told_of(one.beside for one in reads), *told),
        searched=searched,
    )


def ours_of(scenario: Scenario) -> Devices:
    """Senders of our side. MACs of tools and other devices are left out: a router's stand in frames of all servers."""
    texts = [text for device in scenario.devices for text in (*device.addresses, *device.macs)]
    texts += [address for tool in scenario.tools for address in tool.addresses]
    texts += [address for other in scenario.others for address in other.addresses]
    return Devices.parse(texts)


def _read_all(
    scenario: Scenario, idle_timeout_s: int, progress: Progress | None, stop: Stop
) -> tuple[list[_Read], dict[str, tuple[str, ...]]]:
    listed = [(cell, file) for cell in scenario.cells for file in cell.captures]
    paths = [Path(scenario.folder) / file.path for _, file in listed]
    total = sum(path.stat().st_size for path in paths if path.is_file())
    reads: list[_Read] = []
    broken: dict[str, tuple[str, ...]] = {}
    done = 0

    def advance(octets: int) -> None:
        nonlocal done
        done += octets
        if progress is not None:
            progress(done, total)

    for (cell, file), path in zip(listed, paths, strict=True):
        try:
            stop.begin(path_text(str(path)))
            with ExitStack() as stack:
                ((_, stream),), _ = open_captures([str(path)], stack, None)
                read = read_evidence(
                    stream,
                    path_text(str(path)),
                    idle_timeout_s=idle_timeout_s,
                    sightings=True,
                    progress=advance,
                    stop=stop,
                )
            _check(read, cell, file, reads)
            beside = read_side_files(scenario, file)
        except CaptureError as error:
            broken[cell.id] = (*broken.get(cell.id, ()), str(error))
        else:
            reads.append(_Read(cell, file, read, str(path), beside))
    return reads, broken


def _check(read: Read, cell: Cell, file: CaptureFile, earlier: Iterable[_Read]) -> None:
    """Refuse a capture that is not the one stated, or that is evidence already.

    Raises:
        CaptureError: It is not.
    """
    path, sha256 = read.file.path, read.file.sha256
    if read.file.interrupted:
        raise CaptureError(f"{path}: {INTERRUPTED}; what was read of it is not used")
    if file.sha256 is not None and file.sha256 != sha256:
        raise CaptureError(
            f"{path}: its SHA-256 is {sha256}, the scenario states {file.sha256}: find the file that was captured"
        )
    for other in earlier:
        if taken(other.read).content == taken(read).content:
            raise CaptureError(
                f"{path}: holds the same octets as {other.read.file.path} of cell {other.cell.id}: "
                f"one capture is no evidence for cell {cell.id} too"
            )


def _keyed(
    reads: Sequence[_Read], groups: Sequence[Sequence[Placed]], behind: Collection[str]
) -> Iterator[Keyed]:
    """Captures that follow each other, with the keys for them; record files have none.

    Who gives up at a vantage point ``behind`` an intercepting proxy is the proxy, and no client of it.
    """
    by_proxy = {one.cell.id for one in reads if isinstance(one.read, RecordRead) and one.read.intercepted}
    by_proxy |= {one.cell.id for one in reads if Interference.TLS_INTERCEPTION in one.cell.interference}
    for group in groups:
        members = [(reads[place.index], place) for place in group]
        logs = [one.beside.log[1] for one, _ in members if one.beside.log is not None]
        captures = [
            (one.read, one.path, place) for one, place in members if isinstance(one.read, CaptureRead)
        ]
        if captures:
            first = members[0][0]
            intercepted = first.cell.id in by_proxy and first.file.vantage_point not in behind
            yield keyed(captures, logs, intercepted=intercepted)


def _by_vantage(reads: Sequence[_Read]) -> dict[str, list[HostsFile]]:
    """The tester's own names of addresses."""
    hosts: dict[str, list[HostsFile]] = {}
    for one in reads:
        if one.beside.hosts is not None:
            hosts.setdefault(_vantage(one), []).append(one.beside.hosts)
    return hosts


def _stores(reads: Sequence[_Read]) -> dict[str, CaStore]:
    """Where the proxy's CA was held, by vantage point."""
    return {_vantage(one): one.cell.ca_store for one in reads if one.cell.ca_store is not None}


def _file(scenario: Scenario, one: _Read, place: Placed) -> PayloadFile:
    return PayloadFile(
        path=str(Path(scenario.folder) / one.file.path),
        shown=one.read.file.path,
        capture=place.capture,
        vantage=place.vantage,
        sha256=one.read.file.sha256,
    )


def _key(one: _Read) -> str:
    return one.read.file.sha256[:KEY_DIGITS]


def _groups(reads: Sequence[_Read]) -> Iterator[list[Placed]]:
    """Captures that follow each other at one vantage point of a cell; one that overlaps begins a group of its own.

    Logs of a run are one group, however their times lie; captures and records never share one.
    """
    order = sorted(
        range(len(reads)),
        key=lambda i: (_vantage(reads[i]), reads[i].read.tally.first_ns or 0, _key(reads[i])),
    )
    for vantage, members in groupby(order, key=lambda i: _vantage(reads[i])):
        groups: list[tuple[list[Placed], int | None]] = []
        for i in members:
            first_ns, last_ns = reads[i].read.tally.first_ns, reads[i].read.tally.last_ns
            place = Placed(index=i, capture=_key(reads[i]), vantage=vantage)
            for number, (group, end_ns) in enumerate(groups):
                if _kind(reads[group[0].index].read) != (kind := _kind(reads[i].read)):
                    continue
                if kind == _LOG or end_ns is None or first_ns is None or first_ns >= end_ns:
                    groups[number] = ([*group, place], last_ns if last_ns is not None else end_ns)
                    break
            else:
                groups.append(([place], last_ns))
        yield from (group for group, _ in groups)


_CAPTURE, _RECORDS, _LOG = range(3)


def _kind(read: Read) -> int:
    if not isinstance(read, RecordRead):
        return _CAPTURE
    return _LOG if read.is_log else _RECORDS


def _vantage(one: _Read) -> str:
    return f"{one.cell.id}/{one.file.vantage_point}"


def _overlaps(groups: Sequence[Sequence[Placed]]) -> Iterator[str]:
    """Notes for vantage points whose captures overlap."""
    vantages = [group[0].vantage for group in groups]
    for vantage in dict.fromkeys(vantages):
        if vantages.count(vantage) > 1:
            yield f"Captures of {vantage} overlap in time: a packet that is in two of them counts twice."
