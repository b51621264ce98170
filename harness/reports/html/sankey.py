"""Where from, to whose servers, to which country: what was sent, as bands between three columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from harness.model.countries import COUNTRIES
from harness.model.words import Standing
from harness.reports.html.map import OF_ALL, OF_SUBJECT
from harness.reports.html.sent import Sent, sent_by_subject, sent_in
from harness.reports.units import octets
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

WIDTH: Final = 960.0
_NODE: Final = 14.0
_GAP: Final = 16.0
_LEAST: Final = 3.0
_TALL: Final = 360.0
"""Of all octets together, without gaps."""
_MOST: Final = 12
"""Nodes of one column; the rest are one."""
_COLUMNS: Final = (170.0, 470.0, 760.0)
"""Left edges of nodes: labels stand left of the first, and right of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One box."""

    label: str
    told: str
    column: int
    x: float
    y: float
    height: float
    text_x: float
    text_y: float
    witness: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """What went from one box to one of the next column."""

    path: str
    title: str
    witness: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table beside it."""

    source: str
    operator: str
    where: str
    endpoints: int
    sent: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sankey:
    """What the template draws."""

    width: float
    height: float
    node_width: float
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]
    rows: tuple[Row, ...]
    alternative: str
    basis: str


def verification_sankey(verification: Verification) -> Sankey | None:
    """Of what the subject sent; None where it sent no octet."""
    return _sankey(sent_by_subject(verification), OF_SUBJECT)


def analysis_sankey(analysis: Analysis) -> Sankey | None:
    """Of what left for the internet; None where no octet did."""
    return _sankey(sent_in(analysis), OF_ALL)


def _sankey(sent: Sequence[Sent], basis: str) -> Sankey | None:
    sending = [one for one in sent if one.octets_up]
    if not sending:
        return None
    chains = [(one.source, one.operator, _where(one)) for one in sending]
    kept = [_kept(zip((chain[column] for chain in chains), sending, strict=True)) for column in range(3)]
    folded = [
        tuple(name if name in kept[column] else _others(column) for column, name in enumerate(chain))
        for chain in chains
    ]
    nodes = _nodes(folded, sending)
    drawn = tuple(node for column in nodes for node in column.values())
    rows = tuple(_rows(chains, sending))
    return Sankey(
        width=WIDTH,
        height=round(max(node.y + node.height for node in drawn) + _GAP, 1),
        node_width=_NODE,
        nodes=drawn,
        bands=tuple(_bands(folded, sending, nodes)),
        rows=rows,
        alternative=_alternative(rows),
        basis=basis,
    )


def _where(one: Sent) -> str:
    if one.country is not None:
        return f"{COUNTRIES.get(one.country, one.country)} ({one.country})"
    if one.status == "anycast":
        return "anycast"
    return "one of several countries" if one.candidates else "not located"


def _others(column: int) -> str:
    return ("other vantage points", "other operators", "other countries")[column]


def _kept(pairs: Iterable[tuple[str, Sent]]) -> set[str]:
    """Names that get a box of their own: whatever holds a witness, and the largest."""
    totals: dict[str, tuple[bool, int]] = {}
    for name, one in pairs:
        witness, total = totals.get(name, (False, 0))
        totals[name] = (witness or one.standing is Standing.WITNESS, total + one.octets_up)
    return set(sorted(totals, key=lambda name: (totals[name], name), reverse=True)[:_MOST])


def _nodes(chains: Sequence[tuple[str, ...]], sent: Sequence[Sent]) -> list[dict[str, Node]]:
    scale = _TALL / sum(one.octets_up for one in sent)
    return [_column(column, chains, sent, scale) for column in range(3)]


def _column(
    column: int, chains: Sequence[tuple[str, ...]], sent: Sequence[Sent], scale: float
) -> dict[str, Node]:
    totals: dict[str, int] = {}
    bad = set()
    for chain, one in zip(chains, sent, strict=True):
        totals[chain[column]] = totals.get(chain[column], 0) + one.octets_up
        if one.standing is Standing.WITNESS:
            bad.add(chain[column])
    found, y, x = {}, _GAP, _COLUMNS[column]
    for name in sorted(totals, key=lambda name: (-totals[name], name)):
        height = max(_LEAST, totals[name] * scale)
        found[name] = Node(
            label=name,
            told=octets(totals[name]),
            column=column,
            x=x,
            y=round(y, 1),
            height=round(height, 1),
            text_x=x - 6 if column == 0 else x + _NODE + 6,
            text_y=round(y + height / 2 + 4, 1),
            witness=name in bad,
        )
        y += height + _GAP
    return found


def _bands(
    chains: Sequence[tuple[str, ...]], sent: Sequence[Sent], nodes: Sequence[Mapping[str, Node]]
) -> Iterable[Band]:
    """Between neighbouring columns; on each box bands lie in the order of the boxes that they lead to."""
    for left in range(2):
        sums: dict[tuple[str, str], tuple[int, bool]] = {}
        for chain, one in zip(chains, sent, strict=True):
            total, bad = sums.get((chain[left], chain[left + 1]), (0, False))
            sums[chain[left], chain[left + 1]] = (
                total + one.octets_up,
                bad or one.standing is Standing.WITNESS,
            )
        yield from _between(sums, nodes[left], nodes[left + 1])


def _between(
    sums: Mapping[tuple[str, str], tuple[int, bool]], left: Mapping[str, Node], right: Mapping[str, Node]
) -> Iterable[Band]:
    out = {name: node.y for name, node in left.items()}
    into = {name: node.y for name, node in right.items()}
    outgoing = {name: sum(total for (a, _), (total, _) in sums.items() if a == name) for name in left}
    incoming = {name: sum(total for (_, b), (total, _) in sums.items() if b == name) for name in right}
    for (a, b), (total, bad) in sorted(
        sums.items(), key=lambda item: (left[item[0][0]].y, right[item[0][1]].y)
    ):
        at, to = left[a].height * total / outgoing[a], right[b].height * total / incoming[b]
        yield Band(
            path=_band(left[a].x + _NODE, out[a], at, right[b].x, into[b], to),
            title=f"{a} to {b}: {octets(total)}" + ("; holds a witness" if bad else ""),
            witness=bad,
        )
        out[a] += at
        into[b] += to


def _band(x: float, y: float, tall: float, to_x: float, to_y: float, to_tall: float) -> str:
    """SVG path data of a band with two curved sides."""
    middle = (x + to_x) / 2
    return (
        f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        f"V{to_y + to_tall:.1f}C{middle:.1f} {to_y + to_tall:.1f} {middle:.1f} {y + tall:.1f} {x:.1f} {y + tall:.1f}z"
    )


def _rows(chains: Sequence[tuple[str, str, str]], sent: Sequence[Sent]) -> Iterable[Row]:
    groups: dict[tuple[str, str, str], list[Sent]] = {}
    for chain, one in zip(chains, sent, strict=True):
        groups.setdefault(chain, []).append(one)
    for chain, group in sorted(
        groups.items(), key=lambda item: (-sum(one.octets_up for one in item[1]), item[0])
    ):
        bad = any(one.standing is Standing.WITNESS for one in group)
        yield Row(
            source=chain[0],
            operator=chain[1],
            where=chain[2],
            endpoints=len({(one.name, one.address) for one in group}),
            sent=octets(sum(one.octets_up for one in group)),
            standing="witness" if bad else "",
        )


def _alternative(rows: Sequence[Row]) -> str:
    told = "; ".join(f"{row.source} to {row.operator} in {row.where}: {row.sent}" for row in rows[:5])
    more = f"; and {len(rows) - 5} more" if len(rows) > 5 else ""
    return f"Flow of data from vantage point to operator to country. {told}{more}. The table below holds the same."
