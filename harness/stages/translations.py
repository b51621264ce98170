"""addresses + names -> TRANSLATIONS: which remote addresses lie in a NAT64 prefix that a DNS answer told.

A prefix counts at the vantage point that saw the answer: elsewhere the same private prefix may mean
something else. The answer is taken at its word here; that it may be a lie is minded where places are judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from harness.model.nat64 import WELL_KNOWN_NAME, Prefixes
from harness.model.words import NameSource
from harness.tables.parts import Frames, some
from harness.tables.schema import conform
from harness.tables.translations import TRANSLATIONS

_NEEDED = ("vantage", "server_ip", "capture", "packet", "time_ns", "name", "source", "asked")


def prefix_answers(names: Frames) -> pl.DataFrame:
    """The NAMES rows that tell a prefix."""
    return pl.concat([part.filter(_tells_prefix()) for part in names.frames(_NEEDED)])


def _tells_prefix() -> pl.Expr:
    """Whether a name fact may tell a prefix (RFC 7050 §3)."""
    asked = (pl.col("source") == NameSource.DNS.value) & pl.col("asked")
    return asked & (pl.col("name") == WELL_KNOWN_NAME)


def gather_translations(addresses: pl.DataFrame, answers: pl.DataFrame) -> pl.DataFrame:
    """Look up addresses in the prefixes that were told at their vantage point.

    Args:
        addresses: ``vantage`` and ``server_ip``, any order; duplicates count once.
        answers: From ``prefix_answers``.
    """
    told = _told(answers)
    if not told:
        return TRANSLATIONS.empty()
    rows = []
    for vantage, address in addresses.select("vantage", "server_ip").unique().sort(pl.all()).iter_rows():
        if vantage not in told:
            continue
        prefixes, sources = told[vantage]
        for network, inner in prefixes.holding(address):
            rows.append((vantage, address, str(inner), str(network), *sources[str(network)]))
    return conform(pl.DataFrame(rows, schema=TRANSLATIONS.schema, orient="row"), TRANSLATIONS)


def _told(answers: pl.DataFrame) -> dict[str, tuple[Prefixes, dict[str, tuple[str, int]]]]:
    """Prefixes told at each vantage point, and the first answer that told each."""
    if answers.is_empty():  # mostly
        return {}
    told: dict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    networks: dict[str, set[str]] = defaultdict(set)
    columns = ("vantage", "server_ip", "capture", "packet")
    first = (
        answers.sort("time_ns", "capture", "packet")
        .select(columns)
        .unique(["vantage", "server_ip"], keep="first", maintain_order=True)
    )
    for vantage, answer, capture, packet in first.iter_rows():
        for network in Prefixes.told([answer]).networks:
            told[vantage].setdefault(str(network), (capture, packet))
            networks[vantage].add(answer)
    return {vantage: (Prefixes.told(networks[vantage]), sources) for vantage, sources in told.items()}


def told_prefixes(rows: Iterable[pl.DataFrame]) -> Prefixes:
    """Prefixes that NAME_ROWS of one vantage point tell, before they are NAMES."""
    told = [frame.filter(_tells_prefix())["address"].drop_nulls() for frame in some(rows)]
    return Prefixes.told({address for addresses in told for address in addresses})
