"""Examples as authors write them, and how they are held against a rule."""

from __future__ import annotations

import pytest

from harness.model.rules import Kind, Status
from harness.rules.examples import Example, example_problem, parse_example
from tests.support.rule_files import rule


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("www.dji.com", Example(name="www.dji.com")),
        ("www.dji.com tcp/443", Example(name="www.dji.com", transport="tcp", port=443)),
        ("203.107.1.1 tcp/80", Example(address="203.107.1.1", transport="tcp", port=80)),
        ("2400:3200::1", Example(address="2400:3200::1")),
        ("AS4808", Example(asn=4808)),
    ],
)
def test_the_three_forms(text: str, example: Example) -> None:
    assert parse_example(text) == example


@pytest.mark.parametrize("text", ["", "a b c", "a.example 443", "a.example tcp443"])
def test_another_form_tells_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="write a name, an address or AS1234"):
        parse_example(text)


def test_a_port_that_is_needed_and_not_said_does_not_match() -> None:
    narrowed = rule("a.b", cidrs=("203.0.113.1/32",), ports=(80,), transports=("tcp",))
    assert example_problem(narrowed, "203.0.113.1 tcp/80", wanted=True) is None
    assert example_problem(narrowed, "203.0.113.1", wanted=False) is None
    assert "does not match it" in str(example_problem(narrowed, "203.0.113.1 udp/80", wanted=True))


def test_a_retired_rule_is_held_to_its_examples() -> None:
    retired = rule("a.b", kind=Kind.HOSTING, asns=(4808,), status=Status.RETIRED)
    assert example_problem(retired, "AS4808", wanted=True) is None
    assert "matches it" in str(example_problem(retired, "AS4808", wanted=False))
