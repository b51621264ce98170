"""Who else was sent something: endpoints that are not the product vendor's own, by operator and by what they are for.

First party is what a result can show to be: the operator that a service rule names is the vendor of the scenario, or, where no
operator has the vendor's name, a rule holds the service for a product vendor's own. Everybody else is a third party; where no rule
says who runs an endpoint it stands apart, since it may be anybody's, the vendor's too.

Blind spots: a vendor that the catalogue spells otherwise than the scenario is not known to be the same; a service that a third
party runs for the vendor on the vendor's own names counts as the vendor's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from harness.model.rules import Category
from harness.model.scenario import CellRole
from harness.model.words import Scope, Standing
from harness.reports.html.endpoint_keys import key_of
from harness.reports.html.endpoint_rows import Key, Listed, listed
from harness.reports.html.standings import COULD_BE_SUBJECTS
from harness.reports.units import counted, octets
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

_NAMES: Final = 8
MOST: Final = 200
"""Rows of each table."""
_VENDORS_OWN: Final = Category.VENDOR_FIRST_PARTY.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One operator in one category; or, of unknown operators, one registrable domain or host."""

    who: str
    category: str
    control: str
    """Countries of legal control, which are no places."""
    hosts: str
    """Who hosts it."""
    located: str
    """Countries that it is or could be in."""
    names: str
    """How many endpoints, with some of their names, else addresses."""
    sent: str
    received: str
    cells: str
    """Cells, or vantage points, that saw it."""
    rules: str
    standing: str
    """Firmest: ``witness``, ``open``, ``excluded`` or ``none``."""
    claims: str
    """What it is to which claims or countries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThirdParties:
    """What the template shows."""

    decided: str
    """How first party was told, in sentences."""
    first: tuple[str, ...]
    """Operators that count as the vendor's own."""
    own: tuple[Party, ...]
    others: tuple[Party, ...]
    unknown: tuple[Party, ...]
    in_cells: bool
    left_out: str
    """How many parties have no row, in a sentence; empty: none."""


def third_parties(result: Verification | Analysis) -> ThirdParties | None:
    """Group what was sent something; None where nothing beyond the local network was."""
    in_cells = isinstance(result, Verification)
    sent = _sent(result)
    found = [
        one for one in listed(result) if one.row["scope"] != Scope.LOCAL.value and key_of(one.row) in sent
    ]
    if not found:
        return None
    first, decided = _first_parties(result, found)
    groups: dict[str, dict[tuple[str, str], list[Listed]]] = {"own": {}, "others": {}, "unknown": {}}
    for one in found:
        group, who = _group(one.row, first)
        groups[group].setdefault(who, []).append(one)
    parties = {
        name: tuple(
            sorted((_party(who, many, sent, in_cells=in_cells) for who, many in group.items()), key=_first)
        )
        for name, group in groups.items()
    }
    kept = {name: tuple(party for _, party in ranked[:MOST]) for name, ranked in parties.items()}
    left = [
        counted(len(ranked) - MOST, "party", "parties") for ranked in parties.values() if len(ranked) > MOST
    ]
    return ThirdParties(
        decided=decided,
        first=tuple(sorted(first)),
        in_cells=in_cells,
        left_out=f"Not listed: {', '.join(left)} of less concern; their endpoints stand in the table of endpoints."
        if left
        else "",
        **kept,
    )


def _first(ranked: tuple[tuple[Any, ...], Party]) -> tuple[Any, ...]:
    return ranked[0]


def _first_parties(result: Verification | Analysis, found: Iterable[Listed]) -> tuple[frozenset[str], str]:
    """Operators that count as the vendor's own, and how that was told."""
    rows = [one.row for one in found if one.row["operator"] is not None]
    if isinstance(result, Verification):
        vendor = result.scenario.subject.vendor
        named = frozenset(row["operator"] for row in rows if row["operator"].casefold() == vendor.casefold())
        if named:
            return (
                named,
                f"First party: endpoints whose service rule names the scenario's vendor, {vendor}, as operator.",
            )
        unnamed = f"No service rule that matched names the scenario's vendor, {vendor}, as operator. "
    else:
        unnamed = "An analysis names no vendor. "
    by_rule = frozenset(row["operator"] for row in rows if row["category"] == _VENDORS_OWN)
    if not by_rule:
        return (
            by_rule,
            f"{unnamed}No rule that matched is for a product vendor's own service: nothing is shown to be first party.",
        )
    return (
        by_rule,
        f"{unnamed}First party: operators with a service that a rule holds for a product vendor's own ({_VENDORS_OWN}).",
    )


def _group(row: Mapping[str, Any], first: frozenset[str]) -> tuple[str, tuple[str, str]]:
    if row["operator"] is not None:
        return "own" if row["operator"] in first else "others", (
            row["operator"],
            row["category"] or "no category",
        )
    return "unknown", (row["registrable_domain"] or row["name"] or row["server_ip"], "no rule matches")


def _sent(result: Verification | Analysis) -> dict[Key, tuple[int, int]]:
    """Octets up and down by endpoint: of the subject, or what could be its, in test cells; of an analysis, all."""
    if isinstance(result, Analysis):
        return {
            key_of(row): (row["payload_octets_up"], row["payload_octets_down"])
            for row in result.endpoints.iter_rows(named=True)
        }
    tested = [cell.id for cell in result.scenario.cells if cell.role is CellRole.TEST]
    mine = result.contacts.filter(pl.col("owner").is_in(COULD_BE_SUBJECTS) & pl.col("cell").is_in(tested))
    totals: dict[Key, tuple[int, int]] = {}
    for row in mine.iter_rows(named=True):
        key = key_of(row | {"vantage": f"{row['cell']}/{row['vantage_point']}"})
        up, down = totals.get(key, (0, 0))
        totals[key] = (up + row["payload_octets_up"], down + row["payload_octets_down"])
    return totals


def _party(
    who: tuple[str, str], many: Sequence[Listed], sent: Mapping[Key, tuple[int, int]], *, in_cells: bool
) -> tuple[tuple[Any, ...], Party]:
    """A party, behind what it is sorted by: concern, then octets."""
    up, down = _octets(many, sent, in_cells=in_cells)
    said = [said for one in many for said in one.said]
    firmest = next((standing for standing in Standing if any(one.standing is standing for one in said)), None)
    about = dict.fromkeys(f"{one.standing.value} {one.about}" for one in said)
    party = Party(
        who=who[0],
        category=who[1],
        control=_listed(one.row["control_country"] for one in many) or "not established",
        hosts=_listed(one.row["hosting_operator"] or one.row["as_org"] for one in many) or "not known",
        located=_located(many),
        names=_names(many),
        sent=octets(up),
        received=octets(down),
        cells=_listed(
            one.row["vantage"].partition("/")[0] if in_cells else one.row["vantage"] for one in many
        ),
        rules=_listed(one.row["rule"] for one in many) or "none",
        standing=firmest.value if firmest else "none",
        claims=", ".join(about) or "none",
    )
    return (min(one.rank for one in many), -up, who), party


def _names(many: Sequence[Listed]) -> str:
    endpoints = len({(one.row["server_ip"], one.row["transport"], one.row["server_port"]) for one in many})
    names = list(dict.fromkeys(one.row["name"] or one.row["server_ip"] for one in many))
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return f"{counted(endpoints, 'endpoint')}: {', '.join(names[:_NAMES])}{more}"


def _octets(
    many: Sequence[Listed], sent: Mapping[Key, tuple[int, int]], *, in_cells: bool
) -> tuple[int, int]:
    """In a cell what the vantage point saw that saw most of it; vantage points of an analysis count each for itself."""
    found: dict[tuple[Any, ...], tuple[int, int]] = {}
    for one in many:
        row = one.row
        place = row["vantage"].partition("/")[0] if in_cells else row["vantage"]
        key = (place, row["server_ip"], row["transport"], row["server_port"])
        found[key] = max(found.get(key, (0, 0)), sent[key_of(row)])
    return sum(up for up, _ in found.values()), sum(down for _, down in found.values())


def _located(many: Iterable[Listed]) -> str:
    """Countries by location, those that are only possible marked so; never registered ones."""
    certain, possible, nowhere = set(), set(), False
    for one in many:
        row = one.row
        if row["country"] is not None:
            certain.add(row["country"])
        elif row["candidates"]:
            possible.update(row["candidates"])
        else:
            nowhere = True
    parts = (
        ", ".join(sorted(certain)),
        f"could be {', '.join(sorted(possible))}" if possible else "",
        "some not located" if nowhere and (certain or possible) else "not located" if nowhere else "",
    )
    return "; ".join(part for part in parts if part)


def _listed(values: Iterable[str | None]) -> str:
    return ", ".join(sorted({value for value in values if value is not None}))
