"""A whole run: what each tap holds, against what the app wrote down, and against the other taps."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.lab.world import DEVICES, HOSTS, REGIONS, host_of, round_trip_ms
from harness.pipeline import analyze
from harness.tables.analysis import Analysis
from tests.support.lab_runs import OWN_WAN, TAPS, Lab

LAN_TAPS = ("app", "aircraft", "gateway-lan")
DEVICE_OF = {"app": "phone", "aircraft": "aircraft"}
End = tuple[str, int]


@pytest.fixture(scope="module")
def seen(two_regions: Lab) -> Analysis:
    return analyze(two_regions.captures("sg"))


@pytest.fixture(scope="module")
def told(two_regions: Lab) -> list[dict[str, Any]]:
    return two_regions.told("sg")


def octets_at(seen: Analysis, tap: str) -> dict[tuple[End, End], tuple[int, int]]:
    """Payload by (client, server), up and down, of one tap; TCP by sequence number."""
    flows = seen.flows.filter(pl.col("vantage") == tap, pl.col("transport").is_in(["tcp", "udp"]))
    return {
        ((row["client_ip"], row["client_port"]), (row["server_ip"], row["server_port"])): tuple(
            row[f"payload_unique_octets_{way}"] if row["transport"] == "tcp" else row[f"payload_octets_{way}"]
            for way in ("up", "down")
        )
        for row in flows.iter_rows(named=True)
    }


def contacts(
    told: list[dict[str, Any]], device: str | None, *, local: bool
) -> dict[tuple[End, End], tuple[int, int]]:
    return {
        (tuple(one["local"]), tuple(one["remote"])): (one["up"], one["down"])
        for one in told
        if device in (None, one["device"]) and (local or not one["remote"][0].startswith("192.168."))
    }


def test_everything_that_the_app_did_went_well(told: list[dict[str, Any]]) -> None:
    assert [one["act"] for one in told if one["error"] is not None] == []
    assert {one["speech"] for one in told} >= {
        "dns",
        "doh",
        "http",
        "quic",
        "mqtt",
        "rtmp",
        "sip",
        "mavlink",
        "ntp",
    }


@pytest.mark.parametrize("tap", LAN_TAPS)
def test_a_tap_holds_what_its_device_did_to_the_octet(
    seen: Analysis, told: list[dict[str, Any]], tap: str
) -> None:
    expected = contacts(told, DEVICE_OF.get(tap), local=tap != "gateway-lan")
    if tap == "app":
        # What the aircraft tells the phone comes by as well.
        expected |= {
            key: value
            for key, value in contacts(told, None, local=True).items()
            if key[1][0] == DEVICES[0].v4
        }
    found = octets_at(seen, tap)
    marks = {key for key in found if key[1][1] == 9}
    assert {key: value for key, value in found.items() if key not in marks} == expected


def test_the_gateway_does_not_see_what_devices_tell_each_other(seen: Analysis) -> None:
    local = {key for key in octets_at(seen, "app") if key[1] == (DEVICES[0].v4, 14550)}
    assert len(local) == 1
    assert not local & set(octets_at(seen, "gateway-lan"))


def test_behind_translation_the_same_octets_go_to_the_same_servers(
    seen: Analysis, told: list[dict[str, Any]]
) -> None:
    def by_server(flows: dict[tuple[End, End], tuple[int, int]]) -> list[tuple[End, tuple[int, int]]]:
        return sorted((server, octets) for (_, server), octets in flows.items() if server[1] != 9)

    wan = octets_at(seen, "gateway-wan")
    assert by_server(wan) == by_server(contacts(told, None, local=False))
    assert {client[0] for client, server in wan if ":" not in client[0] and server[1] != 9} == {OWN_WAN["SG"]}


def test_connections_are_joined_across_translation_by_their_first_number(
    seen: Analysis, told: list[dict[str, Any]]
) -> None:
    # No stage joins them yet; the table of handshakes is enough (server, port, ISN).
    opened = seen.handshakes.join(
        seen.flows.select("flow_id", "client_ip", "client_port", "server_ip", "server_port"), on="flow_id"
    )
    sides = [
        {
            (row["server_ip"], row["server_port"], row["client_isn"]): (row["client_ip"], row["client_port"])
            for row in opened.filter(pl.col("vantage") == tap).iter_rows(named=True)
        }
        for tap in ("gateway-lan", "gateway-wan")
    ]
    lan, wan = sides
    assert set(lan) == set(wan)
    assert {tuple(one["local"]) for one in told if one["transport"] == "tcp"} == set(lan.values())
    assert all((lan[key] == wan[key]) == (":" in key[0]) for key in lan), "only IPv4 is translated"


def test_names_are_tied_to_the_addresses_that_the_app_was_given(
    seen: Analysis, told: list[dict[str, Any]]
) -> None:
    given = {(one["name"], one["outcome"]) for one in told if one["speech"] == "dns"}
    names = seen.names.filter(pl.col("source") == "dns", pl.col("vantage") == "gateway-lan")
    assert set(zip(names["name"], names["server_ip"], strict=True)) == given
    # What was asked for over HTTPS shows in the hello alone.
    hidden = seen.names.filter(pl.col("name").str.starts_with("hidden."))
    assert set(hidden["source"]) == {"sni"}


def test_names_stand_in_hellos_of_tls_and_quic(seen: Analysis, told: list[dict[str, Any]]) -> None:
    for tap in ("gateway-lan", "gateway-wan"):
        for source, speeches in (("sni", ("http", "mqtt", "doh")), ("quic_sni", ("quic",))):
            names = seen.names.filter(pl.col("source") == source, pl.col("vantage") == tap)["name"]
            sealed = {
                one["name"] for one in told if one["speech"] in speeches and one["remote"][1] in (443, 8883)
            }
            assert set(names) == sealed, (tap, source)


def test_round_trips_are_those_of_the_distance(seen: Analysis) -> None:
    place = REGIONS["SG"]
    by_address = {address: host for host in HOSTS for address in (host.v4, host.v6)}
    flows = seen.flows.join(seen.handshakes.select("flow_id", "rtt_ns"), on="flow_id", suffix="_of_isn")
    rows = flows.filter(pl.col("vantage") == "gateway-wan").select("server_ip", "rtt_ns").rows()
    assert len(rows) >= 10
    for address, rtt_ns in rows:
        assert rtt_ns >= 1e6 * round_trip_ms(place, by_address[address]), address


def test_every_capture_says_that_it_is_made_up_and_whole(seen: Analysis) -> None:
    rows = seen.captures.sort("vantage").select("vantage", "made_by", "drops", "truncated").rows()
    assert [row[0] for row in rows] == list(TAPS)
    for tap, made_by, drops, truncated in rows:
        assert made_by.startswith("harness-lab ")
        assert made_by.endswith(f"tap {tap} in region SG")
        assert (drops, truncated) == (0, False)


def test_what_was_spoken_is_known_for_what_it_is(seen: Analysis, told: list[dict[str, Any]]) -> None:
    known = {"mqtt": "mqtt", "rtmp": "rtmp", "sip": "gb28181", "mavlink": "mavlink", "ntp": "ntp"}
    flows = seen.protocols.join(seen.flows, on="flow_id").filter(pl.col("vantage") == "gateway-lan")
    spoken = set(flows.select("client_ip", "client_port", "protocol").rows())
    clear = [one for one in told if one["speech"] in known and one["name"] and one["remote"][1] != 8883]
    assert {one["speech"] for one in clear} == set(known)
    assert [one for one in clear if (*one["local"], known[one["speech"]]) not in spoken] == []


def test_what_is_refused_is_tried_elsewhere(blocked: Lab) -> None:
    first, second = [one for one in blocked.told("us") if one["act"] == "log" and one["speech"] == "http"]
    assert (first["name"], first["remote"][0]) == ("log.quillair.example", host_of("us").v4)
    assert "refused" in first["error"] or "reset" in first["error"]
    assert (second["name"], second["remote"][0]) == ("backup.quillair.example", host_of("cn").v4)
    assert second["error"] is None


def test_in_local_data_mode_nothing_but_the_time_is_asked_for(silent: Lab) -> None:
    remote = analyze(silent.captures("us")).flows.filter(
        pl.col("vantage") == "gateway-wan", pl.col("server_port") != 9, pl.col("transport") == "udp"
    )
    assert set(remote["server_port"]) == {53, 123}
    assert "positions" not in {one["act"] for one in silent.told("us")}
    assert {one["act"] for one in silent.told("us")} == {"clock", "clock-aircraft", "to-phone"}
