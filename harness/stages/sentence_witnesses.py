"""Witnesses of a roll-up -> what the product did, where, and the packet that shows it, in words.

An endpoint is told once for each finding: by its name where that is certain, else by its address. Of its
witnesses the one in the first packet of the first file is named; where and by which versions it was seen is told where
that is less than all that the sentence names.

Blind spots: of an endpoint seen in several places and by several versions it is not told which of them go together; the
findings list every witness.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from harness.model.claim_words import claim_words, contact_words
from harness.model.claims import Claim, ClaimKind
from harness.model.scenario import Cell, Scenario
from harness.model.words import ContactLevel, Standing
from harness.stages.capture_windows import listed_file
from harness.stages.octet_shares import EXCLUDED
from harness.stages.sentence_cells import (
    NOT_EVERY,
    all_of,
    conditions,
    every_combination,
    product_versions,
    regions,
)
from harness.stages.standing import LEVELS, level_of
from harness.tables.captures import CAPTURES
from harness.tables.contacts import CONTACTS
from harness.tables.leads import LEADS
from harness.tables.schema import conform

Row = dict[str, Any]
_RESOLVERS_ASIDE: Final = (ClaimKind.LOCATION, ClaimKind.CONTROL, ClaimKind.NAME)
"""Kinds of claim that leave queries to a resolver out that the access network gave."""
_SHOWN: Final = 3
"""Endpoints that are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """One witness."""

    cell: Cell
    level: ContactLevel
    finding: str
    label: str
    """What to call the endpoint."""
    path: str
    packet: int


class Witnesses:
    """Witnesses by number, ready to be told.

    Args:
        leads: LEADS rows.
        contacts: CONTACTS rows that they point to.
        captures: CAPTURES rows.
        scenario: Cells, and the files as they list them.
    """

    def __init__(
        self, leads: pl.DataFrame, contacts: pl.DataFrame, captures: pl.DataFrame, scenario: Scenario
    ) -> None:
        self._leads = {row["lead_id"]: row for row in conform(leads, LEADS).iter_rows(named=True)}
        self._contacts = {row["contact_id"]: row for row in conform(contacts, CONTACTS).iter_rows(named=True)}
        rows = conform(captures, CAPTURES).iter_rows(named=True)
        self._captures = {(row["vantage"].partition("/")[0], row["capture"]): row for row in rows}
        self._cells = {cell.id: cell for cell in scenario.cells}
        self._product = scenario.subject.product

    def told(self, claim: Claim, numbers: Sequence[int]) -> str:
        """What the product did.

        Args:
            claim: That it contradicts.
            numbers: ``lead_id`` of the witnesses; at least one.
        """
        seen = [self._seen(number) for number in numbers]
        cells = list({one.cell.id: one.cell for one in seen}.values())
        level = min((one.level for one in seen), key=LEVELS.index)
        findings: dict[str, list[_Seen]] = {}
        for one in seen:
            findings.setdefault(one.finding, []).append(one)
        count = f"{len(findings)} {'endpoint' if len(findings) == 1 else 'endpoints'}"
        did = f"{contact_words(claim, level)} {count} {claim_words(claim).endpoints}".rstrip()
        told = sorted(_endpoint(of, cells) for of in findings.values())
        under = conditions(cells, *(() if every_combination(cells) else (NOT_EVERY,)))
        left = f" and {len(told) - _SHOWN:,} more" if len(told) > _SHOWN else ""
        return (
            f"in {all_of(regions(cells))}, {product_versions(self._product, cells)} {did} {under}: "
            f"{', '.join(told[:_SHOWN])}{left}"
        )

    def set_aside(self, claim: Claim, cells: Collection[str]) -> bool:
        """Whether something that the product did is excluded for a reason that the claim's own words do not tell.

        Our own tools and other devices are not the product; what a claim permits or allows stands in its words.
        """
        return claim.kind in _RESOLVERS_ASIDE and any(
            lead["claim"] == claim.id
            and lead["cell"] in cells
            and lead["standing"] == Standing.EXCLUDED.value
            and self._contacts[lead["contact_id"]]["owner"] not in EXCLUDED
            for lead in self._leads.values()
        )

    def cells(self, numbers: Sequence[int]) -> set[str]:
        """Cells that hold these witnesses."""
        return {self._leads[number]["cell"] for number in numbers}

    def _seen(self, number: int) -> _Seen:
        lead = self._leads[number]
        contact = self._contacts[lead["contact_id"]]
        cell = self._cells[lead["cell"]]
        return _Seen(
            cell=cell,
            level=level_of(contact),
            finding=lead["finding"] or "",
            label=_label(contact),
            path=_path(self._captures.get((cell.id, contact["capture"])), cell, contact["capture"]),
            packet=contact["packet"],
        )


def _label(contact: Row) -> str:
    port = "" if contact["server_port"] is None else f"/{contact['server_port']}"
    address = f"{contact['server_ip']} {contact['transport']}{port}"
    if contact["name"] is None:
        return address
    return (
        str(contact["name"]) if contact["possible_names"] is None else f"{address}, perhaps {contact['name']}"
    )


def _path(capture: Mapping[str, Any] | None, cell: Cell, key: str) -> str:
    """The file as the scenario lists it."""
    if capture is None:
        return f"capture {key}"
    listed = listed_file(capture, cell)
    return str(capture["path"]) if listed is None else listed.path


def _endpoint(seen: Sequence[_Seen], cells: Sequence[Cell]) -> str:
    """One endpoint, with what narrows it, and one packet."""
    first = min(seen, key=lambda one: (one.path, one.packet, one.label))
    own = [one.cell for one in seen]
    narrow = [
        f"{all_of(there)} only"
        for there, everywhere in (
            (regions(own), regions(cells)),
            (_versions(own), _versions(cells)),
        )
        if there != everywhere
    ]
    return f"{first.label} ({'; '.join([*narrow, f'packet {first.packet} of {first.path}'])})"


def _versions(cells: Sequence[Cell]) -> list[str]:
    return sorted({cell.subject_version for cell in cells})
