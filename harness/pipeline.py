"""The pipeline's table of contents: captures in, an Analysis out.

    captures -> packets -> flows, handshakes, names -> endpoints -> places -> classes -> answers

Packets, flows, handshakes and names hold what the packets show; places, classes and
answers are inferred from them and point back by capture and packet number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from typing import BinaryIO

import polars as pl

from harness.errors import CaptureError
from harness.model.words import Scope
from harness.rules.catalogue import load_catalogue
from harness.sources.capture_reader import CaptureRead, read_capture
from harness.sources.geodata import consult
from harness.sources.opening import open_captures
from harness.stages.answers import answer_country
from harness.stages.captures import gather_captures
from harness.stages.classes import classify
from harness.stages.endpoints import gather_endpoints
from harness.stages.flows import gather_flows
from harness.stages.handshakes import gather_handshakes
from harness.stages.merging import merge_flows
from harness.stages.names import fact_frame, gather_names
from harness.stages.places import locate
from harness.stages.sides import Devices, choose_sides
from harness.stages.vantages import Placed, Taken, place_captures
from harness.tables.analysis import Analysis
from harness.tables.flows import FLOWS
from harness.tables.handshakes import HANDSHAKES
from harness.tables.names import NAMES

IDLE_TIMEOUT_S = 300
"""Default gap that ends a flow: longer than common keep-alive intervals, shorter than most NAT timers."""

Progress = Callable[[int, int | None], None]


def analyze(
    paths: Sequence[str],
    *,
    devices: Sequence[str] = (),
    countries: Sequence[str] = (),
    idle_timeout_s: int = IDLE_TIMEOUT_S,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Turn captures into named, located, classified endpoints.

    Args:
        paths: Capture files in any order; ``-`` is standard input.
        devices: Devices under test: MACs, addresses or prefixes.
        countries: ISO 3166-1 alpha-2 codes to answer for.
        idle_timeout_s: Gap that ends a flow.
        stdin: Standard input, where ``-`` is among the paths.
        progress: Called with octets read so far and in total (None where unknown).

    Raises:
        CaptureError: A path cannot be opened or is no capture; all of them are told.
        ReferenceDataError: Embedded data are missing or altered.
        RuleError: The catalogue has faults.
        ValueError: A device is neither MAC, address nor prefix.
    """
    chosen = Devices.parse(devices)
    reads = _read(paths, idle_timeout_s, stdin, progress)
    placed, notes = place_captures([_taken(read) for read in reads])
    facts = _facts(reads, placed, chosen, idle_timeout_s)

    endpoints = gather_endpoints(facts.flows, facts.names)
    remote = endpoints.filter(pl.col("scope") != Scope.LOCAL.value)["server_ip"].unique().sort()
    geo = consult(remote.to_list())
    places = locate(remote.to_list(), geo)
    catalogue = load_catalogue()
    classes = classify(endpoints, places, catalogue)
    captures = gather_captures([_row(reads[place.index], place) for place in placed])
    answers = tuple(answer_country(country, endpoints, places, captures) for country in countries)

    return Analysis(
        captures=captures,
        flows=facts.flows,
        handshakes=facts.handshakes,
        names=facts.names,
        endpoints=endpoints,
        places=places,
        classes=classes,
        answers=answers,
        data_sources=geo.data_sources,
        catalogue_sha256=catalogue.sha256,
        notes=notes,
        idle_timeout_s=idle_timeout_s,
        devices=tuple(devices),
    )


def _read(
    paths: Sequence[str], idle_timeout_s: int, stdin: BinaryIO | None, progress: Progress | None
) -> list[CaptureRead]:
    """Read every capture; those that are none are told together, after the rest was tried."""
    reads, faults = [], []
    done = 0
    with ExitStack() as stack:
        opened, total = open_captures(paths, stack, stdin)

        def advance(octets: int) -> None:
            nonlocal done
            done += octets
            if progress is not None:
                progress(done, total)

        for path, stream in opened:
            try:
                reads.append(read_capture(stream, path, idle_timeout_s=idle_timeout_s, progress=advance))
            except CaptureError as error:
                faults.append(str(error))
    if faults:
        raise CaptureError("\n".join(faults))
    return reads


def _taken(read: CaptureRead) -> Taken:
    return Taken(
        path=read.path, sha256=read.sha256, first_ns=read.tally.first_ns, last_ns=read.tally.last_ns
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """The tables that hold only what packets show."""

    flows: pl.DataFrame
    handshakes: pl.DataFrame
    names: pl.DataFrame


def _facts(
    reads: Sequence[CaptureRead], placed: Sequence[Placed], devices: Devices, idle_timeout_s: int
) -> _Facts:
    """Join each vantage point's captures and turn their records into tables."""
    flows, handshakes, names = [FLOWS.empty()], [HANDSHAKES.empty()], [NAMES.empty()]
    first_id = 0
    for vantage, group in groupby(placed, key=lambda place: place.vantage):
        own = [(reads[place.index], place.capture) for place in group]
        part = _vantage_facts(own, vantage, devices, idle_timeout_s, first_id)
        flows.append(part.flows)
        handshakes.append(part.handshakes)
        names.append(part.names)
        first_id += part.flows.height
    return _Facts(*(pl.concat(frames, rechunk=False) for frames in (flows, handshakes, names)))


def _vantage_facts(
    own: Sequence[tuple[CaptureRead, str]],
    vantage: str,
    devices: Devices,
    idle_timeout_s: int,
    first_id: int,
) -> _Facts:
    keys = [capture for _, capture in own]
    for number, (read, _) in enumerate(own):
        for chunk in read.flows:
            chunk["capture"] = number
            chunk["data_capture"][chunk["data_capture"] >= 0] = number
    chunks, became = merge_flows([read.flows for read, _ in own], idle_timeout_s)
    flows, handshakes = [FLOWS.empty()], [HANDSHAKES.empty()]
    client_sides = [pl.Series(dtype=pl.Int64)]
    next_id = first_id
    while chunks:
        rows = chunks.pop(0)
        sides = choose_sides(rows, devices)
        flows.append(gather_flows(rows, sides, captures=keys, vantage=vantage, first_id=next_id))
        handshakes.append(
            gather_handshakes(
                rows,
                captures=keys,
                capture_starts_ns=[read.tally.first_ns for read, _ in own],
                drops=[read.drops for read, _ in own],
                vantage=vantage,
                first_id=next_id,
            )
        )
        client_sides.append(pl.Series(sides.client))
        next_id += len(rows)
    all_flows = pl.concat(flows, rechunk=False)
    names = [NAMES.empty()]
    for (read, capture), rows_became in zip(own, became, strict=True):
        facts = fact_frame(read.names).with_columns(
            flow=pl.col("flow").map_batches(
                lambda flow, to=rows_became: pl.Series(to[flow.to_numpy()] + first_id),
                return_dtype=pl.Int64,
            )
        )
        names.append(gather_names(facts, all_flows, pl.concat(client_sides), capture=capture, vantage=vantage))
    return _Facts(all_flows, pl.concat(handshakes, rechunk=False), pl.concat(names))


def _row(read: CaptureRead, place: Placed) -> dict[str, object]:
    """One row of CAPTURES."""
    tally = read.tally
    return {
        "capture": place.capture,
        "path": read.path,
        "vantage": place.vantage,
        "sha256": read.sha256,
        "octets": read.octets,
        "format": read.format,
        "link_types": list(tally.link_types),
        "packets": tally.packets,
        "no_ip_packets": tally.no_ip,
        "unread_packets": sum(count for _, count, _ in tally.unread),
        "unread": [
            {"reason": reason, "packets": count, "first_packet": first}
            for reason, count, first in tally.unread
        ],
        "cut_packets": tally.cut,
        "first_ns": tally.first_ns,
        "last_ns": tally.last_ns,
        "truncated": read.stopped_at is not None,
        "stopped_at": read.stopped_at,
        "problem": read.problem,
        "drops": read.drops,
        "heads_cut": read.heads_cut,
        "malformed_messages": read.malformed,
    }
