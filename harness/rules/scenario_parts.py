"""The tree of a scenario in; every item as its form where it holds, and the faults where not.

Each item is checked by itself, so that a fault in one hides none in another. An item with a
fault takes no part in the checks between items, but its id counts as known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from harness.errors import Fault
from harness.rules.claim_library import ReadyClaim, filled_in
from harness.rules.entries import Entry, items_of, text_of, validated
from harness.rules.scenario_cell_forms import CaptureForm, CellForm, StepForm
from harness.rules.scenario_claim_forms import AcceptedForm, ClaimForm, ExpectForm, GroupForm, StatementForm
from harness.rules.scenario_forms import (
    DeviceForm,
    OtherForm,
    ScenarioForm,
    SubjectForm,
    ToolForm,
    VantagePointForm,
)
from harness.rules.scenario_honey_forms import HoneyForm
from harness.rules.yamltree import Node

F = TypeVar("F", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Placed(Generic[F]):
    """An item without a fault of its own, and where it stands."""

    form: F
    entry: Entry

    @property
    def line(self) -> int:
        """In the file, 1-based."""
        return self.entry.node.line


@dataclass(slots=True)
class Section(Generic[F]):
    """One list of the file."""

    entries: list[Entry]
    """Every item, whether or not it holds."""
    placed: list[Placed[F]]
    faults: list[Fault]

    def forms(self) -> list[F]:
        """The items that hold."""
        return [one.form for one in self.placed]

    def ids(self) -> list[str]:
        """Ids of every item that has one, whether or not it holds."""
        return [text for entry in self.entries if (text := text_of(entry.node, "id")) is not None]


@dataclass(slots=True)
class CellPart:
    """A cell, its captures and its steps; each may hold where another does not."""

    entry: Entry
    cell: Placed[CellForm] | None
    captures: Section[CaptureForm]
    steps: Section[StepForm]
    faults: list[Fault]
    """Of the cell by itself."""


@dataclass(slots=True)
class Parts:
    """A whole file."""

    top: Entry
    head: ScenarioForm | None
    subject: Placed[SubjectForm] | None
    devices: Section[DeviceForm]
    tools: Section[ToolForm]
    others: Section[OtherForm]
    vantage_points: Section[VantagePointForm]
    honey: Section[HoneyForm]
    cells: list[CellPart]
    groups: Section[GroupForm]
    claims: Section[ClaimForm]
    limits: Section[AcceptedForm]
    statements: Section[StatementForm]
    expect: Section[ExpectForm]
    faults: list[Fault]
    """Of the top and the subject by themselves."""

    def own_faults(self) -> list[Fault]:
        """Faults of every item by itself."""
        sections: list[Section[Any]] = [
            self.devices,
            self.tools,
            self.others,
            self.vantage_points,
            self.groups,
            self.claims,
        ]
        sections += [self.honey, self.limits, self.statements, self.expect]
        sections += [section for part in self.cells for section in (part.captures, part.steps)]
        own = [fault for section in sections for fault in section.faults]
        return [*self.faults, *own, *(fault for part in self.cells for fault in part.faults)]

    def cell_ids(self) -> list[str]:
        """Ids of every cell that has one."""
        return [text for part in self.cells if (text := text_of(part.entry.node, "id")) is not None]

    def placed_cells(self) -> Iterator[tuple[CellPart, Placed[CellForm]]]:
        """Cells that hold by themselves."""
        return ((part, part.cell) for part in self.cells if part.cell is not None)


def parts_of(tree: Node, path: str, library: dict[str, ReadyClaim]) -> Parts:
    """Check every item of a file by itself; claims of the library are filled in first."""
    head, faults = validated(ScenarioForm, tree, path)
    subject, wrong = _subject(tree, path)
    claims, unfilled = _claims(tree, path, library)
    return Parts(
        top=Entry(path, tree),
        head=head,
        subject=subject,
        devices=_section(DeviceForm, tree, "devices", path),
        tools=_section(ToolForm, tree, "tools", path),
        others=_section(OtherForm, tree, "others", path),
        vantage_points=_section(VantagePointForm, tree, "vantage_points", path),
        honey=_section(HoneyForm, tree, "honey", path),
        cells=[_cell(node, path) for node in items_of(tree, "cells")],
        groups=_section(GroupForm, tree, "groups", path),
        claims=claims,
        limits=_section(AcceptedForm, tree, "accepted_limits", path),
        statements=_section(StatementForm, tree, "vendor_statements", path),
        expect=_section(ExpectForm, tree, "expect", path),
        faults=[*faults, *wrong, *unfilled],
    )


def _claims(tree: Node, path: str, library: dict[str, ReadyClaim]) -> tuple[Section[ClaimForm], list[Fault]]:
    """Claims; one whose ready claim is at fault is not checked further, as half of its keys are not there."""
    filled = [filled_in(node, path, library) for node in items_of(tree, "claims")]
    claims = _checked(ClaimForm, [node for node, faults in filled if not faults], path)
    claims.entries += [Entry(path, node) for node, faults in filled if faults]
    return claims, [fault for _, faults in filled for fault in faults]


def _subject(tree: Node, path: str) -> tuple[Placed[SubjectForm] | None, list[Fault]]:
    node = tree.value.get("subject") if isinstance(tree.value, dict) else None
    if node is None:
        return None, []
    form, faults = validated(SubjectForm, node, path)
    return (None if form is None else Placed(form, Entry(path, node))), faults


def _section(form: type[F], node: Node, key: str, path: str) -> Section[F]:
    """Check each item of the list below a key."""
    return _checked(form, items_of(node, key), path)


def _checked(form: type[F], nodes: Iterable[Node], path: str) -> Section[F]:
    """Check each item by itself."""
    section: Section[F] = Section([], [], [])
    for item in nodes:
        entry = Entry(path, item)
        section.entries.append(entry)
        found, faults = validated(form, item, path)
        section.faults += faults
        if found is not None:
            section.placed.append(Placed(found, entry))
    return section


def _cell(node: Node, path: str) -> CellPart:
    form, faults = validated(CellForm, node, path)
    entry = Entry(path, node)
    return CellPart(
        entry=entry,
        cell=None if form is None else Placed(form, entry),
        captures=_section(CaptureForm, node, "captures", path),
        steps=_section(StepForm, node, "steps", path),
        faults=faults,
    )
