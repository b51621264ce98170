"""Shares of the octets sent: who counts, what is known of them, and that two taps are never added up."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.octet_shares import OCTET_MEASURES, octet_measures, sent_octets
from harness.tables.traits import TRAITS
from tests.support.judging_rows import contact, contacts_of, places_of
from tests.support.places_example import frame, place

Row = dict[str, Any]
OTHER_IP = "8.0.0.9"


def trait(*obscured: str, **given: Any) -> Row:
    """One TRAITS row of the endpoint of ``contact``."""
    row: Row = {
        "vantage": "us/lan", "server_ip": "8.0.0.1", "transport": "tcp", "server_port": 443, "protocols": [],
        "port_protocol": None, "proxy_targets": [], "obscured": sorted(obscured),
    }  # fmt: skip
    return row | given


def shares(
    *contacts: Row, places: tuple[Row, ...] = (), traits: tuple[Row, ...] = ()
) -> dict[str, tuple[float | None, float | None]]:
    """Seen and total by measure, of cell us."""
    sent = sent_octets(
        contacts_of(*contacts), places_of(*places, seen=contacts), frame(TRAITS, *traits)
    ).filter(cell="us")
    return {name: (share.seen, share.total) for name, share, _, _ in octet_measures(sent)}


def owned(owner: str, octets: int, **given: Any) -> Row:
    return contact(owner=owner, payload_octets_up=octets, **given)


def test_the_whole_is_what_the_subject_sent_and_what_could_be_its() -> None:
    owners = ("subject", "background", "delegated", "unassigned", "tool", "other")
    found = shares(*(owned(owner, 10**number) for number, owner in enumerate(owners)))
    assert {total for _, total in found.values()} == {1111}
    assert found["octets_attributed"] == (11, 1111)


@pytest.mark.parametrize(
    ("status", "known"),
    [("agreed", 30), ("single", 30), ("confirmed", 30), ("disputed", 0), ("refuted", 0), ("anycast", 0), ("unknown", 0)],
)  # fmt: skip
def test_located_is_what_went_to_a_known_place(status: str, known: int) -> None:
    contacts = owned("subject", 30), owned("unassigned", 70, server_ip=OTHER_IP)
    assert shares(*contacts, places=(place(status=status),))["octets_located"] == (known, 100)


def test_a_name_that_may_be_another_is_none() -> None:
    contacts = (
        owned("subject", 1),
        owned("subject", 2, name=None),
        owned("subject", 4, possible_names=["a.example", "log.skylark.example"]),
    )
    assert shares(*contacts)["octets_named"] == (1, 7)


def test_decoded_is_what_went_where_nothing_is_sealed() -> None:
    clear = owned("subject", 10, server_ip=OTHER_IP, server_port=80)
    traits = trait("undecoded", "no_sni"), trait("no_name", server_ip=OTHER_IP, server_port=80)
    assert shares(owned("subject", 90), clear, traits=traits)["octets_decoded"] == (10, 100)
    elsewhere = trait(vantage="de/lan"), trait(server_port=8443)
    assert shares(owned("subject", 90), traits=elsewhere)["octets_decoded"] == (0, 90)


def test_an_endpoint_without_ports_is_found() -> None:
    ping = owned("subject", 5, transport="icmp", server_port=None)
    assert shares(ping, traits=(trait(transport="icmp", server_port=None),))["octets_decoded"] == (5, 5)


def test_where_nothing_was_sent_there_was_nothing_to_see() -> None:
    assert set(shares().values()) == {(0, 0)}
    assert set(shares(owned("subject", 0)).values()) == {(0, 0)}


def test_taps_are_not_added_up_and_the_least_share_counts() -> None:
    contacts = (
        owned("subject", 900),
        owned("unassigned", 100),
        owned("subject", 50, vantage_point="wan"),
        owned("unassigned", 50, vantage_point="wan"),
    )
    assert shares(*contacts)["octets_attributed"] == (50, 100)


def test_cells_are_told_apart() -> None:
    assert shares(owned("unassigned", 7, cell="de"), owned("subject", 3))["octets_attributed"] == (3, 3)


CONTACTS = st.lists(
    st.builds(
        owned,
        st.sampled_from(["subject", "background", "delegated", "unassigned", "tool", "other"]),
        st.integers(0, 2**40),
        vantage_point=st.sampled_from(["lan", "wan"]),
        name=st.sampled_from([None, "a.example"]),
        server_ip=st.sampled_from(["8.0.0.1", OTHER_IP]),
    ),
    max_size=8,
)


@given(CONTACTS, st.randoms(use_true_random=False))
def test_no_share_is_more_than_the_whole_and_order_never_matters(contacts: list[Row], random: Any) -> None:
    known = {"places": (place(),), "traits": (trait(),)}
    found = shares(*contacts, **known)
    shuffled = list(contacts)
    random.shuffle(shuffled)
    assert shares(*shuffled, **known) == found
    assert set(found) == set(OCTET_MEASURES)
    assert all(0 <= seen <= total for seen, total in found.values())  # type: ignore[operator]


@given(CONTACTS)
def test_knowing_less_never_raises_a_share(contacts: list[Row]) -> None:
    known = shares(*contacts, places=(place(),), traits=(trait(),))
    for name, (seen, total) in shares(*contacts).items():
        assert seen * known[name][1] <= known[name][0] * total or not total  # type: ignore[operator]


def test_octets_are_added_beyond_32_bits() -> None:
    assert shares(owned("subject", 2**33), owned("subject", 2**33))["octets_attributed"][1] == 2**34


def test_the_frame_holds_one_row_for_each_tap() -> None:
    sent = sent_octets(contacts_of(owned("subject", 1)), places_of(), frame(TRAITS))
    assert sent.columns == ["cell", "vantage_point", "sent", *OCTET_MEASURES]
    assert sent.schema["sent"] == pl.UInt64
