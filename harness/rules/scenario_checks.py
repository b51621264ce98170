"""The parts of a scenario in; faults that show only between its items out: ids and what is named by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harness.errors import Fault
from harness.model.subject import EgressState
from harness.rules.entries import Entry, text_of
from harness.rules.scenario_cell_checks import cell_faults
from harness.rules.scenario_claim_checks import (
    claim_faults,
    expectation_faults,
    group_faults,
    limit_faults,
)
from harness.rules.scenario_forms import EgressForm, SubjectForm
from harness.rules.scenario_honey_checks import honey_faults
from harness.rules.scenario_parts import Parts, Placed
from harness.rules.scenario_refs import reference_fault
from harness.rules.scenario_sender_checks import sender_faults


def faults_between(parts: Parts) -> list[Fault]:
    """Every fault that shows only between items."""
    found = [
        *_repeated_ids(parts),
        *sender_faults(parts),
        *cell_faults(parts),
        *group_faults(parts),
        *claim_faults(parts),
    ]
    found += [*limit_faults(parts), *expectation_faults(parts)]
    found += [*_coordinate_faults(parts), *_landmark_faults(parts)]
    found += honey_faults(parts)
    if parts.subject is not None:
        found += _egress_faults(parts.subject, parts.vantage_points.ids())
    return found


def _repeated_ids(parts: Parts) -> Iterator[Fault]:
    """Every list whose items have ids or names; broken items count too."""
    sections = (parts.devices, parts.vantage_points, parts.honey, parts.groups, parts.claims)
    yield from (fault for section in sections for fault in _repeated(section.entries, "id"))
    yield from (
        fault for section in (parts.tools, parts.others) for fault in _repeated(section.entries, "name")
    )
    yield from _repeated([part.entry for part in parts.cells], "id")
    yield from (fault for part in parts.cells for fault in _repeated(part.steps.entries, "id"))


def _repeated(entries: Iterable[Entry], key: str) -> Iterator[Fault]:
    """Told at the later item."""
    first: dict[str, Entry] = {}
    for entry in entries:
        text = text_of(entry.node, key)
        if text is None:
            continue
        other = first.setdefault(text, entry)
        if other is not entry:
            yield entry.fault(f"{key}: '{text}' is taken in line {other.place(key)[0]}: choose another", key)


def _egress_faults(subject: Placed[SubjectForm], known: Sequence[str]) -> Iterator[Fault]:
    """What the state of an egress needs, and the vantage points that it names."""
    first: dict[str, int] = {}
    for at, egress in enumerate(subject.form.egress):
        entry, steps = subject.entry, ("egress", at)
        if first.setdefault(egress.id, at) != at:
            yield entry.fault(
                f"id: '{egress.id}' is taken in line {entry.place('egress', first[egress.id], 'id')[0]}: choose another",
                *steps,
                "id",
            )
        if found := _state_problem(egress):
            key, message = found
            yield entry.fault(message, *steps, key)
        for number, name in enumerate(egress.vantage_points):
            yield from reference_fault(
                entry, "vantage_points", "vantage point", name, known, *steps, "vantage_points", number
            )


def _state_problem(egress: EgressForm) -> tuple[str, str] | None:
    """The key that does not fit the state, and how to mend it."""
    tapped, disabled = egress.state is EgressState.TAPPED, egress.state is EgressState.DISABLED
    if tapped and not egress.vantage_points:
        return "state", "state: tapped, but no 'vantage_points': list those that see it, or write unobserved"
    if disabled and egress.verified is None:
        return (
            "state",
            "state: disabled, but not 'verified': say how that was verified, or write unobserved",
        )
    if egress.vantage_points and not tapped:
        return (
            "vantage_points",
            f"vantage_points: only where state is tapped, here it is {egress.state}: remove one",
        )
    if egress.verified is not None and not disabled:
        return "verified", f"verified: only where state is disabled, here it is {egress.state}: remove one"
    return None


def _coordinate_faults(parts: Parts) -> Iterator[Fault]:
    for placed in parts.vantage_points.placed:
        marks = [
            (mark.coordinates, ("landmarks", number)) for number, mark in enumerate(placed.form.landmarks)
        ]
        for (latitude, _), steps in [(placed.form.coordinates, ()), *marks]:
            if abs(latitude) > 90:
                yield placed.entry.fault(
                    f"coordinates: {latitude} is no latitude: write latitude first, -90 to 90, then longitude",
                    *steps,
                    "coordinates",
                    0,
                )


def _landmark_faults(parts: Parts) -> Iterator[Fault]:
    """A landmark that is in two places bears out nothing."""
    for placed in parts.vantage_points.placed:
        told: set[str] = set()
        for number, mark in enumerate(placed.form.landmarks):
            if mark.address in told:
                message = f"address: {mark.address} is a landmark already: keep one of them"
                yield placed.entry.fault(message, "landmarks", number, "address")
            told.add(mark.address)
