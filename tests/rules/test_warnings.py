"""What may be wrong with rules that hold, where it is told, and what is no reason to warn."""

from __future__ import annotations

import pytest

from harness.rules.lint import lint
from harness.rules.warnings import operator_words
from tests.support.rule_files import GOOD, SECOND

Files = dict[str, str]
BELOW = SECOND.replace("host: [logs.", "suffix: [logs.").replace("log-upload", "vendor-first-party")
BELOW = BELOW.replace("negative: [x.logs.acme.example]", "negative: [acme.example]")
OTHER = GOOD.replace("acme", "zeta")


def warned(**files: str) -> list[tuple[str, str, int, int, str]]:
    linted = lint([(f"{stem}.yaml", text.encode()) for stem, text in files.items()])
    assert linted.faults == ()
    return [
        (one.kind.value, one.fault.path, one.fault.line, one.fault.column, one.fault.message)
        for one in linted.warnings
    ]


def test_good_files_have_no_warning() -> None:
    assert warned(acme=GOOD + SECOND) == []


@pytest.mark.parametrize("source", ["Example Drones manual", "Example docs, undated, https://x.example/2026"])
def test_sources_without_an_edition(source: str) -> None:
    text = GOOD.replace("[Example Drones manual 2026]", f"['{source}']")
    assert [one[:4] for one in warned(acme=text)] == [("undated", "acme.yaml", 9, 3 + len("sources: "))]
    assert warned(acme=text.replace(f"['{source}']", f"['{source}', RFC 6762]")) == []


def test_a_suffix_below_one_that_says_the_same() -> None:
    ((kind, _, line, column, message),) = warned(acme=GOOD + BELOW)
    assert (kind, line, column) == ("shadowed", 16, 20)
    assert "'logs.acme.example' lies below one of acme.web in acme.yaml line 6" in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("category: vendor-first-party\n  reasoning: Log", "category: log-upload\n  reasoning: Log"),
        ("confidence: observed", "confidence: documented"),
        ("  reasoning: Log", "  data_expected: [log]\n  reasoning: Log"),
        ("suffix: [logs.acme.example]", "suffix: [logs.acme.example], cidr: [192.0.2.0/24]"),
        ("kind: service\n  match: {suffix: [logs", "kind: hosting\n  match: {suffix: [logs"),
        ("confidence: observed", "operator: Other\n  control_country: DE\n  confidence: observed"),
        ("confidence: observed", "status: retired\n  confidence: observed"),
    ],
)
def test_a_rule_that_says_more_or_other_than_the_wider_one_is_not_shadowed(old: str, new: str) -> None:
    text = GOOD.replace(
        "confidence: documented", "confidence: inferred" if "documented" in new else "confidence: documented"
    )
    whole = text + BELOW
    assert old in whole
    assert warned(acme=whole.replace(old, new)) == []


def test_a_rule_at_one_port_does_not_shadow_one_for_all() -> None:
    at_port = GOOD.replace("example]}", "example], port: [443]}").replace(
        "[www.acme.example]", "[www.acme.example tcp/443]"
    )
    assert warned(acme=at_port + BELOW) == []


@pytest.mark.parametrize(
    ("cidr", "wide"),
    [("198.18.0.0/15", True), ("198.18.0.0/16", False), ("2001:db8::/31", True), ("2001:db8::/32", False)],
)
def test_a_service_by_a_wide_prefix(cidr: str, wide: bool) -> None:
    text = GOOD.replace("suffix: [acme.example]", f"cidr: ['{cidr}']")
    text = text.replace("[www.acme.example]", f"['{cidr.partition('/')[0]}']").replace(
        "[notacme.example]", "[192.0.2.1]"
    )
    assert [one[0] for one in warned(acme=text)] == (["wide"] if wide else [])
    assert warned(acme=text.replace("kind: service", "kind: hosting")) == []


def test_an_operator_spelled_in_two_ways() -> None:
    other = OTHER.replace("Example Drones\n", "EXAMPLE DRONES, Inc.\n")
    ((kind, path, *_, message),) = warned(acme=GOOD, zeta=other)
    assert (kind, path) == ("spelling", "zeta.yaml")
    assert "'EXAMPLE DRONES, Inc.' is spelled 'Example Drones' in acme.yaml line" in message
    assert warned(acme=GOOD, zeta=OTHER.replace("Example Drones\n", "Example Drones Europe\n")) == []


@pytest.mark.parametrize("country", ["CN", "null"])
def test_control_told_in_two_ways(country: str) -> None:
    ((kind, path, *_, message),) = warned(acme=GOOD, zeta=OTHER.replace("DE\n", f"{country}\n"))
    assert (kind, path) == ("control", "zeta.yaml")
    assert f"{country} here, but DE in acme.yaml line" in message


def test_each_file_is_told_once() -> None:
    many = OTHER.replace("DE\n", "CN\n") + SECOND.replace("acme", "zeta")
    assert [one[0] for one in warned(acme=GOOD, zeta=many)] == ["control"]


@pytest.mark.parametrize(("one", "other", "same"), [
    ("Agora, Inc.", "agora", True), ("Acme GmbH & Co. KG", "ACME", True), ("The Co. Ltd", "the co. ltd", True),
    ("Akamai (International B.V.)", "Akamai", False), ("", "", True), ("Inc.", "Ltd", False),
])  # fmt: skip
def test_what_is_one_operator(one: str, other: str, same: bool) -> None:
    assert (operator_words(one) == operator_words(other)) is same
