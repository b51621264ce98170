"""Why physics says nothing of addresses: told by vantage point, blocking nothing."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.blind_spots import BlindSpotKind
from harness.stages.distance_spots import distance_spots, remote_places
from harness.stages.spots import Spot
from harness.tables.places import PLACES
from tests.support.examples import COSTLY
from tests.support.judging_rows import contact, contacts_of
from tests.support.places_example import frame, place

Row = dict[str, Any]
MEASURED: Row = {"rtt_ns": 10**7, "possible": ["DE"]}
LYING: Row = {"rtt_doubts": ["intercepted"]}


def places(*rows: Row) -> pl.DataFrame:
    return frame(PLACES, *({"vantage": "us/lan"} | row for row in rows))


def at(server_ip: str, **given: Any) -> Row:
    return place(server_ip, vantage="us/lan") | given


def spots(contacts: list[Row], *rows: Row) -> list[Spot]:
    return list(distance_spots(remote_places(contacts_of(*contacts), places(*rows))))


def test_what_is_measured_or_was_never_timed_is_not_told() -> None:
    contacts = [contact(server_ip="8.0.0.1"), contact(server_ip="8.0.0.2")]
    assert spots(contacts, at("8.0.0.1", **MEASURED), at("8.0.0.2")) == []
    assert spots([]) == []


def test_each_reason_is_counted() -> None:
    contacts = [contact(server_ip=f"8.0.0.{number}") for number in range(4)]
    rows = [
        at("8.0.0.0", **MEASURED),
        at("8.0.0.1", **LYING),
        at("8.0.0.2", rtt_doubts=["intercepted", "unspent_ttl"]),
    ]
    (spot,) = spots(contacts, *rows)
    assert (spot.cell, spot.kind, spot.blocks) == ("us", BlindSpotKind.NO_DISTANCE, False)
    assert spot.detail == (
        "lan: round trips of 2 of 4 addresses bound no distance: intercepted (2), unspent ttl (1)."
    )


def test_an_address_with_one_sample_beyond_doubt_is_measured() -> None:
    assert spots([contact()], at("8.0.0.1", **MEASURED, **LYING)) == []


def test_a_vantage_point_whose_coordinates_nothing_bears_out_is_told() -> None:
    (spot,) = spots([contact()], at("8.0.0.1", rtt_ns=10**7))
    assert spot.detail == (
        "lan: no landmark bears out its coordinates, or one refutes them, so 1 of 1 addresses have no distance."
    )
    assert not spot.blocks


@pytest.mark.parametrize(
    "given", [{"owner": "tool"}, {"owner": "other"}, {"scope": "local"}, {"scope": "carrier"}]
)
def test_only_addresses_on_the_internet_that_what_is_tested_contacted_count(given: Row) -> None:
    assert remote_places(contacts_of(contact(**given)), places(at("8.0.0.1"))).is_empty()


@COSTLY
@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["lan", "wan"])), min_size=1, max_size=8),
    st.randoms(),
)
def test_contacts_count_once_for_each_vantage_point_and_address(
    seen: list[tuple[int, str]], random: Any
) -> None:
    contacts = [
        contact(contact_id=n, server_ip=f"8.0.0.{of}", vantage_point=by) for n, (of, by) in enumerate(seen)
    ]
    rows = [at(f"8.0.0.{of}", **LYING) | {"vantage": f"us/{by}"} for of in range(4) for by in ("lan", "wan")]
    wanted = spots(contacts, *rows)
    assert remote_places(contacts_of(*contacts), places(*rows)).height == len(set(seen))
    random.shuffle(contacts)
    assert spots(contacts, *rows) == wanted
