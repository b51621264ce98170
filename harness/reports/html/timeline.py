"""What was contacted when: a picture for each vantage point, endpoints one above the other, steps as bands, and a table of the same.

Of a verification a mark is a contact: flows of one owner to one endpoint in one step, at the first payload sent. Of an analysis,
which has no steps, it is flows. Marks that would lie on one another are drawn as one, with the firmest standing among them.

Blind spots: one packet with a wrong time stretches the picture of its vantage point; the table tells times all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

from harness.model.scenario import Cell
from harness.model.words import Standing
from harness.reports.html.standings import RANKS, firmest
from harness.reports.html.timeline_events import BINS, Event, contact_events, flow_events
from harness.reports.text import tail
from harness.reports.units import counted, duration, moment, octets
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

LANES: Final = 12
"""Endpoints with a line of their own at one vantage point."""
STRIPS: Final = 24
"""Vantage points with a picture."""
WIDTH, _LEFT, _RIGHT, _TOP, _LANE = 1000, 270, 985, 46, 24
_OUTSIDE: Final = "outside every step"


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A step."""

    x: float
    width: float
    number: int
    label: str
    """Its name where there is room; else empty."""
    name: str
    times: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Events of one line that lie together."""

    x: float
    y: float
    radius: float
    shape: str
    """Path of a witness's diamond or an open one's square; empty: a circle."""
    standing: str
    begin: float
    end: float
    """How long the flows lasted."""
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One endpoint, or all others."""

    y: float
    label: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table: one endpoint in one step."""

    step: str
    who: str
    began: str
    ended: str
    flows: str
    sent: str
    received: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One vantage point."""

    title: str
    width: int
    height: int
    bands: tuple[Band, ...]
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    begin: str
    end: str
    rows: tuple[Row, ...]
    alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """What the template shows."""

    strips: tuple[Strip, ...]
    left_out: str
    """Vantage points without a picture, in a sentence; empty: none."""
    steps: bool
    left: int
    right: int


def timeline(result: Verification | Analysis) -> Timeline | None:
    """The pictures; None where nothing was contacted."""
    if isinstance(result, Verification):
        events = contact_events(result)
        cells = {cell.id: cell for cell in result.scenario.cells}
    else:
        events, cells = flow_events(result), {}
    by_vantage: dict[str, list[Event]] = {}
    for event in events:
        by_vantage.setdefault(event.vantage, []).append(event)
    if not by_vantage:
        return None
    held = [
        _strip(vantage, many, cells.get(vantage.partition("/")[0]))
        for vantage, many in list(by_vantage.items())[:STRIPS]
    ]
    more = list(by_vantage)[STRIPS:]
    told = f"Not drawn: {', '.join(more)}. Their endpoints stand in the table of endpoints." if more else ""
    steps = isinstance(result, Verification)
    return Timeline(strips=tuple(held), left_out=told, steps=steps, left=_LEFT, right=_RIGHT)


def _strip(vantage: str, events: Sequence[Event], cell: Cell | None) -> Strip:
    steps = () if cell is None else cell.steps
    begin = min([event.first_ns for event in events] + [step.from_ns for step in steps])
    end = max([event.last_ns for event in events] + [step.to_ns for step in steps] + [begin + 1])
    lane_of, lanes = _lanes(events)

    def across(time_ns: int) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * (time_ns - begin) / (end - begin), 1)

    bands = [
        _band(
            number,
            step.id,
            across(step.from_ns),
            across(step.to_ns),
            f"{moment(step.from_ns)} to {moment(step.to_ns)}",
        )
        for number, step in enumerate(steps, 1)
    ]
    rows = _rows(events, [step.id for step in steps], lane_of, stepped=cell is not None)
    role = "" if cell is None else f" ({cell.role.value} cell)"
    witnesses = sorted({event.who for event in events if event.standing is Standing.WITNESS})
    told = (
        f"; witnesses: {', '.join(witnesses[:3])}{' and more' if len(witnesses) > 3 else ''}"
        if witnesses
        else ""
    )
    return Strip(
        title=f"{vantage}{role}",
        width=WIDTH,
        height=_TOP + _LANE * len(lanes) + 30,
        bands=tuple(bands),
        lanes=lanes,
        marks=tuple(_marks(events, lane_of, across)),
        begin=moment(begin),
        end=moment(end),
        rows=rows,
        alternative=f"{vantage}: {counted(len({event.who for event in events}), 'endpoint')} over {duration(end - begin)}{told}",
    )


def _band(number: int, name: str, begin: float, end: float, times: str) -> Band:
    width = round(max(end - begin, 0.5), 1)
    return Band(
        x=begin,
        width=width,
        number=number,
        label=name if len(name) * 7 < width else "",
        name=name,
        times=times,
    )


def _lanes(events: Sequence[Event]) -> tuple[dict[str, int], tuple[Lane, ...]]:
    """A line for each endpoint of most concern, then most sent; one for all others."""
    concern: dict[str, tuple[int, int]] = {}
    for event in events:
        rank, up = concern.get(event.who, (3, 0))
        concern[event.who] = (min(rank, RANKS[event.standing]), up - event.up)
    order = sorted(concern, key=lambda who: (*concern[who], who))
    own, rest = order[:LANES], order[LANES:]
    words = {rank: "none" if standing is None else standing.value for standing, rank in RANKS.items()}
    named = [(tail(who, 38), words[concern[who][0]]) for who in own]
    if rest:
        named.append((f"{counted(len(rest), 'other endpoint')}", words[concern[rest[0]][0]]))
    lanes = tuple(
        Lane(y=_TOP + _LANE * (number + 0.5), label=label, standing=standing)
        for number, (label, standing) in enumerate(named)
    )
    return {who: min(number, LANES) for number, who in enumerate(order)}, lanes


def _marks(events: Sequence[Event], lane_of: dict[str, int], across: Any) -> Iterable[Mark]:
    together: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        together.setdefault((lane_of[event.who], int(across(event.at_ns) * BINS / WIDTH)), []).append(event)
    most = max(sum(event.up for event in many) for many in together.values()) or 1
    for (lane, _), many in sorted(together.items()):
        up = sum(event.up for event in many)
        standing = firmest(event.standing for event in many)
        x, y = across(many[0].at_ns), _TOP + _LANE * (lane + 0.5)
        radius = round(3 + 8 * sqrt(up / most), 1)
        who = many[0].who if len({event.who for event in many}) == 1 else "several endpoints"
        word = "" if standing is None else f", {standing.value}"
        yield Mark(
            x=x,
            y=y,
            radius=radius,
            shape=_shape(standing, x, y, radius),
            standing="none" if standing is None else standing.value,
            begin=across(min(event.first_ns for event in many)),
            end=across(max(event.last_ns for event in many)),
            label=f"{who}: {octets(up)} up in {counted(sum(event.flows for event in many), 'flow')}, {moment(many[0].at_ns)}{word}",
        )


def _shape(standing: Standing | None, x: float, y: float, radius: float) -> str:
    """Told by shape, not by colour alone."""
    if standing is Standing.WITNESS:
        reach = round(radius * 1.25, 1)
        return f"M{x} {y - reach:.1f}l{reach} {reach}l{-reach} {reach}l{-reach} {-reach}z"
    if standing is Standing.OPEN:
        return f"M{x - radius:.1f} {y - radius:.1f}h{2 * radius:.1f}v{2 * radius:.1f}h{-2 * radius:.1f}z"
    return ""


def _rows(
    events: Sequence[Event], steps: Sequence[str], lane_of: dict[str, int], *, stepped: bool
) -> tuple[Row, ...]:
    """By step in their order, then by line; all others of a step together."""
    order = {step: number for number, step in enumerate(steps)}
    groups: dict[tuple[int, int], list[Event]] = {}
    for event in events:
        step = order.get(event.step, len(steps)) if event.step is not None else len(steps)
        groups.setdefault((step, lane_of[event.who]), []).append(event)
    return tuple(
        _row(many, stepped=stepped, other=lane == LANES) for (_, lane), many in sorted(groups.items())
    )


def _row(many: Sequence[Event], *, stepped: bool, other: bool) -> Row:
    standing = firmest(event.standing for event in many)
    others = counted(len({event.who for event in many}), "other endpoint")
    return Row(
        step=(many[0].step or _OUTSIDE) if stepped else "",
        who=others if other else many[0].who,
        began=moment(min(event.first_ns for event in many)),
        ended=moment(max(event.last_ns for event in many)),
        flows=f"{sum(event.flows for event in many):,}",
        sent=octets(sum(event.up for event in many)),
        received=octets(sum(event.down for event in many)),
        standing="none" if standing is None else standing.value,
    )
