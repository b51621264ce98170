"""How far away an address can be: what counts of flows and round trips, and what never makes a distance smaller."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.sites import Doubt, Landmark, Rig, Site
from harness.sources.country_cells import read_country_cells
from harness.stages.distances import gather_distances
from harness.tables.distances import DISTANCES
from harness.tables.parts import Joined, Whole
from harness.tables.round_trips import ROUND_TRIPS
from tests.support.places_example import frame
from tests.support.tables import flow, flows_of

MS = 1_000_000
LAW = settings(max_examples=settings().max_examples // 4)
"""Each example measures several times."""
CELLS, _ = read_country_cells()
FRANKFURT = Rig(stated=Site(50.11, 8.68, 25.0))
SERVER, OTHER = "198.51.100.7", "203.0.113.80"


def trip(flow_id: int = 0, ms: float = 10.0, kind: str = "tcp_handshake", **given: Any) -> dict[str, Any]:
    row = {
        "flow_id": flow_id,
        "capture": "c0",
        "vantage": "app",
        "kind": kind,
        "answered_by": "server",
        "samples": 1,
    }
    return row | {"least_ns": round(ms * MS), "basis": "tsecr", "distance_usable": True} | given


def found(flows: list[dict[str, Any]], trips: list[dict[str, Any]], rig: Rig = FRANKFURT) -> pl.DataFrame:
    return gather_distances(Whole(flows_of(*flows)), Whole(frame(ROUND_TRIPS, *trips)), {"app": rig}, CELLS)


def one(*trips: dict[str, Any], rig: Rig = FRANKFURT, **given: Any) -> dict[str, Any]:
    (row,) = found([flow(**given)], list(trips), rig).to_dicts()
    return row


def test_a_server_10_ms_from_frankfurt_is_in_europe_or_so() -> None:
    row = one(trip())
    assert (row["rtt_ns"], row["kind"], row["basis"], row["capture"], row["packet"]) == (
        10 * MS, "tcp_handshake", "tsecr", "c0", 1,
    )  # fmt: skip
    assert row["radius_km"] == pytest.approx(1499, abs=2)  # half of 299,792 km/s x 10 ms, and 5 us
    assert row["radius_in_fibre_km"] == pytest.approx(1027, abs=2)
    assert {"CN", "US", "SG", "HK"} <= set(row["excluded"])
    assert {"DE", "NL", "IE", "RU"} <= set(row["possible"])  # Kaliningrad
    assert set(row["possible_in_fibre"]) < set(row["possible"])
    assert set(row["excluded"]) | set(row["possible"]) == set(CELLS.codes)
    assert not set(row["excluded"]) & set(row["possible"])
    assert (row["latitude"], row["longitude"], row["error_km"], row["no_site"]) == (50.11, 8.68, 25.0, None)


@pytest.mark.parametrize(("ms", "excluded"), [(33.1, True), (34.3, False)])
def test_frankfurt_clears_china_below_34_ms_alone(ms: float, excluded: bool) -> None:
    assert ("CN" in one(trip(ms=ms))["excluded"]) is excluded  # 5,091 km (research note, section 8)


def test_the_least_sample_of_whatever_kind_counts_and_all_are_counted() -> None:
    row = one(trip(ms=30), trip(ms=12, kind="tls_hello", basis="first"), trip(ms=20, kind="data_ack"))
    assert (row["rtt_ns"], row["kind"], row["samples"], row["unusable"]) == (12 * MS, "tls_hello", 3, 0)


@pytest.mark.parametrize("given", [
    {"distance_usable": False}, {"answered_by": "client"},
])  # fmt: skip
def test_what_does_not_time_the_server_is_no_sample(given: dict[str, Any]) -> None:
    assert found([flow()], [trip(**given)]).is_empty()


@pytest.mark.parametrize("remote", ["client", "unknown"])
def test_a_flow_seen_from_the_far_side_does_not_measure_the_far_side(remote: str) -> None:
    """Where the product is the server, its own address would get the distance."""
    assert found([flow(remote=remote)], [trip()]).is_empty()
    assert found([flow(remote="likely_server")], [trip()]).height == 1


@pytest.mark.parametrize("ttl", [64, 128, 255])
def test_an_unspent_ttl_leaves_the_larger_sample_of_another_flow(ttl: int) -> None:
    flows = [flow(server_ttl=ttl), flow(flow_id=1)]
    (row,) = found(flows, [trip(0, 1.0), trip(1, 180.0)]).to_dicts()
    assert (row["rtt_ns"], row["samples"], row["unusable"], row["doubts"]) == (
        180 * MS,
        1,
        1,
        ["unspent_ttl"],
    )
    assert row["flow_id"] == 1


def test_where_all_samples_are_in_doubt_nothing_is_excluded_and_the_reasons_stand() -> None:
    row = one(trip(basis="upstream"), server_ttl=64)
    assert (row["rtt_ns"], row["radius_km"], row["possible"]) == (None, None, None)
    assert (row["excluded"], row["samples"], row["unusable"]) == ([], 0, 1)
    assert row["doubts"] == ["other_clock", "unspent_ttl"]


def test_without_a_place_to_measure_from_there_is_a_radius_and_nothing_is_excluded() -> None:
    row = one(trip(), rig=Rig(stated=None))
    assert (row["no_site"], row["excluded"], row["possible"]) == ("no_coordinates", [], None)
    assert row["radius_km"] == pytest.approx(1499, abs=2)


VPN = Rig(stated=FRANKFURT.stated, vpn_exit=True)


def test_behind_a_vpn_exit_that_no_landmark_bears_out_nothing_is_excluded() -> None:
    assert one(trip(ms=1), rig=VPN)["no_site"] == "vpn_exit"


def test_a_landmark_tells_how_far_from_the_exit_the_capture_can_be() -> None:
    """The mark, in Frankfurt, answers within 20 ms, so the capture was within 3,000 km of it; a server 10 ms away adds 1,500."""
    rig = Rig(stated=FRANKFURT.stated, vpn_exit=True, landmarks=(Landmark(OTHER, Site(50.1, 8.7, 1.0)),))
    flows = [flow(), flow(flow_id=1, server_ip=OTHER)]
    rows = {row["server_ip"]: row for row in found(flows, [trip(), trip(1, 20.0)], rig).to_dicts()}
    assert rows[SERVER]["error_km"] == pytest.approx(3000, abs=20)
    assert "CN" in rows[SERVER]["excluded"]
    assert "RU" not in rows[SERVER]["excluded"]
    doubted = {
        row["server_ip"]: row
        for row in found(
            [flow(), flow(flow_id=1, server_ip=OTHER, server_ttl=64)], [trip(), trip(1, 20.0)], rig
        ).to_dicts()
    }
    assert doubted[SERVER]["no_site"] == "vpn_exit", (
        "a landmark that does not answer itself bears out nothing"
    )


def test_a_landmark_that_answers_sooner_than_light_refutes_the_coordinates() -> None:
    rig = Rig(stated=FRANKFURT.stated, landmarks=(Landmark(OTHER, Site(1.35, 103.8, 10.0)),))
    flows = [flow(), flow(flow_id=1, server_ip=OTHER)]
    rows = found(flows, [trip(), trip(1, 5.0)], rig).to_dicts()
    assert {(row["no_site"], tuple(row["excluded"])) for row in rows} == {("refuted", ())}


TRIPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from([0.5, 1.0, 9.0, 33.0, 120.0]),
        st.sampled_from(["tcp_handshake", "tls_hello", "data_ack"]), st.sampled_from(["tsecr", "upstream"]),
    ),
    min_size=1, max_size=8, unique_by=lambda one: (one[0], one[2]),
)  # fmt: skip
FLOWS = [
    flow(server_ip=SERVER), flow(flow_id=1, server_ip=OTHER, port=80), flow(flow_id=2, server_ip=SERVER, server_ttl=64),
    flow(flow_id=3, server_ip="8.0.0.1", first_packet=9),
]  # fmt: skip


def trips_of(drawn: list[tuple[int, float, str, str]]) -> list[dict[str, Any]]:
    return [trip(flow_id, ms, kind, basis=basis) for flow_id, ms, kind, basis in drawn]


@LAW
@given(TRIPS, st.randoms(use_true_random=False), st.integers(0, 4))
def test_order_and_parts_are_irrelevant(
    drawn: list[tuple[int, float, str, str]], random: Any, cut: int
) -> None:
    trips = trips_of(drawn)
    wanted = found(FLOWS, trips)
    flows, mixed = list(FLOWS), list(trips)
    random.shuffle(flows)
    random.shuffle(mixed)
    assert_frame_equal(found(flows, mixed), wanted)
    rows = frame(ROUND_TRIPS, *trips)
    parts = Joined(Whole(flows_of(*FLOWS[:cut])), Whole(flows_of(*FLOWS[cut:])))
    assert_frame_equal(gather_distances(parts, Whole(rows), {"app": FRANKFURT}, CELLS), wanted)


@LAW
@given(TRIPS, st.sampled_from(["intercepted", "upstream"]), st.integers(0, 7))
def test_one_more_doubt_never_excludes_more(
    drawn: list[tuple[int, float, str, str]], how: str, at: int
) -> None:
    trips = trips_of(drawn)
    before = excluded(found(FLOWS, trips))
    rig = FRANKFURT
    if how == "intercepted":
        rig = Rig(stated=FRANKFURT.stated, doubts=frozenset({Doubt.INTERCEPTED}))
    else:
        trips[at % len(trips)]["basis"] = "upstream"
    after = excluded(found(FLOWS, trips, rig))
    assert all(after[address] <= before[address] for address in after)
    assert how != "intercepted" or not any(after.values())


def excluded(distances: pl.DataFrame) -> dict[str, set[str]]:
    return {address: set(codes) for address, codes in distances.select("server_ip", "excluded").iter_rows()}


@LAW
@given(st.floats(0.01, 300), st.floats(0, 200), st.sampled_from([0.0, 25.0, 2000.0]))
def test_a_larger_round_trip_or_error_never_excludes_more(ms: float, more: float, error_km: float) -> None:
    near, far = (excluded(found([flow()], [trip(ms=time)]))[SERVER] for time in (ms, ms + more))
    assert far <= near
    wider = Rig(stated=Site(50.11, 8.68, 25.0 + error_km))
    assert excluded(found([flow()], [trip(ms=ms)], wider))[SERVER] <= near


def test_nothing_timed_is_an_empty_table() -> None:
    assert_frame_equal(found([flow()], []), DISTANCES.empty())
