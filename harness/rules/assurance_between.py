"""The trees of several assurances in; faults that show only between files out: ids, references, products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.errors import Fault
from harness.model.assurances import AssuranceKind
from harness.rules.assurance_checks import product_nodes
from harness.rules.entries import Entry, items_of, text_of
from harness.rules.scenario_refs import reference_fault


def faults_between(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Every fault between files; files that have faults of their own take part with what can be read."""
    yield from _repeated(entries)
    yield from _references(entries)
    yield from _products(entries)


def _repeated(entries: Sequence[Entry]) -> Iterator[Fault]:
    first: dict[str, Entry] = {}
    for entry in entries:
        name = text_of(entry.node, "id")
        if name is None:
            continue
        other = first.setdefault(name, entry)
        if other is not entry:
            yield entry.fault(f"id: '{name}' is taken {other.where('id')}: choose another", "id")


def _references(entries: Sequence[Entry]) -> Iterator[Fault]:
    kinds = {
        name: text_of(entry.node, "kind")
        for entry in entries
        if (name := text_of(entry.node, "id")) is not None
    }
    tests = [name for name, kind in kinds.items() if kind == AssuranceKind.TEST.value]
    for entry in entries:
        top = entry.node.value
        fact = top.get("rests_on") if isinstance(top, dict) else None
        for number, node in enumerate(items_of(fact, "value") if fact is not None else ()):
            cited, way = node.value, ("rests_on", "value", number)
            if not isinstance(cited, str):
                continue
            if cited in kinds and cited not in tests:
                yield entry.fault(f"rests_on: '{cited}' is a {kinds[cited]}: list ids of tests only", *way)
            else:
                yield from reference_fault(entry, "rests_on", "test", cited, tests, *way)


def _products(entries: Sequence[Entry]) -> Iterator[Fault]:
    """One product has one name and one class, whatever file names it."""
    first: dict[tuple[str, str], tuple[Entry, tuple[str | int, ...], str | None, str, str | None]] = {}
    for entry in entries:
        for steps, vendor, model, kind in product_nodes(entry.node):
            key = ((vendor or "").casefold(), model.casefold())
            other, way, its_vendor, its_model, its_kind = first.setdefault(
                key, (entry, steps, vendor, model, kind)
            )
            where = other.where(*way)
            if (vendor, model) != (its_vendor, its_model):
                told = " ".join(filter(None, (its_vendor, its_model)))
                yield entry.fault(f"model: written '{told}' {where}: write it alike", *steps, "model")
            if None not in (kind, its_kind) and kind != its_kind:
                yield entry.fault(
                    f"class: {kind}, but {its_kind} {where}: write the same in both", *steps, "class"
                )
