"""Places from hand-written answers of the data."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.places import locate
from harness.tables.places import LOCATED
from harness.tables.translations import TRANSLATIONS
from tests.support.places_example import frame, geo, geo_answer, votes

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


def test_an_address_that_was_not_asked_about_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match=r"8\.8\.8\.8"):
        locate(["8.8.8.8"], geo(*ANSWERS))


def test_no_addresses_give_the_empty_table() -> None:
    assert_frame_equal(locate([], geo()), LOCATED.empty())


@given(st.lists(st.sampled_from(ADDRESSES)), st.randoms())
def test_order_and_duplicates_are_irrelevant(addresses: list[str], rnd: Random) -> None:
    places = locate(addresses, geo(*ANSWERS))
    rnd.shuffle(addresses)
    assert_frame_equal(places, locate([*addresses, *addresses], geo(*reversed(ANSWERS))))
    assert places["server_ip"].to_list() == sorted(set(places["server_ip"].to_list()))


PREFIX = "2600:64::/96"
INSIDE = geo_answer("8.0.0.1", located=votes(vendor="DE", holder="DE"))
ITSELF = geo_answer("2600:64::800:2", located=votes(vendor="CN", holder="CN"))


def translation(server_ip: str, inner_ip: str = "8.0.0.1", prefix: str = PREFIX) -> dict[str, object]:
    return {
        "vantage": "app", "server_ip": server_ip, "inner_ip": inner_ip, "nat64_prefix": prefix, "nat64_capture": "c1",
        "nat64_packet": 3,
    }  # fmt: skip


def test_an_address_in_a_told_prefix_is_placed_by_the_one_behind_it_and_its_own_place_is_kept() -> None:
    told = frame(TRANSLATIONS, translation("2600:64::800:2"))
    row = locate(["2600:64::800:2"], geo(INSIDE, ITSELF), told).row(0, named=True)
    assert (row["server_ip"], row["looked_up_ip"], row["country"]) == ("2600:64::800:2", "8.0.0.1", "DE")
    assert (row["nat64_prefix"], row["nat64_capture"], row["nat64_packet"]) == (PREFIX, "c1", 3)
    (itself,) = row["also"]
    assert (itself["looked_up_ip"], itself["candidates"], itself["nat64_prefix"]) == (
        "2600:64::800:2",
        ["CN"],
        None,
    )


def test_every_address_behind_a_told_prefix_is_kept_longest_prefix_first() -> None:
    told = frame(
        TRANSLATIONS, translation("2600:64::800:2", "8.0.0.9", "2600:64::/64"), translation("2600:64::800:2")
    )
    other = geo_answer("8.0.0.9", located=votes(vendor="CN"))
    row = locate(["2600:64::800:2"], geo(INSIDE, ITSELF, other), told).row(0, named=True)
    looked_up = [row["looked_up_ip"], *(one["looked_up_ip"] for one in row["also"])]
    assert looked_up == ["8.0.0.1", "8.0.0.9", "2600:64::800:2"]


@pytest.mark.parametrize("address", ["fd00:64::800:1", "64:ff9b:1::800:1"])
def test_an_address_that_can_be_no_host_has_no_place_of_its_own(address: str) -> None:
    told = frame(TRANSLATIONS, translation(address))
    row = locate([address], geo(INSIDE, geo_answer(address)), told).row(0, named=True)
    assert (row["country"], row["also"]) == ("DE", [])


def test_the_well_known_prefix_keeps_its_own_address_in_front() -> None:
    wrapped = geo_answer("64:ff9b::800:1", looked_up_ip="8.0.0.1", located=votes(vendor="DE", holder="DE"))
    lie = frame(TRANSLATIONS, translation("64:ff9b::800:1", "8.0.0.9", "64:ff9b::/64"))
    other = geo_answer("8.0.0.9", located=votes(vendor="CN"))
    row = locate(["64:ff9b::800:1"], geo(wrapped, other), lie).row(0, named=True)
    assert (row["looked_up_ip"], [one["looked_up_ip"] for one in row["also"]]) == ("8.0.0.1", ["8.0.0.9"])


def test_the_addresses_behind_prefixes_must_have_been_asked_about() -> None:
    with pytest.raises(ValueError, match=r"8\.0\.0\.1"):
        locate(["2600:64::800:2"], geo(ITSELF), frame(TRANSLATIONS, translation("2600:64::800:2")))
