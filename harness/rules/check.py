"""Rule files in; rules, and every fault of every file at once, out.

Checks run from the bytes inwards: YAML, keys and values of each rule by itself,
then what only shows between rules (ids and matches used twice) and the examples.
A rule with a fault of its own takes no part in the later checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from harness.errors import Fault
from harness.model.rules import Kind, Match, Rule
from harness.model.ruleset import Tie, find_ties
from harness.rules.entries import Entry, items_of, text_of, validated
from harness.rules.examples import example_problem
from harness.rules.forms import MAX_RULES, FileForm, RuleForm
from harness.rules.yamltree import Node, read_tree


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule without a fault of its own, and the item it was made of."""

    rule: Rule
    entry: Entry


def check_files(files: Iterable[tuple[str, bytes]]) -> tuple[list[Rule], list[Fault]]:
    """Check rule files together.

    Args:
        files: Path as it is to be named in faults, and content.

    Returns:
        Rules without a fault of their own in order of reading, and all faults by
        path, line and column.
    """
    placed, faults = placed_rules(files)
    return [one.rule for one in placed], faults


def placed_rules(files: Iterable[tuple[str, bytes]]) -> tuple[list[Placed], list[Fault]]:
    """As ``check_files``, each rule with where it stands."""
    placed: list[Placed] = []
    faults: list[Fault] = []
    entries: list[Entry] = []
    for path, data in files:
        tree, wrong = read_tree(data, path)
        faults += wrong
        if tree is not None:
            found = [Entry(path, node) for node in items_of(tree, "rules")]
            rules, wrong = _check_tree(path, tree, found)
            entries += found
            placed += rules
            faults += wrong
    faults += _too_many(entries)
    faults += _repeated_ids(entries)
    faults += _ties(placed)
    faults += [fault for one in placed for fault in _example_faults(one)]
    faults.sort(key=lambda fault: (fault.path, fault.line, fault.column, fault.message))
    return placed, faults


def _check_tree(path: str, tree: Node, entries: list[Entry]) -> tuple[list[Placed], list[Fault]]:
    """Check a file's head, and each rule by itself."""
    head, faults = validated(FileForm, tree, path)
    placed: list[Placed] = []
    for entry in entries:
        form, wrong = validated(RuleForm, entry.node, path)
        if form is not None:
            wrong = list(_faults_between_keys(form, entry))
            if not wrong:
                placed.append(Placed(_rule(form, head), entry))
        faults += wrong
    return placed, faults


def _faults_between_keys(form: RuleForm, entry: Entry) -> Iterator[Fault]:
    """What single keys cannot show: needs of match and kind, id and file, operator and country."""
    fault = entry.fault
    match = form.match
    if not (match.host or match.suffix or match.cidr or match.asn):
        yield fault(
            "match: names nothing, write at least one host, suffix, cidr or asn; a port alone is no rule",
            "match",
        )
    if match.asn and form.kind is not Kind.HOSTING:
        yield fault(
            "asn: says who routes an address, not who runs a service: write 'kind: hosting'", "match", "asn"
        )
    for key, values in match:
        seen = set[str | int]()
        for at, value in enumerate(values):
            if value in seen:
                yield fault(f"{key}: '{value}' stands here twice, keep one", "match", key, at)
            seen.add(value)
    stem = PurePath(entry.path).stem
    if form.id.partition(".")[0] != stem:
        yield fault(f"id: '{form.id}' must begin with '{stem}.', the name of its file", "id")
    given = form.model_fields_set
    if "operator" in given and "control_country" not in given:
        message = (
            "missing key 'control_country': a rule that names its own operator names its country too, or null"
        )
        yield fault(message, "operator")
    if "control_country" in given and "operator" not in given:
        yield fault(
            "control_country: only beside 'operator', remove it or name the operator", "control_country"
        )


def _rule(form: RuleForm, head: FileForm | None) -> Rule:
    """The model of a checked form. Without a head the operator is empty: such a file never gets out."""
    own = form.operator is not None
    return Rule(
        id=form.id,
        kind=form.kind,
        match=Match(
            hosts=tuple(form.match.host),
            suffixes=tuple(form.match.suffix),
            cidrs=tuple(form.match.cidr),
            asns=tuple(form.match.asn),
            ports=tuple(form.match.port),
            transports=tuple(form.match.transport),
        ),
        operator=form.operator or (head.operator if head else ""),
        control_country=form.control_country if own else (head.control_country if head else None),
        category=form.category,
        data_expected=tuple(form.data_expected),
        reasoning=form.reasoning,
        sources=tuple(form.sources),
        confidence=form.confidence,
        status=form.status,
        positive=tuple(form.examples.positive),
        negative=tuple(form.examples.negative),
    )


def _too_many(entries: Sequence[Entry]) -> list[Fault]:
    if len(entries) <= MAX_RULES:
        return []
    return [
        entries[MAX_RULES].fault(
            f"rule number {MAX_RULES + 1}: at most {MAX_RULES} rules are read, remove some"
        )
    ]


def _repeated_ids(entries: Sequence[Entry]) -> list[Fault]:
    first: dict[str, Entry] = {}
    faults: list[Fault] = []
    for entry in entries:
        text = text_of(entry.node, "id")
        other = first.setdefault(text, entry) if text is not None else entry
        if other is not entry:
            faults.append(
                entry.fault(f"id: '{text}' is taken {other.where('id')}: choose another slug", "id")
            )
    return faults


def _ties(placed: Sequence[Placed]) -> list[Fault]:
    """Told at the later rule; the earlier one's place stands in the message."""
    entry_of = {id(one.rule): one.entry for one in placed}
    ties = find_ties(one.rule for one in placed)
    return [_tie_fault(tie, entry_of[id(tie.first)], entry_of[id(tie.second)]) for tie in ties]


def _tie_fault(tie: Tie, first: Entry, second: Entry) -> Fault:
    way, _, value = tie.key.partition(" ")
    there = first.where(*_steps(tie.first, way, value))
    message = (
        f"{way}: '{value}' is matched as well by {tie.first.id} {there}: "
        "remove it from one, or narrow one by port or transport"
    )
    return second.fault(message, *_steps(tie.second, way, value))


def _steps(rule: Rule, way: str, value: str) -> tuple[str | int, ...]:
    """Where in a rule the key of a tie stands."""
    match = rule.match
    values = {
        "host": match.hosts,
        "suffix": match.suffixes,
        "cidr": match.cidrs,
        "asn": tuple(str(asn) for asn in match.asns),
    }[way]
    return ("match", way, values.index(value))


def _example_faults(placed: Placed) -> Iterator[Fault]:
    for key, wanted in (("positive", True), ("negative", False)):
        for at, text in enumerate(placed.rule.positive if wanted else placed.rule.negative):
            if problem := example_problem(placed.rule, text, wanted=wanted):
                yield placed.entry.fault(f"{key}: {problem}", "examples", key, at)
