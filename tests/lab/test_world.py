"""The lab's internet, against place data and another program's distances."""

from __future__ import annotations

import ipaddress

import pytest
from geographiclib.geodesic import Geodesic

from harness.lab.script import ACTS, STEPS, acts, full
from harness.lab.world import (
    DEVICES,
    HOSTS,
    LAN,
    LAN_V6,
    NEAR,
    REGIONS,
    RESOLVER,
    ZONE,
    answer,
    broadcast,
    host_of,
    round_trip_ms,
)


@pytest.mark.parametrize("region", REGIONS.values(), ids=REGIONS)
@pytest.mark.parametrize("host", HOSTS, ids=lambda host: host.id)
def test_no_answer_comes_sooner_than_light_in_fibre_allows(region, host) -> None:
    ends = region.latitude, region.longitude, host.latitude, host.longitude
    kilometres = Geodesic.WGS84.Inverse(*ends)["s12"] / 1000
    assert kilometres / 102.7 + 1 <= round_trip_ms(region, host) <= kilometres * 1.35 / 102.7 + 1.1


def test_only_servers_in_countries_have_addresses_of_somebody() -> None:
    made_up = [
        ipaddress.ip_network(text)
        for text in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    ]
    own = [
        *RESOLVER,
        *NEAR,
        *(region.wan.split("/")[0] for region in REGIONS.values()),
        *(one.v6 for one in DEVICES),
    ]
    assert [
        one
        for one in own
        if not any(
            ipaddress.ip_address(one) in net
            for net in made_up
            if net.version == ipaddress.ip_address(one).version
        )
    ] == []
    assert all(ipaddress.ip_address(one.v4) in ipaddress.ip_network(LAN) for one in DEVICES)
    assert all(ipaddress.ip_address(one.v6) in ipaddress.ip_network(LAN_V6) for one in DEVICES)
    assert all(
        ipaddress.ip_address(host.v4).is_global and ipaddress.ip_address(host.v6).is_global for host in HOSTS
    )


def test_regions_share_no_network() -> None:
    networks = [ipaddress.ip_interface(region.wan).network for region in REGIONS.values()]
    assert len({str(net) for net in networks}) == len(REGIONS)
    for region in REGIONS.values():
        net = ipaddress.ip_interface(region.wan).network
        assert ipaddress.ip_interface(region.provider).network == net
        assert broadcast(region.wan) == str(net[-1])


def test_every_name_of_the_script_is_in_the_zone_and_every_name_is_example() -> None:
    hosts = {host for act in ACTS for host in (act.host, act.otherwise) if host and not act.local} | {"doh"}
    assert {full(host) for host in hosts} == set(ZONE)
    assert all(name.endswith(".example") for name in ZONE)


def test_one_region_is_led_to_china_and_the_others_are_not() -> None:
    led = {
        region
        for region in REGIONS
        for name in ("log", "platform")
        if answer(full(name), region, version=4) == host_of("cn").v4
    }
    assert led == {"SG"}
    assert answer("nowhere.example", "SG", version=4) is None


def test_every_step_has_acts_and_in_local_data_mode_only_quiet_ones() -> None:
    assert {act.step for act in ACTS} == set(STEPS)
    assert len({act.id for act in ACTS}) == len(ACTS)
    quiet = [act for step in STEPS for act in acts(step, silent=True)]
    assert {act.speech for act in quiet if not act.local} == {"ntp"}
    assert sum(len(acts(step)) for step in STEPS) == len(ACTS)
