"""Rules refuse what no rule may be, and keep their closed words closed."""

from __future__ import annotations

import pytest

from harness.model.rules import Category, Confidence, Kind, Match
from tests.support.rule_files import rule


@pytest.mark.parametrize("rule_id", ["dji.mydjiflight", "u-blox.assist-now", "18bit.doh", "a.b"])
def test_ids_of_the_form(rule_id: str) -> None:
    assert rule(rule_id, hosts=("a.example",)).id == rule_id


@pytest.mark.parametrize(
    "rule_id", ["dji", "Dji.web", "dji.a.b", "dji_.web", "dji.-web", "dji.web ", ".web", "dji."]
)
def test_other_ids_are_refused(rule_id: str) -> None:
    with pytest.raises(ValueError, match="not of the form"):
        rule(rule_id, hosts=("a.example",))


def test_a_rule_by_port_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="matches nothing"):
        rule("a.b", ports=(853,), transports=("tcp",))


def test_an_as_number_never_says_who_runs_a_service() -> None:
    with pytest.raises(ValueError, match="who routes"):
        rule("a.b", kind=Kind.SERVICE, asns=(4808,))


def test_restrictions_hold_only_for_what_is_known() -> None:
    narrowed = Match(hosts=("a.example",), ports=(443,), transports=("tcp",))
    assert narrowed.restrictions == 2
    assert narrowed.allows("tcp", 443)
    assert not narrowed.allows("udp", 443)
    assert not narrowed.allows("tcp", None)
    assert not narrowed.allows(None, 443)
    assert Match(hosts=("a.example",)).allows(None, None)


def test_words_are_public_and_closed() -> None:
    assert [word.value for word in Category] == [
        "vendor-first-party", "firmware", "telemetry", "flight-record-sync", "log-upload", "crash", "analytics",
        "ads", "maps", "no-fly-data", "gnss-assist", "livestream", "push", "login", "account", "remote-config",
        "connectivity-check", "cdn", "cloud", "os-platform", "time", "dns", "httpdns", "vpn", "p2p-relay",
        "unknown",
    ]  # fmt: skip
    assert [word.value for word in Confidence] == ["documented", "observed", "inferred", "unconfirmed"]
