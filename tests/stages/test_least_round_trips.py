"""The least usable round trip of an endpoint, from hand-written rows."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.endpoints import gather_endpoints
from harness.stages.least_round_trips import FAR, NEAR, with_round_trips
from harness.tables.names import NAMES
from harness.tables.parts import Whole
from harness.tables.round_trips import ROUND_TRIPS
from tests.support.examples import COSTLY
from tests.support.places_example import frame
from tests.support.tables import flow, flows_of

KINDS = ("tcp_handshake", "tls_hello", "quic_initial", "data_ack")


def trip(least_ns: int, kind: str = "tcp_handshake", *, flow_id: int = 0, **more: Any) -> dict[str, Any]:
    row = {"flow_id": flow_id, "capture": "c0", "vantage": "app", "kind": kind, "answered_by": "server"}
    return row | {"least_ns": least_ns, "samples": 1, "basis": "tsecr", "distance_usable": True} | more


def least(
    *trips: dict[str, Any], flows: tuple[dict[str, Any], ...] = ()
) -> tuple[int | None, str | None, str | None, int | None]:
    rows = flows_of(*(flows or (flow(up=1, first_packet=4),)))
    found = gather_endpoints(rows, NAMES.empty(), frame(ROUND_TRIPS, *trips))
    return found.select("rtt_ns", "rtt_kind", "rtt_capture", "rtt_packet").row(0)


def test_the_least_of_all_kinds_with_its_kind_and_flow() -> None:
    assert least(trip(90), trip(70, "data_ack"), trip(80, "tls_hello")) == (70, "data_ack", "c0", 4)


def test_one_that_bounds_no_distance_is_left_out_however_small() -> None:
    assert least(trip(90), trip(1, "data_ack", distance_usable=False))[:2] == (90, "tcp_handshake")
    assert least(trip(1, distance_usable=False)) == (None, None, None, None)


def test_what_our_own_side_answered_says_nothing_of_the_endpoint() -> None:
    assert least(trip(1, "data_ack", answered_by="client")) == (None, None, None, None)


def test_of_a_flow_that_the_far_side_opened_its_answers_count_and_not_ours() -> None:
    inwards = (flow(down=5, remote="client", client_ip="198.51.100.9", server_ip="192.168.1.20"),)
    assert least(trip(1), trip(50, "data_ack", answered_by="client"), flows=inwards)[:2] == (50, "data_ack")


def test_the_least_over_flows_names_its_flow() -> None:
    both = (flow(up=1, first_packet=4), flow(up=1, flow_id=1, capture="c1", first_packet=9, start_ns=5))
    assert least(trip(90), trip(60, flow_id=1), flows=both) == (60, "tcp_handshake", "c1", 9)


def test_of_equal_ones_the_firmest_kind_is_shown() -> None:
    assert least(trip(60, "data_ack"), trip(60))[1] == "tcp_handshake"


def test_no_flows_no_samples() -> None:
    found = with_round_trips(flows_of().select("flow_id"), Whole(ROUND_TRIPS.empty()))
    assert found.columns == ["flow_id", FAR, NEAR]


@COSTLY
@given(
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from(KINDS), st.booleans(), st.booleans())), st.randoms()
)
def test_order_is_irrelevant_and_the_bound_is_never_below_the_least_usable_one(samples, rnd) -> None:
    trips = [
        trip(ns, kind, distance_usable=usable, answered_by="server" if far else "client")
        for ns, kind, usable, far in samples
    ]
    found = least(*trips)
    rnd.shuffle(trips)
    assert least(*trips) == found
    usable = [ns for ns, _, fit, far in samples if fit and far]
    assert found[0] == min(usable, default=None)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_the_least(kind: str) -> None:
    assert least(trip(5, kind))[:2] == (5, kind)
    assert pl.Enum(KINDS).categories.to_list() == list(KINDS)
