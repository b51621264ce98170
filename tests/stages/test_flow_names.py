"""The names of single flows: never what somebody else told or asked, never what the far side called us."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.flow_names import with_flow_names
from tests.support.tables import name, names_of

PHONE, SERVER = "192.168.1.20", "198.51.100.7"


def named(*names: dict[str, Any], **given: Any) -> tuple[list[str], list[str]]:
    """Told and asked of one side."""
    side = {"flow_id": 0, "vantage": "app", "sender": PHONE, "server_ip": SERVER} | given
    sides = pl.DataFrame([side], schema_overrides={"flow_id": pl.UInt64})
    row = with_flow_names(sides, names_of(*names)).row(0, named=True)
    return row["told"], row["asked"]


@pytest.mark.parametrize("source", ["sni", "quic_sni", "http_host"])
def test_a_name_told_in_the_flow_is_its_name(source: str) -> None:
    assert named(name("log.example", source)) == (["log.example"], [])


@pytest.mark.parametrize("reach", ["one", "kin", "several"])
def test_a_name_in_the_server_s_certificate_is_nothing_that_was_told_or_asked(reach: str) -> None:
    assert named(name("log.example", "certificate", certificate=reach)) == ([], [])


def test_a_name_told_in_another_flow_to_the_same_address_is_not() -> None:
    assert named(name("log.example", flow_id=1)) == ([], [])


def test_what_the_far_side_calls_us_is_no_name_of_the_far_side() -> None:
    assert named(name("phone.example", "http_host", client_ip=SERVER, server_ip=PHONE)) == ([], [])


def test_a_name_that_the_sender_asked_for_the_address_is_asked() -> None:
    assert named(name("log.example", "dns", flow_id=9)) == ([], ["log.example"])


@pytest.mark.parametrize("given", [
    {"client_ip": "192.168.1.30"}, {"server_ip": "198.51.100.8"}, {"vantage": "other"}, {"asked": False}, {"asked": None},
    {"source": "dns_cname"},
])  # fmt: skip
def test_an_answer_to_somebody_else_for_another_address_or_elsewhere_or_not_asked_for_is_not(
    given: dict[str, Any],
) -> None:
    assert named(name("log.example", "dns") | given) == ([], [])


def test_several_names_are_all_kept_each_once_and_sorted() -> None:
    rows = (name("b.example", "dns"), name("a.example", "dns"), name("b.example", "dns", packet=5))
    assert named(*rows) == ([], ["a.example", "b.example"])


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=6), st.randoms())
def test_order_and_number_of_names_are_irrelevant(hosts: list[str], random: Any) -> None:
    rows = [name(host, source) for host in hosts for source in ("sni", "dns")]
    random.shuffle(rows)
    assert named(*rows) == (sorted(set(hosts)), sorted(set(hosts)))
