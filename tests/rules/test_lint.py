"""Files checked together: faults, warnings and counts; the catalogue that comes with the program holds."""

from __future__ import annotations

from collections import Counter

from harness.model.lint import NO_FAIL
from harness.rules.catalogue import catalogue_folder, load_catalogue, rule_files
from harness.rules.lint import lint
from tests.support.rule_files import GOOD, SECOND


def test_faults_keep_rules_out_of_the_counts() -> None:
    broken = GOOD + SECOND.replace("positive: [logs.", "positive: [lags.")
    linted = lint([("acme.yaml", broken.encode())])
    assert [(fault.line, fault.message.partition(" ")[0]) for fault in linted.faults] == [(22, "positive:")]
    assert linted.files == 1
    assert lint([("acme.yaml", b"x: 1\n")]).tally.rules == 0


def test_two_faults_and_a_warning_are_told_together() -> None:
    text = GOOD.replace("documented", "sure").replace("DE\n", "UK\n") + SECOND.replace(
        "manual 2026", "manual"
    )
    linted = lint([("acme.yaml", text.encode())])
    assert [(fault.line, fault.column) for fault in linted.faults] == [(2, 18), (10, 15)]
    assert [one.kind.value for one in linted.warnings] == ["undated"]


def test_the_shipped_catalogue_holds_and_every_rule_is_counted() -> None:
    linted = lint(rule_files([catalogue_folder()]))
    rules = load_catalogue().rules
    assert linted.faults == ()
    assert linted.tally.rules == len(rules)
    assert linted.tally.categories == Counter(rule.category.value for rule in rules)
    assert linted.tally.countries == Counter(rule.control_country for rule in rules)
    assert linted.tally.no_fail == sum(rule.confidence in NO_FAIL for rule in rules)
    assert sum(linted.tally.files.values()) == len(rules)


def test_a_left_placeholder_is_refused_where_it_stands() -> None:
    text = GOOD.replace("Example Drones\n", "TODO who runs it\n").replace(
        "[Example Drones manual 2026]", "['TODO: cite it']"
    )
    linted = lint([("acme.yaml", text.encode())])
    assert [(fault.line, fault.column) for fault in linted.faults] == [(1, 11), (9, 13)]
    assert all("is left to be filled in: write what it asks for" in fault.message for fault in linted.faults)
