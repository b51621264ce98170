"""Active samples bound distances of their own; what looks like a proxy close by bounds none."""

from __future__ import annotations

from geographiclib.geodesic import Geodesic

from harness.model.active import ActiveDistance, ActiveKind, ActiveSample, Ending
from harness.model.cities import CITIES
from harness.model.sites import Site
from harness.stages.active_distances import active_distances
from tests.support.geo_rows import cells

FRANKFURT = CITIES["Frankfurt"]
TCP, TLS = ActiveKind.TCP_CONNECT, ActiveKind.TLS_HELLO


def sample(
    ms: float | None, kind: ActiveKind = TCP, address: str = "203.0.113.1", ending: Ending = Ending.ANSWERED
) -> ActiveSample:
    return ActiveSample(kind, address, 443, None, 10**18, None if ms is None else int(ms * 1e6), ending)


def of(*samples: ActiveSample, site: Site | None = FRANKFURT) -> ActiveDistance:
    (only,) = active_distances(samples, site, cells())
    return only


def test_the_least_that_counts_is_taken() -> None:
    found = of(sample(33.9), sample(20), sample(1, ending=Ending.REFUSED), sample(None, ending=Ending.SILENT))
    assert found.least is not None
    assert found.least.rtt_ns == 20_000_000
    assert (found.samples, found.others) == (2, 2)
    assert "CN" in found.excluded
    assert "FR" not in found.excluded


def test_a_time_that_light_needs_from_the_country_excludes_it_never() -> None:
    nearest_m = Geodesic.WGS84.Inverse(FRANKFURT.latitude, FRANKFURT.longitude, 49.0, 87.5)["s12"]
    assert (
        "CN" not in of(sample(nearest_m / 1000 / 149.896229)).excluded
    )  # about the westernmost part of the Altai


def test_without_a_place_nothing_is_excluded() -> None:
    found = of(sample(5), site=None)
    assert found.excluded == ()
    assert found.radius_km is not None


def test_what_did_not_answer_bounds_nothing() -> None:
    found = of(sample(1, TLS, ending=Ending.NOT_TIED), sample(1, TLS, ending=Ending.ALERT))
    assert (found.least, found.radius_km, found.excluded) == (None, None, ())


def test_tcp_far_below_tls_looks_like_a_proxy() -> None:
    found = of(sample(3), sample(120, TLS))
    assert found.doubts == ("far_below_hello",)
    assert found.excluded == ()
    assert of(sample(15), sample(30, TLS)).doubts == ()
    assert of(sample(120), sample(3, TLS)).doubts == ()


def test_who_answers_for_everybody_at_once_is_close_by() -> None:
    near = [sample(1, address=f"203.{number}.113.1") for number in range(3)]
    assert all(
        one.doubts == ("near_everywhere",) and not one.excluded
        for one in active_distances(near, FRANKFURT, cells())
    )
    one_network = [sample(1, address=f"203.0.113.{number}") for number in range(3)]
    assert not any(one.doubts for one in active_distances(one_network, FRANKFURT, cells()))
    far = [*near, sample(9, address="198.51.100.1")]
    assert not any(one.doubts for one in active_distances(far, FRANKFURT, cells()))
