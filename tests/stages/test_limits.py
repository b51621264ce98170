"""What captures could not show, as sentences."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.stages.limits import capture_limits
from harness.tables.captures import CAPTURES
from harness.tables.endpoints import ENDPOINTS
from tests.support.places_example import capture, endpoint, frame
from tests.support.traits import traits_of


def limits_of(
    *captures: dict[str, Any], endpoints: tuple[dict[str, Any], ...] = ()
) -> tuple[tuple[str, ...], ...]:
    found = frame(ENDPOINTS, endpoint(), *endpoints)
    return capture_limits(frame(CAPTURES, *captures), found, traits_of(found))


def test_a_whole_capture_with_a_drop_counter_at_zero_has_no_limits() -> None:
    assert limits_of(capture()) == ((), ())


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"truncated": True}, "cut or damaged"),
        ({"drops": 7}, "lost 7 packets"),
        ({"filter": "tcp port 443"}, "captured with the filter tcp port 443"),
        ({"unread_packets": 1, "unread": [{"reason": "link", "packets": 1, "first_packet": 3}]}, "could not be read (link: 1)"),
        ({"no_ip_packets": 10}, "No packet with IP was read"),
        ({"packets": 0}, "No packet with IP was read"),
    ],
)  # fmt: skip
def test_blocking(given: dict[str, Any], words: str) -> None:
    blocking, _ = limits_of(capture(**given))
    assert words in blocking[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"drops": None}, "does not say how many"),
        ({"odd_options": 2}, "may have had a capture filter"),
        (
            {"incomplete": 4, "odd_fragments": 1},
            "4 datagrams in fragments could not be put together (1 contradict",
        ),
        ({"set_back_ns": 7_200_000_000_000, "set_back_packet": 8}, "times go back by 7200.0 s at packet 8"),
        ({"heads_cut": 2}, "2 messages were not completed"),
        ({"malformed_messages": 3}, "3 messages could not be decoded"),
    ],
)
def test_lesser(given: dict[str, Any], words: str) -> None:
    blocking, lesser = limits_of(capture(**given))
    assert blocking == ()
    assert words in lesser[0]


def test_no_capture_at_all_blocks() -> None:
    assert "No packet with IP" in limits_of()[0][0]


def test_a_dead_capture_beside_a_good_one_blocks() -> None:
    blocking, _ = limits_of(capture(), capture(capture="c1", path="b.pcap", packets=0))
    assert blocking == ("b.pcap: holds no packet with IP; check the interface, or leave the file out.",)


def test_only_local_traffic_blocks() -> None:
    captures = frame(CAPTURES, capture())
    found = frame(ENDPOINTS, endpoint("192.168.1.9"), endpoint("224.0.0.251"))
    blocking, _ = capture_limits(captures, found, traits_of(found))
    assert "beyond the local network" in blocking[0]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"transport": "esp", "server_port": None}, "esp to 8.0.0.1"),
        ({"transport": "udp", "server_port": 51820}, "udp port 51820 to 8.0.0.1"),
        ({"server_ip": "192.168.1.1", "server_port": 3128}, "tcp port 3128 to 192.168.1.1"),
    ],
)
def test_tunnels_and_proxies_block(given: dict[str, Any], words: str) -> None:
    blocking, _ = limits_of(capture(), endpoints=(endpoint(**given),))
    assert words in blocking[0]
    assert (
        limits_of(capture(), endpoints=(endpoint(**given, payload_octets_up=0, contact="connected"),))[0]
        == ()
    )


@pytest.mark.parametrize(("traits", "words"), [
    ({"proxy_targets": ["a.example:443"]}, "through a proxy, tcp port 443 to 192.168.1.9"),
    ({"protocols": ["wireguard"]}, "through a tunnel, tcp port 443 to 192.168.1.9"),
    ({"protocols": ["tls"]}, None),
])  # fmt: skip
def test_what_is_spoken_tells_tunnels_and_proxies_on_the_local_network_too(
    traits: dict[str, Any], words: str | None
) -> None:
    captures, found = frame(CAPTURES, capture()), frame(ENDPOINTS, endpoint(), endpoint("192.168.1.9"))
    of_local = traits_of(found, **traits).filter(pl.col("server_ip") == "192.168.1.9")
    rest = traits_of(found).filter(pl.col("server_ip") != "192.168.1.9")
    blocking, _ = capture_limits(captures, found, pl.concat([of_local, rest]))
    assert len(blocking) == (words is not None)
    assert all(str(words) in limit for limit in blocking)


def test_reserved_addresses_block() -> None:
    assert "reserved" in limits_of(capture(), endpoints=(endpoint("240.0.0.1"),))[0][0]


def test_data_to_addresses_of_proxy_apps_blocks() -> None:
    blocking, _ = limits_of(capture(), endpoints=(endpoint("198.18.0.5"),))
    assert "proxy apps" in blocking[0]
    assert (
        limits_of(capture(), endpoints=(endpoint("198.18.0.5", payload_octets_up=0, contact="connected"),))[0]
        == ()
    )
