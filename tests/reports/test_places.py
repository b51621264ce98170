"""Location and the countries that are no location stay apart."""

from __future__ import annotations

from typing import Any

import pytest

from harness.reports.places import (
    distance_words,
    host_words,
    law_words,
    located_words,
    other_names_words,
    region_words,
    service_words,
    socket,
    spoken_words,
    support_words,
)


def row(**known: Any) -> dict[str, Any]:
    columns = (
        "status", "country", "candidates", "anycast", "cloud", "cloud_region", "asn", "as_org", "registered_country",
        "operator_country", "operator", "category", "control_country", "hosting_operator", "hosting_control_country",
    )  # fmt: skip
    return {"scope": "internet", **dict.fromkeys(columns), **known}


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ({"status": "agreed", "country": "CN", "candidates": ["CN"]}, "CN agreed"),
        ({"status": "disputed", "candidates": ["CN", "SG"]}, "CN or SG disputed"),
        ({"status": "anycast", "anycast": True, "candidates": ["US"]}, "anycast"),
        ({"status": "unknown", "candidates": []}, "unknown"),
        ({"status": "refuted", "candidates": []}, "refuted"),
        ({"scope": "carrier", "status": "unknown", "candidates": []}, "carrier, unknown onward"),
        ({"scope": "local"}, "local"),
        ({}, "not looked up"),
    ],
)
def test_location_in_words(known: dict[str, Any], words: str) -> None:
    assert located_words(row(**known)) == words


def test_registered_and_operator_countries_are_never_in_the_location() -> None:
    known = row(
        status="unknown", candidates=[], registered_country="CN", operator_country="RU", control_country="KP"
    )
    assert located_words(known) == "unknown"
    assert law_words(known) == ["control KP", "registered CN", "AS registered RU"]


def test_sockets_can_be_copied() -> None:
    assert socket("192.0.2.1", "tcp", 443) == "192.0.2.1:443 tcp"
    assert socket("2001:db8::1", "udp", 443) == "[2001:db8::1]:443 udp"
    assert socket("2001:db8::1", "icmpv6", None) == "2001:db8::1 icmpv6"


def test_operator_and_host() -> None:
    known = row(
        operator="Example", category="maps", hosting_operator="Cloud", asn=64500, as_org="EXAMPLE-NET"
    )
    assert service_words(known) == "Example (maps)"
    assert host_words(known) == "Cloud AS64500"
    assert host_words(row(asn=64500, as_org="EXAMPLE-NET")) == "AS64500 EXAMPLE-NET"
    assert host_words(row()) == service_words(row()) == region_words(row()) == ""
    assert region_words(row(cloud="aws", cloud_region="eu-central-1")) == "published as aws eu-central-1"


def test_further_names_are_told_and_counted() -> None:
    assert other_names_words({"name": "a", "names": ["a"]}) == ""
    assert other_names_words({"name": None, "names": []}) == ""
    assert other_names_words({"name": "a", "names": ["a", "b"]}) == "also named b"
    assert (
        other_names_words({"name": "a", "names": ["a", "b", "c", "d", "e"]}) == "also named b, c and 2 more"
    )


@pytest.mark.parametrize(("protocols", "targets", "words"), [
    ([], [], ""),
    (None, None, ""),
    (["dns", "http", "quic", "tls"], [], ""),
    (["mqtt", "tls"], [], "speaks mqtt"),
    (["mqtt", "rtsp"], ["a:1"], "speaks mqtt, rtsp; asked to reach a:1"),
    (["http"], ["a:1", "b:2"], "asked to reach a:1, b:2"),
    (["http"], ["a:1", "b:2", "c:3", "d:4"], "asked to reach a:1, b:2 and 2 more"),
])  # fmt: skip
def test_protocols_that_go_without_saying_are_not_said(
    protocols: list[str] | None, targets: list[str] | None, words: str
) -> None:
    assert spoken_words({"protocols": protocols, "proxy_targets": targets}) == words


def test_what_tells_the_name_and_where_to_look() -> None:
    told = {
        "name": "a.example",
        "name_source": "quic_sni",
        "name_grade": "A",
        "name_packet": 7,
        "name_capture": "c0",
    }
    assert support_words(told, several_captures=False) == "named by quic sni, grade A, packet 7"
    assert support_words(told, several_captures=True) == "named by quic sni, grade A, packet 7 of c0"
    assert support_words(dict.fromkeys(told), several_captures=True) == ""


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"name_source": "dns", "name_grade": "D", "name_packet": 3}, "named by dns, grade D (not tied to its own flows), packet 3"),
        ({"name_source": "hosts_file", "name_grade": "E", "name_packet": None}, "named by hosts file, grade E (hearsay)"),
    ],
)  # fmt: skip
def test_a_weak_name_says_why(told: dict[str, Any], words: str) -> None:
    assert support_words(
        {"name": "a.example", "name_capture": "c0", **told}, several_captures=True
    ).startswith(words)


def test_distance_or_why_there_is_none() -> None:
    bounded = {"bound_ns": 1_500_000, "radius_km": 224.8, "rtt_doubts": ["far_below_hello"]}
    assert distance_words(bounded) == "answered in 1.5 ms: at most 225 km away"
    assert distance_words(bounded | {"radius_km": 27_054.1}) == "answered in 1.5 ms: can be anywhere on Earth"
    doubted = {"bound_ns": None, "radius_km": None, "rtt_doubts": ["unspent_ttl", "vpn_capture"]}
    assert distance_words(doubted) == "how soon it answered tells no distance (unspent ttl, vpn capture)"
    assert (
        distance_words(doubted | {"rtt_doubts": []}) == distance_words(doubted | {"rtt_doubts": None}) == ""
    )
