"""The tree of an assurance in; faults that show only between its values out.

What is compared is read from the tree, so that a fault in one value hides none between others.
Faults between files are in ``harness.rules.assurance_between``.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import prod

from harness.errors import Fault
from harness.model.assurances import Basis, earliest, latest
from harness.rules.assurance_values import rough_date
from harness.rules.entries import Entry, items_of, text_of
from harness.rules.scenario_refs import reference_fault
from harness.rules.yamltree import Node

MOST_COMBINATIONS = 2_000
"""That one sentence may assert: each is a line of the report."""
_ORDER = ("began", "ended", "published")
_SCOPE = ("products", "versions", "settings", "regions", "phases")
_BASES = [basis.value for basis in Basis]

Steps = tuple[str | int, ...]


def own_faults(entry: Entry) -> Iterator[Fault]:
    """Every fault between the values of one file."""
    yield from _fact_faults(entry)
    yield from _source_faults(entry)
    yield from _date_faults(entry)
    yield from _product_faults(entry)
    yield from _combination_faults(entry)


def mappings(node: Node, steps: Steps = ()) -> Iterator[tuple[Steps, dict[str, Node]]]:
    """Every mapping of a tree and the way to it."""
    if isinstance(node.value, dict):
        yield steps, node.value
        for key, below in node.value.items():
            yield from mappings(below, (*steps, key))
    elif isinstance(node.value, list):
        for number, below in enumerate(node.value):
            yield from mappings(below, (*steps, number))


def _fact_faults(entry: Entry) -> Iterator[Fault]:
    """A fact has a value and sources exactly where it is stated."""
    for steps, fact in mappings(entry.node):
        basis = fact["basis"].value if "basis" in fact else None
        if basis not in _BASES:
            continue
        has_value = "value" in fact and fact["value"].value is not None
        has_sources = "sources" in fact and fact["sources"].value not in (None, [])
        is_product = "model" in fact
        if basis == Basis.NOT_STATED.value:
            if is_product:
                yield entry.fault(
                    "basis: a product that is listed is stated: write primary or secondary, or remove it",
                    *steps,
                    "basis",
                )
            for key, filled in (("value", has_value), ("sources", has_sources)):
                if filled and not is_product:
                    yield entry.fault(
                        f"{key}: not beside basis not_stated: remove it, or write primary or secondary",
                        *steps,
                        key,
                    )
            continue
        if not has_value and not is_product:
            yield entry.fault(
                f"basis: {basis}, but no 'value': write what is stated, or basis: not_stated", *steps, "basis"
            )
        if not has_sources and not is_product:
            yield entry.fault(
                f"basis: {basis}, but no 'sources': list the ids of those that state it, or write not_stated",
                *steps,
                "basis",
            )


def _source_faults(entry: Entry) -> Iterator[Fault]:
    """Ids of sources: each once, each cited, none cited that is not listed."""
    listed: dict[str, int] = {}
    for number, node in enumerate(items_of(entry.node, "sources")):
        name = text_of(node, "id")
        if name is None:
            continue
        if listed.setdefault(name, number) != number:
            line = entry.place("sources", listed[name], "id")[0]
            yield entry.fault(
                f"id: '{name}' is taken in line {line}: choose another", "sources", number, "id"
            )
    cited: set[str] = set()
    for steps, fact in mappings(entry.node):
        if "basis" not in fact:
            continue
        told: set[str] = set()
        for number, one in enumerate(items_of(Node(fact, 0, 0), "sources")):
            if not isinstance(one.value, str):
                continue
            way = (*steps, "sources", number)
            if one.value in told:
                yield entry.fault(f"sources: '{one.value}' is listed twice: keep one", *way)
            told.add(one.value)
            yield from reference_fault(entry, "sources", "source", one.value, list(listed), *way)
        cited |= told
    for name, number in listed.items():
        if name not in cited:
            yield entry.fault(
                f"sources: no fact cites '{name}': remove it, or list it where it was read", "sources", number
            )


def _date_faults(entry: Entry) -> Iterator[Fault]:
    """A test begins before it ends, ends before it is published, and all of it is before ``as_of``."""
    stated = {key: date for key in (*_ORDER, "issued", "date") if (date := _date_at(entry, key, "value"))}
    for before, after in pairwise([key for key in _ORDER if key in stated]):
        if earliest(stated[before]) > latest(stated[after]):
            yield entry.fault(
                f"{after}: {stated[after]} is before {before}, {stated[before]}: check both dates",
                after,
                "value",
            )
    as_of = _date_at(entry, "as_of")
    if as_of is None:
        return
    ways: list[tuple[Steps, str]] = [((key, "value"), date) for key, date in stated.items()]
    ways += [
        (("sources", number, "date"), date)
        for number in range(len(items_of(entry.node, "sources")))
        if (date := _date_at(entry, "sources", number, "date"))
    ]
    for steps, date in ways:
        if earliest(date) > as_of:
            key = steps[0] if steps[-1] == "value" else steps[-1]
            yield entry.fault(f"{key}: {date} is after as_of, {as_of}: check both dates", *steps)


def _date_at(entry: Entry, *steps: str | int) -> str | None:
    """A date that holds; None where there is none."""
    node: Node | None = entry.node
    for step in steps:
        value = node.value if node is not None else None
        if isinstance(step, int):
            node = value[step] if isinstance(value, list) else None
        else:
            node = value.get(step) if isinstance(value, dict) else None
    if node is None or not isinstance(node.value, str):
        return None
    try:
        return rough_date(node.value)
    except ValueError:
        return None


def product_nodes(tree: Node) -> Iterator[tuple[Steps, str | None, str, str | None]]:
    """Products named anywhere in a file: the way there, vendor, model and class as written."""
    for steps, found in mappings(tree):
        node = Node(found, 0, 0)
        model = text_of(node, "model")
        if model is not None and "products" in steps:
            yield steps, text_of(node, "vendor"), model, text_of(node, "class")


def _product_faults(entry: Entry) -> Iterator[Fault]:
    first: dict[tuple[str, str], Steps] = {}
    for steps, vendor, model, _ in product_nodes(entry.node):
        other = first.setdefault(((vendor or "").casefold(), model.casefold()), steps)
        if other is not steps:
            line = entry.place(*other)[0]
            yield entry.fault(
                f"model: '{model}' is listed in line {line} already: keep one, with all its versions",
                *steps,
                "model",
            )


def _combination_faults(entry: Entry) -> Iterator[Fault]:
    scope = entry.node.value.get("scope") if isinstance(entry.node.value, dict) else None
    if scope is None or not isinstance(scope.value, dict):
        return
    count = prod(max(1, len(items_of(scope.value[key], "value"))) for key in _SCOPE if key in scope.value)
    if count > MOST_COMBINATIONS:
        yield entry.fault(
            f"scope: {count:,} combinations, at most {MOST_COMBINATIONS:,}: make several sentences of it",
            "scope",
        )
