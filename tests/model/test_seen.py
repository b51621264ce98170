"""Names apart by label, and single conditions as tests; what they come to together is held in test_ruleset."""

from __future__ import annotations

import pytest

from harness.model.matches import Leaf, Match, Way
from harness.model.seen import Seen, Signs, conditions_of, fold_name, name_tails, oui_digits, passes


@pytest.mark.parametrize(
    ("leaf", "holds"),
    [
        (Leaf(Way.HOST, "b.a.example"), True),
        (Leaf(Way.HOST, "a.example"), False),
        (Leaf(Way.SUFFIX, "a.example"), True),
        (Leaf(Way.SNI, "a.example"), False),
        (Leaf(Way.SNI, "s.example"), True),
        (Leaf(Way.CERTIFICATE, "c.example"), True),
        (Leaf(Way.CIDR, "203.0.113.0/24"), True),
        (Leaf(Way.CIDR, "203.0.112.0/24"), False),
        (Leaf(Way.CIDR, "::/0"), False),
        (Leaf(Way.ASN, 4808), True),
        (Leaf(Way.PORT, 443), True),
        (Leaf(Way.TRANSPORT, "udp"), False),
        (Leaf(Way.ALPN, "h2"), True),
        (Leaf(Way.PROTOCOL, "mqtt"), False),
        (Leaf(Way.JA4, "t13d1516h2"), True),
        (Leaf(Way.JA4, "t13d1516h2_8daaf6152771_e5627efa2ab1"), True),
        (Leaf(Way.JA4, "t13d1516h2_8daaf6152771_000000000000"), False),
        (Leaf(Way.OUI, "60:60:1F"), False),
    ],
)
def test_each_condition(leaf: Leaf, holds: bool) -> None:
    signs = Signs(
        ("s.example",), ("*.c.example",), ("h2",), ("tls",), ("t13d1516h2_8daaf6152771_e5627efa2ab1",)
    )
    seen = Seen(("b.a.example",), (0xCB007107, 32), 4808, "tcp", 443, signs)
    assert passes(conditions_of([(leaf,)], []), seen) is holds
    assert passes(conditions_of([(leaf, Leaf(Way.PORT, 443))], []), seen)


def test_nothing_seen_fails_every_condition_and_no_exclusion() -> None:
    leaves = [Leaf(way, 80 if way in (Way.PORT, Way.ASN) else "203.0.113.0/24") for way in Way]
    assert [leaf for leaf in leaves if passes(conditions_of([(leaf,)], []), Seen())] == []
    assert passes(conditions_of([], [Match(ports=(80,)), Match(hosts=("a.example",))]), Seen())
    assert not passes(conditions_of([], [Match(ports=(80,))]), Seen(port=80))


def test_names_and_digits() -> None:
    assert fold_name("A.Example.") == "a.example"
    assert list(name_tails("x\\.y.example")) == ["x\\.y.example", "example"]
    assert oui_digits("60:60:1f:a") == "60601FA"
