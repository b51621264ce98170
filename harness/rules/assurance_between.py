"""The trees of several assurances in; faults that show only between files out: ids, references, products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harness.errors import Fault
from harness.model.assurances import AssuranceKind
from harness.rules.assurance_checks import product_nodes
from harness.rules.entries import Entry, items_of, text_of
from harness.rules.scenario_values import did_you_mean, shown

_KINDS = [kind.value for kind in AssuranceKind]


def faults_between(entries: Sequence[Entry], *, whole: bool) -> Iterator[Fault]:
    """Every fault between files; files that have faults of their own take part with what can be read.

    Args:
        entries: One for each file that could be read as YAML.
        whole: Whether that is every file; else an id that none has may be that of another.
    """
    yield from _repeated(entries)
    if whole:
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
    told = [(text_of(entry.node, "id"), text_of(entry.node, "kind")) for entry in entries]
    tests = [name for name, kind in told if name is not None and kind == AssuranceKind.TEST.value]
    others = {name: kind for name, kind in told if name not in tests}
    for entry in entries:
        top = entry.node.value
        fact = top.get("rests_on") if isinstance(top, dict) else None
        for number, node in enumerate(items_of(fact, "value") if fact is not None else ()):
            cited = node.value
            if not isinstance(cited, str) or cited in tests:
                continue
            if message := _no_test(cited, tests, others):
                yield entry.fault(message, "rests_on", "value", number)


def _no_test(cited: str, tests: list[str], others: dict[str | None, str | None]) -> str | None:
    """What is wrong with an id that is no test's; None where its file has a fault that tells."""
    if cited in others:
        kind = others[cited]
        if kind not in _KINDS:
            return None
        return f"rests_on: '{cited}' is a {kind}: list ids of tests only"
    mend = did_you_mean(cited, tests)
    if not mend.startswith("did"):
        mend = "give its file too, or list one of those given"
    return f"rests_on: there is no test {shown(cited)} in the files given: {mend}"


def _products(entries: Sequence[Entry]) -> Iterator[Fault]:
    """One product has one name and one class, whatever file names it."""
    first: dict[tuple[str, str], tuple[Entry, tuple[str | int, ...], str | None, str, str | None]] = {}
    for entry in entries:
        for steps, vendor, model, kind in product_nodes(entry.node):
            key = ((vendor or "").casefold(), model.casefold())
            other, way, its_vendor, its_model, its_kind = first.setdefault(
                key, (entry, steps, vendor, model, kind)
            )
            if other is entry:
                continue  # told by the file's own checks
            where = other.where(*way)
            if (vendor, model) != (its_vendor, its_model):
                told = " ".join(filter(None, (its_vendor, its_model)))
                yield entry.fault(f"model: written '{told}' {where}: write it alike", *steps, "model")
            if None not in (kind, its_kind) and kind != its_kind:
                yield entry.fault(
                    f"class: {kind}, but {its_kind} {where}: write the same in both", *steps, "class"
                )
