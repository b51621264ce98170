"""Misplaced probes are found by the speed of light; honest ones never are, however long their paths."""

from __future__ import annotations

import random

import pytest
from geographiclib.geodesic import Geodesic

from harness.model.cities import CITIES
from harness.model.measured import LeftOut, Probe, ProbeSample, SampleKind, Service
from harness.model.sites import Landmark, Site
from harness.stages.probe_checks import Checked, check_probes

CITY_NAMES = sorted(set(CITIES) - {"Beijing", "Shanghai"})
ADDRESS = "203.0.113.7"


def rtt_ns(one: Site, other: Site, factor: float = 1.6) -> int:
    km = Geodesic.WGS84.Inverse(one.latitude, one.longitude, other.latitude, other.longitude)["s12"] / 1000
    return int(factor * km / 99.931 * 1e6) + 1_000_000


def probe(name: str, said: str | None = None) -> Probe:
    return Probe(name, Service.ATLAS, CITIES[said or name], f"AS {name}")


def sample(name: str, address: str, ns: int) -> ProbeSample:
    return ProbeSample(name, address, SampleKind.PING, ns, "file", None, None, unspent=False)


def measured(servers: dict[str, str], names: list[str]) -> dict[str, dict[str, ProbeSample]]:
    """Every probe to every server, each where it truly is."""
    return {
        address: {name: sample(name, address, rtt_ns(CITIES[name], CITIES[city])) for name in names}
        for address, city in servers.items()
    }


def checked(
    least: dict[str, dict[str, ProbeSample]],
    *probes: Probe,
    landmarks: tuple[Landmark, ...] = (),
    unicast: tuple[str, ...] = (ADDRESS,),
) -> Checked:
    return check_probes(least, {one.id: one for one in probes}, landmarks, unicast)


def test_honest_probes_are_never_blamed() -> None:
    chance = random.Random(20261126)
    for _ in range(60):
        names = chance.sample(CITY_NAMES, 8)
        servers = {f"203.0.113.{number}": chance.choice(CITY_NAMES) for number in range(4)}
        marks = tuple(Landmark(address, CITIES[city]) for address, city in servers.items())
        least = measured(servers, names)
        found = checked(least, *map(probe, names), landmarks=marks, unicast=tuple(servers))
        assert found == Checked({}, marks, frozenset())


def test_a_probe_that_says_beijing_and_answers_from_frankfurt_is_found_by_others() -> None:
    names = ["Amsterdam", "Paris", "Milan", "Warsaw", "London", "Frankfurt"]
    least = measured({ADDRESS: "Zurich"}, names)
    found = checked(least, *map(probe, names[:-1]), probe("Frankfurt", "Beijing"))
    assert found.dropped == {"Frankfurt": LeftOut.CONTRADICTED}
    assert found.split == frozenset()


def test_it_is_found_by_one_landmark_and_kept_out_everywhere() -> None:
    least = measured({ADDRESS: "Zurich", "203.0.113.9": "Paris"}, ["Frankfurt", "London", "Madrid"])
    mark = Landmark(ADDRESS, CITIES["Zurich"])
    probes = (probe("Frankfurt", "Beijing"), probe("London"), probe("Madrid"))
    found = checked(least, *probes, landmarks=(mark,), unicast=("203.0.113.9",))
    # One probe against one landmark: nothing tells which of them is misplaced, so neither counts.
    assert found.dropped == {"Frankfurt": LeftOut.TOO_FAST}
    assert found.landmarks == ()
    assert found.split == frozenset()


def test_a_landmark_that_all_probes_contradict_is_the_one_misplaced() -> None:
    names = ["Amsterdam", "Paris", "Milan"]
    mark = Landmark(ADDRESS, CITIES["Tokyo"])
    found = checked(measured({ADDRESS: "Zurich"}, names), *map(probe, names), landmarks=(mark,))
    assert found == Checked({}, (), frozenset())


@pytest.mark.parametrize(
    "names", [["Frankfurt", "Tokyo"], ["Frankfurt", "Tokyo", "Ashburn", "Singapore", "Sydney", "Dallas"]]
)
def test_two_servers_behind_one_address_split_it_and_nobody_is_blamed(names: list[str]) -> None:
    least = {ADDRESS: {name: sample(name, ADDRESS, 2_000_000) for name in names}}
    found = checked(least, *map(probe, names))
    assert found.dropped == {}
    assert found.split == {ADDRESS}


def test_addresses_that_may_be_anycast_accuse_nobody() -> None:
    least = {ADDRESS: {name: sample(name, ADDRESS, 2_000_000) for name in CITY_NAMES}}
    assert checked(least, *map(probe, CITY_NAMES), unicast=()) == Checked({}, (), frozenset())


def test_a_probe_behind_something_that_answers_for_all_is_left_out() -> None:
    least = {f"203.{number}.113.1": {"Paris": sample("Paris", "x", 900_000)} for number in range(3)}
    assert checked(least, probe("Paris"), unicast=()).dropped == {"Paris": LeftOut.NEAR_EVERYWHERE}


def test_the_order_of_files_and_names_does_not_matter() -> None:
    names = ["Tokyo", "Taipei", "Hong Kong", "Singapore", "Paris", "Seoul"]
    servers = {"203.0.113.1": "Zurich", "203.0.113.2": "Paris", "203.0.113.3": "Seoul"}
    least = measured(servers, names)
    probes = [*map(probe, names[:-1]), probe("Seoul", "Frankfurt")]
    forward = checked(least, *probes, unicast=tuple(servers))
    turned = {address: dict(reversed(found.items())) for address, found in reversed(least.items())}
    assert checked(turned, *reversed(probes), unicast=tuple(reversed(servers))) == forward
    assert forward.dropped == {"Seoul": LeftOut.CONTRADICTED}
