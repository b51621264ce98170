"""What a narrower test has and what it missed, on rows written by hand; laws over campaigns are in tests/cases/campaigns."""

from __future__ import annotations

from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.narrowing import Narrower
from harness.model.scenario import CellRole, Scenario
from harness.model.selection import Selection
from harness.stages.missed import compare_endpoints, kept, sum_up, witnesses_of
from harness.tables.places import PLACES
from tests.support.examples import COSTLY
from tests.support.judging_rows import CN_IP, LOG, US_IP, contact, contacts_of, lead, leads_of, open_lead
from tests.support.places_example import frame, place
from tests.support.scenario_parts import capture_file, cell, scenario

US = Selection((("egress.region", ("US",)),))
THIRD_IP = "8.0.0.3"


def made() -> Scenario:
    """Two taps in the US, one in Germany, and a baseline that no endpoint counts of."""
    return scenario(
        cell(captures=(capture_file(), capture_file("b.pcap", vantage_point="wan"))),
        cell(id="de", egress_region="DE", captures=(capture_file("c.pcap"), capture_file("d.pcap"))),
        cell(id="planned", captures=()),
        cell(id="base", role=CellRole.BASELINE, captures=(capture_file("e.pcap"),)),
    )


def places() -> pl.DataFrame:
    rows = [
        place(ip, vantage=vantage, candidates=candidates, status=status)
        for vantage in ("us/lan", "us/wan", "de/lan")
        for ip, candidates, status in (
            (CN_IP, ["CN"], "agreed"),
            (US_IP, ["US"], "agreed"),
            (THIRD_IP, ["DE"], "anycast"),
        )
    ]
    return frame(PLACES, *rows)


def compared(
    contacts: list[dict[str, Any]],
    test: Narrower,
    leads: list[dict[str, Any]] | None = None,
    narrow: list[dict[str, Any]] | None = None,
) -> pl.DataFrame:
    has = kept(made(), test)
    full = contacts_of(*contacts)
    again = witnesses_of(full, leads_of(*(leads or [] if narrow is None else narrow)), has)
    return compare_endpoints(full, leads_of(*(leads or [])), places(), has, again, made())


@pytest.mark.parametrize(
    ("test", "pairs"),
    [
        (Narrower(), [("us", "lan"), ("us", "wan"), ("de", "lan")]),
        (Narrower(only=US), [("us", "lan"), ("us", "wan")]),
        (Narrower(without=("lan",)), [("us", "wan")]),
        (Narrower(only=US, without=("wan",)), [("us", "lan")]),
        (Narrower(without=("lan", "wan")), []),
        (Narrower(databases=()), [("us", "lan"), ("us", "wan"), ("de", "lan")]),
    ],
)
def test_it_has_the_test_cells_chosen_at_the_vantage_points_left(
    test: Narrower, pairs: list[tuple[str, str]]
) -> None:
    assert kept(made(), test).rows() == pairs


def test_an_endpoint_seen_elsewhere_alone_is_missed_with_its_octets_and_countries() -> None:
    rows = [
        contact(contact_id=0, server_ip=US_IP, name="login.example", payload_octets_up=300),
        contact(contact_id=1, cell="de", payload_octets_up=100),
        contact(contact_id=2, cell="de", server_ip=THIRD_IP, name=None, payload_octets_up=0, packet=9),
        contact(contact_id=3, cell="base", name="update.example"),
        contact(contact_id=4, cell="de", name="clock.example", owner="tool"),
    ]
    found = compared(rows, Narrower(only=US), [lead(contact_id=1, cell="de")])
    assert found.select("name", "server_ips", "missed", "claims_lost", "unplaced").rows() == [
        (LOG, [CN_IP], True, ["no-cn"], False),
        (None, [THIRD_IP], True, [], True),
        ("login.example", [US_IP], False, [], False),
    ]
    sums = sum_up(found)
    assert (sums.endpoints, sums.endpoints_missed, sums.unplaced_missed) == (3, 2, 1)
    assert (sums.octets, sums.octets_missed, sums.octets_unseen) == (400, 100, 100)
    assert (sums.countries, sums.countries_missed) == (("CN", "DE", "US"), ("CN", "DE"))
    assert (sums.endpoints_ratio, sums.octets_ratio, sums.countries_ratio) == (2 / 3, 0.25, 2 / 3)


def test_a_name_that_was_seen_is_not_missed_but_its_other_address_and_witness_are_told() -> None:
    rows = [
        contact(contact_id=0, server_ip=US_IP, payload_octets_up=300),
        contact(contact_id=1, cell="de", payload_octets_up=100, packet=77),
    ]
    found = compared(rows, Narrower(only=US), [lead(contact_id=1, cell="de")])
    (row,) = found.rows(named=True)
    assert (row["missed"], row["claims"], row["claims_lost"]) == (False, ["no-cn"], ["no-cn"])
    assert (row["contact_id"], row["packet"]) == (1, 77)
    assert (row["candidates"], row["candidates_seen"]) == (["CN", "US"], ["US"])
    sums = sum_up(found)
    assert (sums.octets_missed, sums.octets_unseen, sums.countries_missed) == (0, 100, ("CN",))


def test_two_endpoints_differ_by_transport_and_port_and_by_address_without_a_name() -> None:
    rows = [
        contact(contact_id=0),
        contact(contact_id=1, server_ip=US_IP),
        contact(contact_id=2, server_port=8883),
        contact(contact_id=3, transport="udp"),
        contact(contact_id=4, server_port=None),
        contact(contact_id=5, name=None),
        contact(contact_id=6, name=None, server_ip=US_IP),
    ]
    assert compared(rows, Narrower()).height == 6


def test_what_two_taps_of_a_cell_saw_counts_once_and_what_two_cells_saw_twice() -> None:
    rows = [
        contact(contact_id=0, payload_octets_up=100),
        contact(contact_id=1, payload_octets_up=50, step="flight"),
        contact(contact_id=2, payload_octets_up=120, vantage_point="wan"),
        contact(contact_id=3, payload_octets_up=30, cell="de"),
    ]
    found = compared(rows, Narrower(without=("wan",)))
    assert found["payload_octets_up"].to_list() == [180]
    assert sum_up(found).octets_unseen == 0


def test_a_witness_of_a_sender_that_is_not_the_subject_s_is_told_all_the_same() -> None:
    rows = [contact(owner="delegated", cell="de"), contact(contact_id=1, owner="unassigned", cell="de")]
    found = compared(rows, Narrower(only=US), [lead(cell="de"), open_lead(lead_id=1, contact_id=1)])
    assert found.select("missed", "claims_lost").rows() == [(True, ["no-cn"])]


def test_a_witness_that_is_open_by_other_locators_is_lost_and_one_that_stays_is_not() -> None:
    rows = [contact(contact_id=0), contact(contact_id=1, vantage_point="wan", packet=8)]
    full = [lead(contact_id=0), lead(lead_id=1, contact_id=1)]
    for narrow, lost in ((full, []), (full[1:], []), ([], ["no-cn"]), ([open_lead()], ["no-cn"])):
        found = compared(rows, Narrower(databases=()), full, narrow)
        assert found["claims_lost"].to_list() == [lost]
        assert found["missed"].to_list() == [False]


def test_nothing_contacted_is_nothing_missed_and_no_share() -> None:
    sums = sum_up(compared([], Narrower(only=US)))
    assert (sums.endpoints, sums.octets, sums.countries) == (0, 0, ())
    assert sums.endpoints_ratio is sums.octets_ratio is sums.countries_ratio is None


CONTACTS = st.lists(
    st.builds(
        lambda cell, point, ip, name, up: contact(
            cell=cell, vantage_point=point, server_ip=ip, name=name, payload_octets_up=up
        ),
        st.sampled_from(["us", "de"]),
        st.sampled_from(["lan", "wan"]),
        st.sampled_from([CN_IP, US_IP, THIRD_IP]),
        st.sampled_from([LOG, "login.example", None]),
        st.integers(0, 2**40),
    ),
    max_size=12,
)
TESTS = st.sampled_from(
    [Narrower(), Narrower(only=US), Narrower(without=("lan",)), Narrower(without=("wan", "lan"))]
)


@COSTLY
@given(CONTACTS, TESTS, st.integers(0, 99))
def test_missed_and_seen_are_all_shares_are_shares_and_order_never_matters(
    rows: list[dict[str, Any]], test: Narrower, seed: int
) -> None:
    rows = [row | {"contact_id": number} for number, row in enumerate(rows)]
    found = compared(rows, test)
    sums = sum_up(found)
    seen = found.filter(~pl.col("missed"))
    has = set(kept(made(), test).rows())
    held = [row for row in rows if (row["cell"], row["vantage_point"]) in has]
    keys = {(row["name"] or row["server_ip"], row["name"] is None) for row in held}
    assert seen.height == len(keys)
    assert sums.endpoints_missed + seen.height == sums.endpoints
    assert sums.octets_missed + seen["payload_octets_up"].sum() == sums.octets
    assert sums.octets_missed <= sums.octets_unseen <= sums.octets
    assert set(sums.countries_missed) <= set(sums.countries)
    ratios = (sums.endpoints_ratio, sums.octets_ratio, sums.octets_unseen_ratio, sums.countries_ratio)
    assert all(ratio is None or 0 <= ratio <= 1 for ratio in ratios)
    shuffled = list(rows)
    Random(seed).shuffle(shuffled)
    assert compared(shuffled, test).equals(found)


@COSTLY
@given(CONTACTS)
def test_a_choice_of_all_cells_misses_nothing(rows: list[dict[str, Any]]) -> None:
    # Only what a listed capture could show: wan is no vantage point of the cell in Germany.
    rows = [row for row in rows if (row["cell"], row["vantage_point"]) != ("de", "wan")]
    rows = [row | {"contact_id": number} for number, row in enumerate(rows)]
    every = Narrower(only=Selection((("egress.region", ("US", "DE")),)))
    sums = sum_up(compared(rows, every))
    assert (sums.endpoints_missed, sums.octets_unseen, sums.countries_missed) == (0, 0, ())
