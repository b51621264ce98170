"""Where a vantage point is: stated, borne out, or refuted by landmarks; held against geodesics."""

from __future__ import annotations

from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from harness.model.sites import Landmark, NoSite, Rig, Site
from harness.stages.sites import site_of

FRANKFURT = Site(50.11, 8.68, 25.0)
NEAR_FRANKFURT = Landmark("192.0.2.1", Site(50.0, 8.3, 1.0))
IN_TOKYO = Landmark("192.0.2.2", Site(35.68, 139.69, 1.0))
MILLISECOND = 1_000_000

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def geodesic_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(Geodesic.WGS84.Inverse(*one, *other)["s12"]) / 1_000


def light_ns(km: float) -> int:
    return int(2 * km / 299.792458 * 1e6)


def test_what_is_not_stated_is_not_known() -> None:
    assert site_of(Rig(stated=None, landmarks=(NEAR_FRANKFURT,)), {"192.0.2.1": 0}) is NoSite.NOT_STATED


def test_without_landmarks_what_is_stated_stands_unless_it_is_the_exit_of_a_vpn() -> None:
    assert site_of(Rig(stated=FRANKFURT), {}) == FRANKFURT
    assert site_of(Rig(stated=FRANKFURT, vpn_exit=True), {}) is NoSite.VPN_EXIT


def test_a_landmark_that_did_not_answer_says_nothing() -> None:
    rig = Rig(stated=FRANKFURT, vpn_exit=True, landmarks=(NEAR_FRANKFURT,))
    assert site_of(rig, {"192.0.2.99": MILLISECOND}) is NoSite.VPN_EXIT


def test_a_landmark_in_tokyo_that_answers_at_once_refutes_frankfurt() -> None:
    rig = Rig(stated=FRANKFURT, landmarks=(IN_TOKYO,))
    assert site_of(rig, {"192.0.2.2": 5 * MILLISECOND}) is NoSite.REFUTED
    assert site_of(rig, {"192.0.2.2": 200 * MILLISECOND}) == FRANKFURT


def test_the_exit_of_a_vpn_is_as_sure_as_its_nearest_landmark() -> None:
    rig = Rig(stated=FRANKFURT, vpn_exit=True, landmarks=(NEAR_FRANKFURT, IN_TOKYO))
    site = site_of(rig, {"192.0.2.1": 2 * MILLISECOND, "192.0.2.2": 250 * MILLISECOND})
    assert isinstance(site, Site)
    real = geodesic_km((50.11, 8.68), (50.0, 8.3)) + 2 * 149.896229
    assert real < site.error_km < real + 5
    assert site_of(rig, {"192.0.2.1": 2 * MILLISECOND}) == site


def test_landmarks_never_make_the_place_surer_than_stated() -> None:
    vague = Site(50.11, 8.68, 3_000.0)
    rig = Rig(stated=vague, vpn_exit=True, landmarks=(NEAR_FRANKFURT,))
    assert site_of(rig, {"192.0.2.1": MILLISECOND}) == vague


@given(places, st.lists(places, min_size=1, max_size=4), st.floats(1, 3))
def test_true_coordinates_are_never_refuted(
    at: tuple[float, float], around: list[tuple[float, float]], detour: float
) -> None:
    marks = tuple(Landmark(f"192.0.2.{n}", Site(*place, 0.001)) for n, place in enumerate(around))
    answered = {
        mark.address: light_ns(geodesic_km(at, place) * detour)
        for mark, place in zip(marks, around, strict=True)
    }
    assert site_of(Rig(stated=Site(*at, 0.001), landmarks=marks), answered) == Site(*at, 0.001)


@given(places, places, st.lists(places, min_size=1, max_size=4))
def test_behind_a_vpn_the_place_of_capture_is_within_the_error(
    capture: tuple[float, float], exit_: tuple[float, float], around: list[tuple[float, float]]
) -> None:
    """Each answer goes from a landmark to the exit, and from there to the place of capture, and the question came the same way."""
    marks = tuple(Landmark(f"192.0.2.{n}", Site(*place, 0.001)) for n, place in enumerate(around))
    answered = {
        mark.address: light_ns(geodesic_km(capture, exit_) + geodesic_km(exit_, place))
        for mark, place in zip(marks, around, strict=True)
    }
    site = site_of(Rig(stated=Site(*exit_, 0.001), vpn_exit=True, landmarks=marks), answered)
    assert isinstance(site, Site)
    assert geodesic_km(exit_, capture) <= site.error_km
