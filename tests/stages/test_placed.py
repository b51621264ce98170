"""Places by vantage point: who excludes what, which discs count together, and what shows that they must not."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.sites import Site
from harness.sources.country_cells import read_country_cells
from harness.stages.placed import place
from harness.stages.places import locate
from harness.stages.reach import beyond, floors_km, radius_km
from harness.tables.country_cells import NO_CELLS
from harness.tables.distances import DISTANCES
from tests.support.places_example import frame, geo, geo_answer, votes

CELLS, _ = read_country_cells()
LAW = settings(max_examples=settings().max_examples // 4)
SERVER = "8.0.0.1"
SITES = {
    "fra": Site(50.11, 8.68, 25.0), "iad": Site(39.04, -77.49, 25.0), "gru": Site(-23.55, -46.63, 25.0),
    "sin": Site(1.35, 103.82, 25.0), "hkg": Site(22.30, 114.17, 25.0), "tyo": Site(35.68, 139.69, 25.0),
}  # fmt: skip


def measured(vantage: str, ms: float | None, server_ip: str = SERVER, **given: Any) -> dict[str, Any]:
    """A DISTANCES row of a vantage point at one of the six sites; None: all round trips are in doubt."""
    row: dict[str, Any] = dict.fromkeys(DISTANCES.columns)
    site = SITES[vantage]
    row |= {
        "vantage": vantage,
        "server_ip": server_ip,
        "samples": 1,
        "unusable": 0,
        "doubts": [],
        "excluded": [],
    }
    row |= {"latitude": site.latitude, "longitude": site.longitude, "error_km": site.error_km}
    if ms is None:
        return row | {"doubts": ["intercepted"], "samples": 0, "unusable": 1} | given
    row |= {
        "rtt_ns": round(ms * 1e6),
        "kind": "tls_hello",
        "basis": "first",
        "flow_id": 0,
        "capture": "c0",
        "packet": 4,
    }
    row["radius_km"] = radius_km(row["rtt_ns"])
    row["excluded"] = list(beyond(CELLS, floors_km(CELLS, site), row["radius_km"]))
    row["possible"] = sorted(set(CELLS.codes) - set(row["excluded"]))
    return row | given


def placed(*distances: dict[str, Any], **answer: Any) -> dict[str, dict[str, Any]]:
    """Rows of SERVER by vantage point."""
    located = locate([SERVER], geo(geo_answer(SERVER, **answer)))
    seen = pl.DataFrame({"vantage": [row["vantage"] for row in distances] or ["fra"], "server_ip": SERVER})
    found = place(seen, located, frame(DISTANCES, *distances), CELLS if distances else NO_CELLS)
    return {row["vantage"]: row for row in found.iter_rows(named=True)}


IN_CN = {"located": votes(vendor="CN", holder="CN")}
IN_DE = {"located": votes(vendor="DE", holder="DE")}
LISTED = {
    "cloud": "aws",
    "cloud_region": "eu-central-1",
    "cloud_country": "DE",
    "located": votes(vendor="CN"),
}


def test_without_distances_places_are_what_data_say() -> None:
    row = placed(**IN_CN)["fra"]
    assert (row["status"], row["excluded"], row["possible"], row["rtt_doubts"]) == ("agreed", [], None, [])


def test_what_physics_excludes_refutes_databases_for_that_vantage_point_alone() -> None:
    rows = placed(measured("fra", 5), measured("sin", 180), **IN_CN)
    assert [rows[name]["status"] for name in ("fra", "sin")] == ["refuted", "agreed"]
    assert (rows["fra"]["candidates"], rows["sin"]["candidates"]) == ([], ["CN"])
    assert rows["fra"]["excluded_jointly"] == []


def test_what_is_left_alone_is_confirmed() -> None:
    row = placed(measured("tyo", 3), **IN_CN)["tyo"]
    assert (row["status"], row["country"], row["candidates"]) == ("confirmed", "JP", ["JP"])


def test_round_trips_in_doubt_exclude_nothing_and_are_told() -> None:
    row = placed(measured("fra", None), **IN_CN)["fra"]
    assert (row["status"], row["excluded"], row["possible"], row["rtt_doubts"]) == (
        "agreed",
        [],
        None,
        ["intercepted"],
    )


def test_discs_that_overlap_are_not_put_together_where_the_address_may_be_anycast() -> None:
    """A node in Frankfurt answers Frankfurt, another one Singapore; both discs are large and overlap in China too."""
    rows = placed(measured("fra", 40), measured("sin", 50), **IN_CN)
    assert "CN" in rows["fra"]["possible"]
    assert "US" in rows["fra"]["possible"]
    assert "US" not in rows["sin"]["possible"]
    assert rows["fra"]["status"] == "agreed"


def test_discs_that_have_no_point_in_common_show_anycast() -> None:
    rows = placed(measured("fra", 5), measured("sin", 5), **IN_DE)
    assert {row["status"] for row in rows.values()} == {"anycast"}
    assert "CN" in rows["fra"]["excluded"], "the node that answered Frankfurt is there all the same"


def test_discs_count_together_where_a_cloud_publishes_the_address_for_one_region() -> None:
    rows = placed(measured("fra", 12), measured("iad", 95), measured("sin", 160), **LISTED)
    assert "CN" in rows["iad"]["excluded_jointly"]
    assert all("CN" in row["excluded"] for row in rows.values())
    assert rows["fra"]["excluded_jointly"] == [], "its own disc is the smallest"
    assert rows["iad"]["candidates"] == ["DE"]
    alone = placed(measured("iad", 95), **LISTED)["iad"]
    assert set(rows["iad"]["excluded"]) - set(rows["iad"]["excluded_jointly"]) == set(alone["excluded"])


@pytest.mark.parametrize("how", [{"anycast": True}, {"cloud_region": None}])
def test_a_list_that_names_no_one_region_vouches_for_nothing(how: dict[str, Any]) -> None:
    rows = placed(measured("fra", 12), measured("iad", 95), **LISTED | how)
    assert rows["iad"]["excluded_jointly"] == []


def test_a_list_whose_country_the_discs_leave_out_vouches_for_nothing() -> None:
    """The list says Germany; round trips say that whoever answers both is near Japan."""
    rows = placed(measured("tyo", 12), measured("iad", 170), **LISTED)
    assert rows["iad"]["excluded_jointly"] == []
    assert "DE" in rows["iad"]["possible"]


def test_discs_that_overlap_in_pairs_and_never_all_three_exclude_nothing_together() -> None:
    """One place cannot have these times: something is wrong, so nothing follows from all of them."""
    three = measured("fra", 45), measured("gru", 40), measured("iad", 24)
    rows = placed(*three, **LISTED)
    assert {row["status"] for row in rows.values()} == {"anycast"}
    assert {tuple(row["excluded_jointly"]) for row in rows.values()} == {()}
    assert all(row["possible"] for row in rows.values())


def test_a_vantage_point_without_a_place_excludes_nothing_and_gives_no_disc() -> None:
    nowhere: dict[str, Any] = {
        "no_site": "vpn_exit",
        "latitude": None,
        "longitude": None,
        "error_km": None,
        "excluded": [],
        "possible": None,
    }
    rows = placed(measured("fra", 5, **nowhere), measured("sin", 5), **IN_DE)
    assert (rows["fra"]["status"], rows["sin"]["status"]) == ("agreed", "refuted")


TIMES = st.dictionaries(st.sampled_from(sorted(SITES)), st.floats(0.5, 250), min_size=1, max_size=4)
ANSWERS = st.sampled_from([IN_CN, IN_DE, LISTED, LISTED | {"anycast": True}, {}])


@LAW
@given(TIMES, ANSWERS, st.randoms(use_true_random=False))
def test_order_is_irrelevant_and_excluded_and_possible_part_the_world(
    times: dict[str, float], answer: dict[str, Any], random: Any
) -> None:
    rows = [measured(name, ms) for name, ms in times.items()]
    wanted = placed(*rows, **answer)
    random.shuffle(rows)
    assert placed(*rows, **answer) == wanted
    for row in wanted.values():
        assert sorted([*row["excluded"], *row["possible"]]) == sorted(CELLS.codes)
        assert set(row["excluded_jointly"]) <= set(row["excluded"])
        assert row["possible"]


@LAW
@given(TIMES, ANSWERS, st.integers(0, 3), st.floats(0, 100))
def test_a_slower_answer_excludes_no_more_by_itself(
    times: dict[str, float], answer: dict[str, Any], drawn: int, more: float
) -> None:
    """What a vantage point excludes alone never grows with its round trips, nor by those of another one."""
    slower = sorted(times)[drawn % len(times)]
    before = placed(*(measured(name, ms) for name, ms in times.items()), **answer)
    after = placed(*(measured(name, ms + more * (name == slower)) for name, ms in times.items()), **answer)
    for name in times:
        assert alone(after[name]) <= alone(before[name])


def alone(row: dict[str, Any]) -> set[str]:
    return set(row["excluded"]) - set(row["excluded_jointly"])


def test_addresses_that_data_were_not_asked_for_are_left_out() -> None:
    located = locate([SERVER], geo(geo_answer(SERVER)))
    seen = pl.DataFrame({"vantage": ["fra", "fra", "fra"], "server_ip": [SERVER, SERVER, "192.168.1.1"]})
    assert_frame_equal(
        place(seen, located, DISTANCES.empty(), NO_CELLS).select("vantage", "server_ip"), seen.head(1)
    )
