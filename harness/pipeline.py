"""The pipeline's table of contents: captures in, an Analysis out.

    captures -> packets -> flows, handshakes, names -> endpoints -> places -> classes -> answers

Packets, flows, handshakes and names hold what the packets show; places, classes and
answers are inferred from them and point back by capture and packet number.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO, TypedDict

import polars as pl

from harness.facts import Facts, Progress, capture_row, gather_facts, path_text, read_captures, taken
from harness.model.answers import Answer
from harness.model.sources import DataSource
from harness.model.words import Scope
from harness.rules.catalogue import load_catalogue
from harness.sources.geodata import consult
from harness.sources.opening import open_captures
from harness.sources.packet_reader import read_packets
from harness.stages.answers import answer_country
from harness.stages.captures import gather_captures
from harness.stages.classes import classify
from harness.stages.endpoints import gather_endpoints
from harness.stages.limits import unseen_devices
from harness.stages.packets import gather_packets
from harness.stages.places import locate
from harness.stages.sides import Devices
from harness.stages.vantages import place_captures
from harness.tables.analysis import Analysis

IDLE_TIMEOUT_S = 300
"""Default gap that ends a flow: longer than common keep-alive intervals, shorter than most NAT timers."""


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
    reads = read_captures(paths, idle_timeout_s, stdin, progress)
    placed, notes = place_captures([taken(read) for read in reads])
    facts, seen = gather_facts(reads, placed, chosen, idle_timeout_s)
    captures = gather_captures([capture_row(reads[place.index], place) for place in placed])
    unseen = [device for device in chosen.texts if device not in seen]
    inferred = _infer(facts, captures, countries, unseen)
    return Analysis(
        captures=captures,
        **facts,
        **inferred,
        notes=(*notes, *unseen_devices(unseen)),
        idle_timeout_s=idle_timeout_s,
        devices=tuple(devices),
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


class _Inferred(TypedDict):
    """What follows from the facts, and what it rests on."""

    endpoints: pl.DataFrame
    places: pl.DataFrame
    classes: pl.DataFrame
    answers: tuple[Answer, ...]
    data_sources: tuple[DataSource, ...]
    catalogue_sha256: str


def _infer(
    facts: Facts, captures: pl.DataFrame, countries: Sequence[str], devices_unseen: Sequence[str]
) -> _Inferred:
    """Facts to endpoints, where they are, what they are, and the answers asked for."""
    endpoints = gather_endpoints(facts["flows"], facts["names"])
    remote = endpoints.filter(pl.col("scope") != Scope.LOCAL.value)["server_ip"].unique().sort().to_list()
    geo = consult(remote)
    places = locate(remote, geo)
    catalogue = load_catalogue()
    return _Inferred(
        endpoints=endpoints,
        places=places,
        classes=classify(endpoints, places, catalogue),
        answers=tuple(
            answer_country(country, endpoints, places, captures, devices_unseen) for country in countries
        ),
        data_sources=geo.data_sources,
        catalogue_sha256=catalogue.sha256,
    )
