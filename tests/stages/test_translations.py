"""Told NAT64 prefixes from hand-written names."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.model.facts import NameFact
from harness.sources.name_rows import NameRow, NameRows
from harness.stages.translations import gather_translations, prefix_answers, told_prefixes
from harness.tables.parts import Whole
from tests.support.tables import name, names_of

ANSWER, BEHIND = "2001:db8:64::192.0.0.170", "2001:db8:64::198.51.100.7"
WELL_KNOWN_NAME = "ipv4only.arpa"


def told(answer: str = ANSWER, **more: Any) -> dict[str, Any]:
    return name(WELL_KNOWN_NAME, "dns", server_ip=answer, **more)


def translations(*names: dict[str, Any], vantage: str = "app") -> list[dict[str, Any]]:
    addresses = pl.DataFrame({"vantage": [vantage, vantage], "server_ip": [BEHIND, "2001:db8:65::1"]})
    return gather_translations(addresses, prefix_answers(Whole(names_of(*names)))).rows(named=True)


def test_an_address_in_a_told_prefix_has_its_ipv4_address() -> None:
    (row,) = translations(told(packet=9, capture="c1"))
    assert row == {
        "vantage": "app", "server_ip": BEHIND, "inner_ip": "198.51.100.7", "nat64_prefix": "2001:db8:64::/96",
        "nat64_capture": "c1", "nat64_packet": 9,
    }  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        told(asked=False),
        told(vantage="gateway"),
        told("192.0.0.170"),
        told() | {"name": "www.example.com"},
        told() | {"source": "dns_cname"},
    ],
)
def test_only_an_answer_that_was_asked_for_at_the_same_vantage_point_tells(answer: dict[str, Any]) -> None:
    assert translations(answer) == []


def test_the_first_answer_is_the_source() -> None:
    (row,) = translations(told(packet=9, time_ns=20), told(packet=3, time_ns=10, capture="c9"))
    assert (row["nat64_capture"], row["nat64_packet"]) == ("c9", 3)


def test_several_prefixes_give_several_addresses_longest_first() -> None:
    rows = translations(told("2001:db8:0:0:c0:0:aa00::"), told(), told("2001:db8:c000:aa::"))
    assert [row["nat64_prefix"] for row in rows] == ["2001:db8:64::/96"]
    forged = "2001:db8:64:0:c0:0:aa00::"  # /64: the same address then holds 0.0.0.198, and that is nobody's
    assert [row["inner_ip"] for row in translations(told(), told(forged))] == ["198.51.100.7"]


def test_name_facts_tell_before_they_are_a_table() -> None:
    rows = NameRows()
    for text, address, asked in (
        (WELL_KNOWN_NAME, ANSWER, True),
        (WELL_KNOWN_NAME, "fd00::192.0.0.170", False),
        ("www.example.com", "fd01::192.0.0.170", True),
    ):
        rows.append(NameRow(0, 1, 0, 1, NameFact(text, address, "dns", 60, asked)))
    assert [str(network) for network in told_prefixes(rows.frames()).networks] == ["2001:db8:64::/96"]
    assert not told_prefixes([]).networks
