"""Rules refuse what no rule may be, and keep their closed words closed."""

from __future__ import annotations

import pytest

from harness.model.matches import Match
from harness.model.rules import Category, Confidence, Kind
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


@pytest.mark.parametrize(
    ("kind", "match"),
    [
        (Kind.SERVICE, Match(asns=(4808,))),
        (Kind.SERVICE, Match(protocols=("duml",))),
        (Kind.SERVICE, Match(ja4s=("t13d1516h2",), alpns=("h2",))),
        (Kind.SERVICE, Match(any_of=(Match(hosts=("a.example",)), Match(ports=(80,))))),
        (Kind.SERVICE, Match(none_of=(Match(hosts=("a.example",)),))),
        (Kind.SERVICE, Match(hosts=("a.example",), asns=(4808,))),
        (Kind.HOSTING, Match(transports=("udp",))),
        (Kind.SOFTWARE, Match(hosts=("a.example",))),
        (Kind.SOFTWARE, Match(alpns=("h2",))),
    ],
)
def test_an_alternative_that_answers_nothing_is_refused(kind: Kind, match: Match) -> None:
    with pytest.raises(ValueError, match="matches nothing by which"):
        rule("a.b", kind=kind, match=match)


@pytest.mark.parametrize(
    ("kind", "match"),
    [
        (Kind.SERVICE, Match(certificates=("a.example",))),
        (Kind.SERVICE, Match(all_of=(Match(hosts=("a.example",)), Match(asns=(4808,))))),
        (Kind.SERVICE, Match(ports=(80,), any_of=(Match(hosts=("a.example",)), Match(snis=("b.example",))))),
        (Kind.HOSTING, Match(asns=(4808,), cidrs=("203.0.113.0/24",))),
        (Kind.SOFTWARE, Match(ja4s=("t13d1516h2",), hosts=("a.example",))),
        (Kind.DEVICE, Match(ouis=("60:60:1F",))),
    ],
)
def test_an_alternative_that_answers_is_taken(kind: Kind, match: Match) -> None:
    assert rule("a.b", kind=kind, match=match).match == match


def test_devices_and_endpoints_share_no_key() -> None:
    with pytest.raises(ValueError, match="oui: says nothing of what a rule of kind service"):
        rule("a.b", match=Match(hosts=("a.example",), none_of=(Match(ouis=("60:60:1F",)),)))
    with pytest.raises(ValueError, match="port: says nothing of what a rule of kind device"):
        rule("a.b", kind=Kind.DEVICE, match=Match(ouis=("60:60:1F",), ports=(80,)))


def test_any_all_and_not_are_bounded() -> None:
    one = Match(hosts=("a.example",))
    three_deep = Match(any_of=(Match(all_of=(Match(any_of=(one,)),)),))
    with pytest.raises(ValueError, match="nested deeper than 2"):
        rule("a.b", match=three_deep)
    wide = Match(any_of=(one,) * 9)
    with pytest.raises(ValueError, match="more than 64 combinations"):
        rule("a.b", match=Match(all_of=(wide, wide)))


def test_words_are_public_and_closed() -> None:
    assert [word.value for word in Category] == [
        "vendor-first-party", "firmware", "telemetry", "flight-record-sync", "log-upload", "crash", "analytics",
        "ads", "maps", "no-fly-data", "gnss-assist", "livestream", "push", "login", "account", "remote-config",
        "connectivity-check", "cdn", "cloud", "os-platform", "time", "dns", "httpdns", "vpn", "p2p-relay",
        "unknown",
    ]  # fmt: skip
    assert [word.value for word in Confidence] == ["documented", "observed", "inferred", "unconfirmed"]
