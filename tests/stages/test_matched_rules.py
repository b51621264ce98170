"""Rules that matched: each that some row names, once, as the catalogue has it."""

from __future__ import annotations

import polars as pl
import pytest

from harness.rules.catalogue import load_catalogue
from harness.stages.matched_rules import gather_matched_rules
from harness.tables.classes import CLASSES

RULES = load_catalogue()


def classes(*rows: tuple[str | None, str | None, list[str]]) -> pl.DataFrame:
    blank = dict.fromkeys(CLASSES.columns) | {"vantage": "lan", "server_ip": "192.0.2.1", "transport": "tcp"}
    told = [blank | {"rule": rule, "hosting_rule": host, "also": also} for rule, host, also in rows]
    return pl.DataFrame(told, schema=CLASSES.schema, orient="row")


def test_each_rule_that_a_row_names_is_there_once_by_id() -> None:
    first, second, third = (rule.id for rule in RULES.rules[:3])
    found = gather_matched_rules(
        classes((second, third, []), (second, None, [first]), (None, None, [])), RULES
    )
    assert [rule.id for rule in found] == [first, second, third]


def test_it_says_why_the_rule_is_believed() -> None:
    rule = RULES.rules[5]
    (found,) = gather_matched_rules(classes((rule.id, None, [])), RULES)
    assert (found.reasoning, found.sources, found.confidence) == (
        rule.reasoning,
        rule.sources,
        rule.confidence,
    )
    assert (found.operator, found.control_country, found.kind) == (
        rule.operator,
        rule.control_country,
        rule.kind,
    )


def test_nothing_matched_is_no_rule() -> None:
    assert gather_matched_rules(classes((None, None, [])), RULES) == ()
    assert gather_matched_rules(CLASSES.empty(), RULES) == ()


def test_a_row_that_names_no_rule_of_the_catalogue_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        gather_matched_rules(classes(("no-such.rule", None, [])), RULES)
