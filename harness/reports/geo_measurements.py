"""MeasuredAddress -> a report for the terminal, and a JSON document with the source of every sample."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from harness import __version__
from harness.model.listing import few
from harness.model.measured import Finding, LeftOut, MeasuredAddress, UsedSample
from harness.model.sites import Landmark
from harness.model.territories import told_apart
from harness.reports.geo_probe import far
from harness.reports.grid import grid_lines
from harness.reports.json_text import items, member
from harness.reports.lines import EMPTY, Line, Style, heading, paint, wrapped
from harness.reports.units import counted

SCHEMA: Final = "harness-measurements"
SCHEMA_VERSION: Final = 1
OPENING: Final = f'{{\n"schema": "{SCHEMA}"'.encode()
"""First bytes of every document: how an earlier one is known from any other file."""
_FEW_SAMPLES: Final = 3
_FEW_FAULTS: Final = 5
_FEW_PROBES: Final = 5

_WHY: Final = {
    Finding.NOT_UNICAST: "nothing says that it stands in one place, so discs of several probes cannot be put together (--unicast)",
    Finding.ANYCAST: "known to be announced from many places: probes elsewhere say where other nodes are",
    Finding.SPLIT: "round trips contradict each other: two servers answer, or many probes are misplaced",
    Finding.NOWHERE: "no land is within reach of all probes: at least one is misplaced, or two servers answer",
    Finding.NO_SAMPLE: "no sample takes part",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What is reported."""

    addresses: Sequence[MeasuredAddress]
    dropped: Mapping[str, LeftOut]
    """Probes that take no part."""
    landmarks: Sequence[Landmark]
    """Those that probes were held against."""
    probes: int
    records: int
    faults: Sequence[str]
    countries: Sequence[str]
    """Asked about."""


def document(found: Imported) -> Iterator[bytes]:
    """Write what was found as one JSON document, as ``harness.reports.document`` does."""
    yield OPENING
    yield member("schema_version", SCHEMA_VERSION)
    yield member("tool", {"name": "harness", "version": __version__})
    yield member("countries", list(found.countries))
    yield member("records", found.records)
    yield from items("addresses", [_address(one, found.countries) for one in found.addresses])
    yield from items(
        "dropped_probes",
        [{"probe": probe, "reason": reason} for probe, reason in sorted(found.dropped.items())],
    )
    yield from items("landmarks", [asdict(mark) for mark in found.landmarks])
    yield from items("faults", list(found.faults))
    yield b"\n}\n"


def _address(one: MeasuredAddress, countries: Sequence[str]) -> dict[str, Any]:
    told = asdict(one) | {"clear": is_clear(one, countries)}
    told["left_out"] = {reason.value: count for reason, count in one.left_out}
    return told


def is_clear(one: MeasuredAddress, countries: Sequence[str]) -> bool:
    """Whether all countries asked about are excluded."""
    return one.finding is Finding.MEASURED and set(countries) <= set(one.excluded)


def render(found: Imported, width: int, *, colour: bool, all_rows: bool = False) -> str:
    """Write the report.

    Args:
        found: What was found.
        width: Columns of the terminal.
        colour: Whether it may hold escape sequences of style.
        all_rows: List every sample, probe and fault.
    """
    return paint(_lines(found, width, all_rows=all_rows), colour=colour)


def _lines(found: Imported, width: int, *, all_rows: bool) -> Iterator[Line]:
    yield heading("WHAT OTHERS MEASURED")
    yield from wrapped(
        f"{counted(found.records, 'object')} read, {counted(found.probes, 'probe')}, {len(found.dropped):,} of them left out; "
        f"{counted(len(found.landmarks), 'landmark')}; {counted(len(found.faults), 'object')} could not be read.",
        width,
    )
    for one in found.addresses:
        yield EMPTY
        yield from _of_address(one, found.countries, width, all_rows=all_rows)
    if found.dropped:
        yield EMPTY
        yield heading("PROBES LEFT OUT")
        dropped = sorted(found.dropped.items(), key=lambda item: (item[1], item[0]))
        rows = [(probe, reason.value) for probe, reason in dropped]
        yield from grid_lines(("probe", "why"), rows if all_rows else rows[:_FEW_PROBES], width, words=2)
        yield from _more(len(rows), _FEW_PROBES, width, all_rows=all_rows)
    if found.faults:
        yield EMPTY
        yield heading("NOT READ")
        for text in found.faults if all_rows else found.faults[:_FEW_FAULTS]:
            yield from wrapped(text, width, first="- ")
        yield from _more(len(found.faults), _FEW_FAULTS, width, all_rows=all_rows)


def _more(count: int, shown: int, width: int, *, all_rows: bool) -> Iterator[Line]:
    if count > shown and not all_rows:
        yield from wrapped(f"and {count - shown:,} more (--all)", width, first="  ")


def _of_address(
    one: MeasuredAddress, countries: Sequence[str], width: int, *, all_rows: bool
) -> Iterator[Line]:
    clear = is_clear(one, countries)
    word = "clear of" if clear else "open for"
    style = Style.GOOD if clear else Style.DOUBT
    yield from wrapped(f"{one.server_ip}: {word} {few(countries)}", width, style=style)
    if one.finding is not Finding.MEASURED:
        yield from wrapped(f"{_WHY[one.finding]}.", width, first="  ")
    else:
        yield from wrapped(f"stands in one place: {one.unicast_by}.", width, first="  ")
        yield from wrapped(f"possible: {few(sorted(told_apart(one.possible)), 12)}.", width, first="  ")
        if resting := sorted(set(countries) & set(one.excluded_by_one)):
            yield from wrapped(
                f"excluded by probes of one network only, so still possible: {few(resting)}.",
                width,
                first="  ",
            )
    rows = [_row(used) for used in one.used]
    titles = ("from", "round trip", "at most", "kind", "source")
    yield from grid_lines(titles, rows if all_rows else rows[:_FEW_SAMPLES], width, words=5)
    yield from _more(len(rows), _FEW_SAMPLES, width, all_rows=all_rows)
    if one.left_out:
        told = ", ".join(f"{count:,} {reason.value.replace('_', ' ')}" for reason, count in one.left_out)
        yield from wrapped(f"samples left out: {told}.", width, first="  ")


def _row(used: UsedSample) -> tuple[str, ...]:
    sample = used.sample
    return (
        f"{sample.probe}",
        f"{-(-sample.rtt_ns // 10_000) / 100:,.2f} ms",
        far(used.radius_km + used.site.error_km),
        sample.kind.value,
        sample.measurement or "-",
    )
