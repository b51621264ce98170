"""Examples as authors write them, and how they are held against a rule."""

from __future__ import annotations

import pytest

from harness.model.matches import Match
from harness.model.rules import Kind, Status
from harness.model.seen import Signs
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
        ("alpn=.a.example", Example(name="alpn=.a.example")),
        ("60:60:1F:00:00:01", Example(mac="60:60:1F:00:00:01")),
        (
            "www.dji.com tcp/443 alpn=h2 ja4=t13d1516h2",
            Example(
                name="www.dji.com", transport="tcp", port=443, signs=Signs(alpn=("h2",), ja4=("t13d1516h2",))
            ),
        ),
        (
            "203.107.1.1 host=a.example asn=4808 sni=A.example certificate=*.a.example protocol=tls alpn=h2 alpn=h3",
            Example(
                name="a.example",
                address="203.107.1.1",
                asn=4808,
                signs=Signs(("a.example",), ("*.a.example",), ("h2", "h3"), ("tls",), ()),
            ),
        ),
    ],
)
def test_the_forms(text: str, example: Example) -> None:
    assert parse_example(text) == example


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b c",
        "a.example 443",
        "a.example tcp443",
        "a.example alpn=",
        "60:60:1F:00:00:01 alpn=h2",
    ],
)
def test_another_form_tells_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="write a name, an address, AS1234 or a MAC"):
        parse_example(text)


@pytest.mark.parametrize(
    "text", ["a.example host=b.example", "a.example asn=x", "a.example address=b.example"]
)
def test_a_word_that_does_not_fit_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="or stands beside another: keep one"):
        parse_example(text)


def test_an_example_of_a_device_is_a_mac_and_of_nothing_else() -> None:
    device = rule("a.b", kind=Kind.DEVICE, match=Match(ouis=("60:60:1F",)))
    assert example_problem(device, "60:60:1F:00:00:01", wanted=True) is None
    assert example_problem(device, "62:60:1F:00:00:01", wanted=False) is None
    assert "is a MAC" in str(example_problem(device, "a.example", wanted=False))


def test_a_port_that_is_needed_and_not_said_does_not_match() -> None:
    narrowed = rule("a.b", cidrs=("203.0.113.1/32",), ports=(80,), transports=("tcp",))
    assert example_problem(narrowed, "203.0.113.1 tcp/80", wanted=True) is None
    assert example_problem(narrowed, "203.0.113.1", wanted=False) is None
    assert "does not match it" in str(example_problem(narrowed, "203.0.113.1 udp/80", wanted=True))


def test_a_retired_rule_is_held_to_its_examples() -> None:
    retired = rule("a.b", kind=Kind.HOSTING, asns=(4808,), status=Status.RETIRED)
    assert example_problem(retired, "AS4808", wanted=True) is None
    assert "matches it" in str(example_problem(retired, "AS4808", wanted=False))
