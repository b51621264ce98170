"""The JSON document of ``harness verify`` -> the verifications that it was made from (``docs/json.md``).

What no document holds: values that were planted, and the folder that captures lie in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from harness.errors import HarnessError
from harness.model.narrowing import Narrower
from harness.model.scenario import Scenario
from harness.model.selection import VARIABLES, Selection
from harness.model.sources import DataSource
from harness.model.verdicts import Judgement, Verdict
from harness.sources.bounded_json import Node
from harness.sources.document_numbers import check_numbers
from harness.sources.document_values import frame, frames, matched_rules, redaction, value
from harness.tables.counterfactuals import Missed
from harness.tables.documents import (
    BESIDE_TABLES,
    CONTRAST_TABLES,
    FULL_TABLES,
    PAYLOAD_TABLES,
    VERIFICATION_TABLES,
)
from harness.tables.verification import Counterfactual, Difference, RollUp, Unmet, Verification


def verifications(document: Node) -> Iterator[Verification]:
    """One for each scenario, in order.

    Raises:
        HarnessError: Something is missing or of another form; says where.
    """
    for node in document.member("scenarios").items():
        found = _verification(node)
        check_numbers(found, node.where)
        if found.beside is not None:
            check_numbers(found.beside.full, f"{node.where} (full)")
        yield replace(found, redacted=redaction(document))


def _verification(node: Node) -> Verification:
    scenario = _scenario(node)
    return Verification(
        scenario=scenario,
        **frames(node, VERIFICATION_TABLES, {**PAYLOAD_TABLES, **CONTRAST_TABLES}),
        chosen=_roll_ups(node.member("roll_ups")),
        compared=_roll_ups(node.member("us_only")),
        unmet=value(node.member("unmet"), tuple[Unmet, ...]),
        errors=value(node.member("errors"), tuple[str, ...]),
        notes=value(node.member("notes"), tuple[str, ...]),
        data_sources=value(node.member("data_sources"), tuple[DataSource, ...]),
        catalogue_sha256=node.member("catalogue_sha256").text(),
        matched_rules=matched_rules(node),
        made_by=value(node.member("made_by"), tuple[str, ...]),
        beside=None if node.optional("narrower") is None else _beside(node, scenario),
    )


def _scenario(node: Node) -> Scenario:
    """The scenario with its claims; without what no document holds."""
    held = node.member("scenario")
    if held.optional("cells") is None:
        raise HarnessError(
            f"{held.where}: written before documents held the whole scenario; run harness verify again to make a new one"
        )
    told = dict(held.value)
    told["expect"] = [
        one.value | {name: _verdict(one.member(name)) for name in ("as_tested", "as_asserted")}
        for one in held.member("expect").items()
    ]
    told |= {"claims": node.member("claims").value, "folder": "", "honey": ()}
    return value(Node(told, held.where), Scenario)


def _verdict(node: Node) -> Verdict:
    if node.value not in Verdict.__members__:
        raise node.fault(" or ".join(Verdict.__members__))
    return Verdict[node.value]


def _roll_ups(node: Node) -> tuple[RollUp, ...]:
    return tuple(map(_roll_up, node.items()))


def _roll_up(node: Node) -> RollUp:
    claim = node.member("claim").text()
    bound = node.member("bound")
    return RollUp(
        claim=claim,
        selection=value(node.member("selection"), str),
        cells=value(node.member("cells"), tuple[str, ...]),
        tested=value(node.member("tested"), tuple[str, ...]),
        as_tested=_judgement(node.member("as_tested"), claim),
        as_asserted=_judgement(node.member("as_asserted"), claim),
        sessions=node.member("sessions").whole(0, 1 << 32),
        bound=None if bound.value is None else bound.number(0, 1),
        differences=value(node.member("differences"), tuple[Difference, ...]),
        sentence=value(node.member("sentence"), str),
    )


def _judgement(node: Node, claim: str) -> Judgement:
    """A judgement again; one without its proof is refused as it is everywhere."""
    coverage = node.member("coverage_ratio")
    try:
        return Judgement(
            claim=claim,
            cell=None,
            verdict=_verdict(node.member("verdict")),
            witnesses=value(node.member("witnesses"), tuple[int, ...]),
            blind_spots=value(node.member("blind_spots"), tuple[int, ...]),
            coverage_ratio=None if coverage.value is None else coverage.number(0, 1),
            floor_ratio=node.member("floor_ratio").number(0, 1),
            under_interference=node.member("under_interference").flag(),
        )
    except ValueError as fault:
        raise HarnessError(f"{node.where}: {fault}; somebody changed this document") from None


def _beside(node: Node, scenario: Scenario) -> Counterfactual:
    tables = dict(zip(("endpoints", "places", "leads"), BESIDE_TABLES.items(), strict=True))
    return Counterfactual(
        test=_narrower(node.member("narrower")),
        full=_full(node, scenario),
        missed=_missed(node.member("missed")),
        **{field: frame(node.member(name), table) for field, (name, table) in tables.items()},
    )


def _full(node: Node, scenario: Scenario) -> Verification:
    """The full test, as far as a document holds it: the tables that its verdicts rest on; the others are empty."""
    held: dict[str, Any] = {name: table.empty() for name, table in VERIFICATION_TABLES.items()}
    return Verification(
        scenario=scenario,
        **(held | frames(node, FULL_TABLES, {}, "full_")),
        chosen=_roll_ups(node.member("full_roll_ups")),
        compared=(),
        unmet=(),
        errors=value(node.member("full_errors"), tuple[str, ...]),
        notes=(),
        data_sources=(),
        catalogue_sha256=node.member("catalogue_sha256").text(),
        made_by=value(node.member("made_by"), tuple[str, ...]),
    )


def _narrower(node: Node) -> Narrower:
    only = value(node.member("only"), dict[str, tuple[str, ...]])
    if strange := [variable for variable in only if variable not in VARIABLES]:
        raise HarnessError(
            f"{node.where}.only.{strange[0]}: no variable of cells; there are {', '.join(VARIABLES)}"
        )
    databases = node.member("databases")
    return Narrower(
        only=Selection(tuple(only.items())),
        without=value(node.member("without"), tuple[str, ...]),
        databases=None if databases.value is None else value(databases, tuple[str, ...]),
    )


def _missed(node: Node) -> Missed:
    """The counts; shares are theirs."""
    return value(
        Node({field.name: node.member(field.name).value for field in fields(Missed)}, node.where), Missed
    )
