"""Places from hand-written answers of the data."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.places import locate
from harness.tables.places import PLACES
from tests.support.places_example import geo, geo_answer, votes

ANSWERS = (
    geo_answer("8.0.0.1", asn=64496, as_org="A", operator_country="CN", registered_country="CN", located=votes(vendor="DE", holder="DE")),
    geo_answer("8.0.0.2", routed=False, asn=64496, as_org="A", located=votes(vendor="CN", holder="CN")),
    geo_answer("8.0.0.3", cloud="aws", cloud_region="ap-east-1", cloud_country="HK", located=votes(vendor="HK")),
    geo_answer("8.0.0.4", anycast=True, located=votes(vendor="US", holder="US")),
    geo_answer("100.64.0.1", routed=None),
    geo_answer("192.168.1.1", routed=None),
)  # fmt: skip
ADDRESSES = [str(answer["server_ip"]) for answer in ANSWERS]


def test_operator_and_registration_take_no_part_in_the_candidates() -> None:
    row = locate(["8.0.0.1"], geo(*ANSWERS)).row(0, named=True)
    assert (row["candidates"], row["status"], row["country"]) == (["DE"], "agreed", "DE")
    assert (row["operator_country"], row["registered_country"]) == ("CN", "CN")


def test_an_unrouted_block_has_no_operator_and_no_country() -> None:
    row = locate(["8.0.0.2"], geo(*ANSWERS)).row(0, named=True)
    assert (row["asn"], row["as_org"], row["status"], row["country"]) == (None, None, "unknown", None)


def test_a_published_region_is_a_locator_of_its_own_lineage() -> None:
    row = locate(["8.0.0.3"], geo(*ANSWERS)).row(0, named=True)
    assert row["located"] == votes(vendor="HK", cloud="HK")
    assert (row["status"], row["country"]) == ("agreed", "HK")


def test_anycast_has_no_one_country() -> None:
    row = locate(["8.0.0.4"], geo(*ANSWERS)).row(0, named=True)
    assert (row["anycast"], row["status"], row["country"]) == (True, "anycast", None)


def test_carrier_addresses_are_listed_and_local_ones_are_not() -> None:
    assert locate(["192.168.1.1", "100.64.0.1"], geo(*ANSWERS))["server_ip"].to_list() == ["100.64.0.1"]


def test_physics_is_not_applied_yet() -> None:
    places = locate(ADDRESSES, geo(*ANSWERS))
    assert places["least_rtt_ns"].null_count() == places["excluded"].null_count() == places.height


def test_an_address_that_was_not_asked_about_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"8\.8\.8\.8"):
        locate(["8.8.8.8"], geo(*ANSWERS))


def test_no_addresses_give_the_empty_table() -> None:
    assert_frame_equal(locate([], geo()), PLACES.empty())


@given(st.lists(st.sampled_from(ADDRESSES)), st.randoms())
def test_order_and_duplicates_are_irrelevant(addresses: list[str], rnd: Random) -> None:
    places = locate(addresses, geo(*ANSWERS))
    rnd.shuffle(addresses)
    assert_frame_equal(places, locate([*addresses, *addresses], geo(*reversed(ANSWERS))))
    assert places["server_ip"].to_list() == sorted(set(places["server_ip"].to_list()))
