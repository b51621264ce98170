"""The pipeline's table of contents: captures in, an Analysis out.

    captures -> packets (harness.reading) -> flows, handshakes, names (harness.facts)
                                          -> content, undecoded, where asked for (harness.payload_facts)
             -> endpoints -> places -> classes (harness.inference) -> answers
    the same of a scenario's captures -> judgements (harness.campaign)

Packets, flows, handshakes and names hold what the packets show; all that follows is
inferred from them and points back by capture and packet number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import BinaryIO, TypeVar

import polars as pl

from harness.errors import CaptureError
from harness.facts import gather_facts
from harness.inference import Inferred, infer
from harness.key_run import Keyed, OnBody, keyed
from harness.model.answers import Answer
from harness.model.hosts import HostsFile
from harness.model.sites import Site
from harness.model.words import CaStore
from harness.opened_content import OpenedSearch
from harness.payload_facts import PayloadFile
from harness.reading import IDLE_TIMEOUT_S, capture_row, path_text, read_captures, taken
from harness.second_reading import read_again
from harness.side_files import hosts_note
from harness.sources.capture_reader import CaptureRead
from harness.sources.evidence_reader import Read
from harness.sources.finding import Listed, find_captures, to_read
from harness.sources.keylog_file import faults_of, read_key_log_file
from harness.sources.opening import open_captures
from harness.sources.packet_reader import read_packets
from harness.sources.record_reader import RecordRead
from harness.sources.side_by_side import Progress
from harness.sources.stopping import NOT_BEGUN, Stop
from harness.stages.answers import answer_country
from harness.stages.captures import gather_captures
from harness.stages.data_age import age_remarks
from harness.stages.limits import unseen_devices
from harness.stages.manifest import gather_manifest
from harness.stages.packets import gather_packets
from harness.stages.rigs import rigs_of_captures
from harness.stages.sides import Devices
from harness.stages.stations import gather_stations
from harness.stages.vantages import Placed, by_vantage, place_captures
from harness.tables.analysis import Analysis
from harness.tables.parts import FactParts
from harness.wire.keylog import KeyLog

T = TypeVar("T")


def analyze(
    paths: Sequence[str],
    *,
    devices: Sequence[str] = (),
    countries: Sequence[str] = (),
    hosts: Sequence[HostsFile] = (),
    site: Site | None = None,
    idle_timeout_s: int = IDLE_TIMEOUT_S,
    minutes: bool = False,
    keylogs: Sequence[str] = (),
    ca_store: CaStore | None = None,
    on_body: OnBody | None = None,
    content: bool = False,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Analysis:
    """Turn captures into named, located, classified endpoints.

    Args:
        paths, stdin: Capture files, folders that hold some, or patterns, in any order; ``-`` is ``stdin``.
        devices, countries: Under test, as MACs, addresses or prefixes; ISO 3166-1 alpha-2 codes to answer for.
        hosts, site: Names of addresses, no evidence; where the captures were made (None: no distance is told).
        keylogs, ca_store: TLS key logs; where devices held an intercepting proxy's CA.
        idle_timeout_s, minutes: Gap that ends a flow; whether to make the table of octets per minute.
        content, on_body: Whether to search payloads for leads; called with what keys open.
        progress, stop: Called with octets read so far and in total (None: unknown); ends reading early when asked to.

    Raises:
        CaptureError: A path cannot be opened, is no capture or key log, or is a folder without any; all are told.
        ReferenceDataError, RuleError, ValueError: Data are altered; the catalogue has faults; no such device.
    """
    chosen, stop, logs = Devices.parse(devices), stop or Stop(), _read_key_logs(keylogs)
    found, reads, unread = _read(paths, idle_timeout_s, stdin, progress, stop, minutes=minutes)
    placed, notes = place_captures([taken(read) for read in reads])
    facts, seen = gather_facts(reads, by_vantage(placed), chosen, idle_timeout_s, _everywhere(placed, hosts))
    sources = _sources(reads, to_read(found), placed, logs, _everywhere(placed, ca_store))
    facts, searched, told = read_again(facts, *sources, _search(leads=content), on_body, idle_timeout_s, stop)
    captures = gather_captures([capture_row(reads[place.index], place) for place in placed])
    unseen = [device for device in chosen.texts if device not in seen]
    inferred = _inferred(facts, captures, site, ca_store)
    return Analysis(
        captures=captures, manifest=_manifest(found, reads, placed), facts=facts,
        **inferred.tables, stations=gather_stations(facts.flows, facts.protocols, inferred.catalogue.index),
        answers=_answers(countries, inferred, captures, unseen, unread),
        **searched.tables, **inferred.sources,
        notes=(*unread, *notes, *_faults(logs), *told, *unseen_devices(unseen), *map(hosts_note, hosts)),
        idle_timeout_s=idle_timeout_s, devices=tuple(devices), hosts=tuple(hosts), interrupted=unread,
    )  # fmt: skip


def _inferred(
    facts: FactParts, captures: pl.DataFrame, site: Site | None, ca_store: CaStore | None
) -> Inferred:
    rigs = rigs_of_captures(captures, facts.protocols, site, intercepted=ca_store is not None)
    return infer(facts, rigs)


def _read(
    paths: Sequence[str],
    idle_timeout_s: int,
    stdin: BinaryIO | None,
    progress: Progress | None,
    stop: Stop | None,
    *,
    minutes: bool,
) -> tuple[list[Listed], list[Read], tuple[str, ...]]:
    """What the paths stand for, with the reason at what is not read; the captures that were; what was left unread."""
    found, faults = find_captures(paths)
    tried = read_captures(to_read(found), idle_timeout_s, stdin, progress, faults, stop=stop, minutes=minutes)
    results = iter(tried)
    begun = [
        replace(one, why=NOT_BEGUN) if one.why is None and next(results) is None else one for one in found
    ]
    reads = [read for read in tried if read is not None]
    return begun, reads, _unread(begun, reads)


def _everywhere(placed: Sequence[Placed], said: T | None) -> dict[str, T]:
    """What the tester says of all vantage points, by each; nothing where nothing is said."""
    return {} if said is None else {place.vantage: said for place in placed}


def _read_key_logs(paths: Sequence[str]) -> dict[str, KeyLog]:
    """Key logs by path.

    Raises:
        CaptureError: Some cannot be read; told together.
    """
    logs: dict[str, KeyLog] = {}
    faults: list[str] = []
    for path in paths:
        try:
            logs[path], _ = read_key_log_file(path)
        except CaptureError as error:
            faults.append(path_text(str(error)))
    if faults:
        raise CaptureError("\n".join(faults))
    return logs


def _faults(logs: Mapping[str, KeyLog]) -> tuple[str, ...]:
    return tuple(fault for path, log in logs.items() for fault in faults_of(path_text(path), log))


def _sources(
    reads: Sequence[Read],
    paths: Sequence[str],
    placed: Sequence[Placed],
    logs: Mapping[str, KeyLog],
    stores: Mapping[str, CaStore],
) -> tuple[list[Keyed], Iterator[tuple[PayloadFile, bool]], Mapping[str, CaStore]]:
    """What a second reading goes by; arguments as of ``_keyed``."""
    return _keyed(reads, paths, placed, logs, stores), _files(paths, reads, placed), stores


def _search(*, leads: bool) -> OpenedSearch | None:
    """What payloads are searched for."""
    return OpenedSearch((), leads=True) if leads else None


def _keyed(
    reads: Sequence[Read],
    paths: Sequence[str],
    placed: Sequence[Placed],
    logs: Mapping[str, KeyLog],
    stores: Mapping[str, CaStore],
) -> list[Keyed]:
    """Captures of each vantage point with the keys for them.

    Args:
        paths: To open each of ``reads`` again.
        logs: Given for all of them.
        stores: Who says where a proxy's CA was says that there was a proxy.
    """
    intercepted = bool(stores) or any(isinstance(read, RecordRead) and read.intercepted for read in reads)
    groups = (
        [
            (read, paths[place.index], place)
            for place in group
            if isinstance(read := reads[place.index], CaptureRead)
        ]
        for group in by_vantage(placed)
    )
    return [keyed(group, list(logs.values()), intercepted=intercepted) for group in groups if group]


def _files(
    paths: Sequence[str], reads: Sequence[Read], placed: Sequence[Placed]
) -> Iterator[tuple[PayloadFile, bool]]:
    """What each capture or record file is read again by, and whether it has packets."""
    for place in placed:
        read = reads[place.index]
        file = PayloadFile(
            path=paths[place.index],
            shown=read.file.path,
            capture=place.capture,
            vantage=place.vantage,
            sha256=None if read.file.interrupted else read.file.sha256,
        )
        yield file, isinstance(read, CaptureRead)


def _answers(
    countries: Sequence[str],
    inferred: Inferred,
    captures: pl.DataFrame,
    unseen: Sequence[str],
    unread: Sequence[str],
) -> tuple[Answer, ...]:
    """What the captures say of each country asked about, in the order asked."""
    tables, remarks = inferred.tables, age_remarks(captures, inferred.data_sources)
    known = (tables["endpoints"], tables["places"], captures, tables["traits"])
    return tuple(answer_country(country, *known, unseen, unread, remarks) for country in countries)


def _unread(found: Sequence[Listed], reads: Sequence[Read]) -> tuple[str, ...]:
    """What was left unread because reading was interrupted."""
    begun = [f"{read.file.path}: {read.file.problem}." for read in reads if read.file.interrupted]
    return (*begun, *(f"{path_text(one.path)}: {NOT_BEGUN}." for one in found if one.why == NOT_BEGUN))


def _manifest(found: Sequence[Listed], reads: Sequence[Read], placed: Sequence[Placed]) -> pl.DataFrame:
    """What was found, and which capture each file became that was read."""
    key_of = {taken(reads[place.index]).content: place.capture for place in placed}
    return gather_manifest(
        [(path_text(one.path), path_text(one.given), one.why and path_text(one.why)) for one in found],
        [key_of[taken(read).content] for read in reads],
    )


def packets(path: str) -> pl.DataFrame:
    """Every packet of one capture, for looking into it; memory grows with the packets.

    Raises:
        CaptureError: The path cannot be opened or is no capture.
    """
    with ExitStack() as stack:
        opened, _ = open_captures([path], stack, None)
        ((_, stream),) = opened
        return gather_packets(read_packets(stream, path_text(path)))
