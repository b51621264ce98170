"""What other services' probes exclude: simulated campaigns against true places, and every way to say nothing."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from harness.model.cities import CITIES
from harness.model.measured import (
    Finding,
    LeftOut,
    Measured,
    MeasuredAddress,
    Probe,
    ProbeSample,
    SampleKind,
    Service,
)
from harness.model.sites import Landmark
from harness.stages.measured import measure
from tests.stages.test_probe_checks import CITY_NAMES, rtt_ns
from tests.support.geo_rows import cells

ADDRESS = "203.0.113.7"
COUNTRY = {
    "Amsterdam": "NL", "Ashburn": "US", "Cape Town": "ZA", "Frankfurt": "DE", "Hong Kong": "HK", "Moscow": "RU",
    "Mumbai": "IN", "Seoul": "KR", "Singapore": "SG", "Sydney": "AU", "Tokyo": "JP", "Zurich": "CH",
}  # fmt: skip
NEAR = ("Amsterdam", "Paris", "Milan", "London", "Warsaw", "Zurich")


def probes(*names: str) -> tuple[Probe, ...]:
    return tuple(Probe(name, Service.ATLAS, CITIES[name], f"AS {name}") for name in names)


def samples(city: str, *names: str, address: str = ADDRESS, factor: float = 1.6) -> tuple[ProbeSample, ...]:
    return tuple(
        ProbeSample(
            name,
            address,
            SampleKind.PING,
            rtt_ns(CITIES[name], CITIES[city], factor),
            f"f: {name}",
            "7",
            "1",
            unspent=False,
        )
        for name in names
    )


def read(given: tuple[Probe, ...], taken: tuple[ProbeSample, ...]) -> Measured:
    return Measured(probes=given, samples=taken, landmarks=(), records=0, faults=())


def result(
    measured: Measured, *, unicast: bool = True, anycast: bool = False, landmarks: tuple[Landmark, ...] = ()
) -> MeasuredAddress:
    said = {ADDRESS: "said"} if unicast else {}
    (only,), _ = measure(measured, landmarks, said, [ADDRESS] if anycast else [], cells())
    return only


def test_a_server_in_frankfurt_is_not_in_china() -> None:
    found = result(read(probes(*NEAR), samples("Frankfurt", *NEAR)))
    assert found.finding is Finding.MEASURED
    assert {"CN", "US", "RU"} - {"RU"} <= set(found.excluded)
    assert "DE" in found.possible
    assert not set(found.possible) & set(found.excluded)
    assert set(found.possible) | set(found.excluded) == set(cells().codes)
    assert [one.radius_km for one in found.used] == sorted(one.radius_km for one in found.used)


def test_one_network_alone_excludes_nothing() -> None:
    lone = result(read(probes("Paris"), samples("Frankfurt", "Paris")))
    assert lone.excluded == ()
    assert "CN" in lone.excluded_by_one
    together = tuple(replace(one, network="AS1") for one in probes(*NEAR))
    assert result(read(together, samples("Frankfurt", *NEAR))).excluded == ()


def test_one_misplaced_probe_never_excludes_the_true_country() -> None:
    """The campaign of the research note, one probe of each lying about its place in every possible way."""
    chance = random.Random(20261126)
    measured_at_all = 0
    for _ in range(80):
        city = chance.choice(sorted(COUNTRY))
        names = chance.sample(CITY_NAMES, chance.randint(2, 7))
        liar, said = chance.choice(names), chance.choice(CITY_NAMES)
        given = tuple(replace(one, site=CITIES[said]) if one.id == liar else one for one in probes(*names))
        found = result(read(given, samples(city, *names, factor=chance.choice((1.02, 1.2, 1.6)))))
        measured_at_all += found.finding is Finding.MEASURED
        assert COUNTRY[city] not in found.excluded, (city, names, liar, said)
    assert measured_at_all > 50


def test_anycast_is_never_located_whatever_the_user_says() -> None:
    found = result(read(probes(*NEAR), samples("Frankfurt", *NEAR)), anycast=True)
    assert (found.finding, found.unicast_by, found.excluded, found.possible) == (
        Finding.ANYCAST,
        None,
        (),
        (),
    )


def test_nothing_said_of_one_place_nothing_is_located() -> None:
    assert (
        result(read(probes(*NEAR), samples("Frankfurt", *NEAR)), unicast=False).finding is Finding.NOT_UNICAST
    )


def test_two_servers_are_split() -> None:
    taken = (*samples("Frankfurt", "Zurich"), *samples("Tokyo", "Seoul"))
    assert result(read(probes("Zurich", "Seoul"), taken)).finding is Finding.SPLIT


@pytest.mark.parametrize(
    ("probe", "unspent", "reason"),
    [
        (None, False, LeftOut.NO_PROBE),
        (replace(probes("Paris")[0], site=None, no_site=LeftOut.GEOLOCATED), False, LeftOut.GEOLOCATED),
        (
            replace(probes("Paris")[0], site=None, no_site=LeftOut.NO_COORDINATES),
            False,
            LeftOut.NO_COORDINATES,
        ),
        (probes("Paris")[0], True, LeftOut.UNSPENT_TTL),
    ],
)
def test_what_takes_no_part_is_told(probe: Probe | None, unspent: bool, reason: LeftOut) -> None:
    (taken,) = samples("Frankfurt", "Paris")
    found = result(read(() if probe is None else (probe,), (replace(taken, unspent=unspent),)))
    assert (found.finding, found.used, found.left_out) == (Finding.NO_SAMPLE, (), ((reason, 1),))


def test_a_landmark_of_the_user_finds_the_probe_that_lies() -> None:
    mark = Landmark("198.51.100.1", CITIES["Zurich"])
    taken = (*samples("Frankfurt", *NEAR), *samples("Zurich", *NEAR, address=mark.address))
    given = (*probes(*NEAR[:-1]), replace(probes("Zurich")[0], site=CITIES["Tokyo"]))
    found, checked = measure(read(given, taken), [mark], {ADDRESS: "said"}, [], cells())
    assert checked.dropped == {"Zurich": LeftOut.CONTRADICTED} or checked.dropped == {
        "Zurich": LeftOut.TOO_FAST
    }
    assert next(one for one in found if one.server_ip == ADDRESS).finding is Finding.MEASURED


def test_the_order_of_samples_does_not_matter() -> None:
    taken = samples("Frankfurt", *NEAR)
    assert result(read(probes(*NEAR), taken)) == result(read(probes(*reversed(NEAR)), taken[::-1]))
