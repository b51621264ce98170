"""What hand-written logs of Zeek tell: connections, contact, names, certificates, requests; each log alone, and damage."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.pipeline import analyze
from harness.tables.analysis import Analysis

LOGS = Path(__file__).parent / "zeek"
START_NS = 1_767_225_600_000_000_000
SECOND = 1_000_000_000
PHONE = "192.168.8.20"


@pytest.fixture(scope="module")
def found() -> Analysis:
    return analyze([str(LOGS)])


def flow_to(found: Analysis, server: str, port: int | None = None) -> dict[str, Any]:
    rows = found.flows.filter(pl.col("server_ip") == server)
    rows = rows if port is None else rows.filter(pl.col("server_port") == port)
    (row,) = rows.rows(named=True)
    return row


def of_source(found: Analysis, source: str, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(found.names.filter(pl.col("source") == source).select(columns).rows())


def test_logs_of_one_folder_are_one_vantage_point(found: Analysis) -> None:
    assert found.captures["vantage"].unique().to_list() == ["zeek"]
    assert sorted(found.captures["format"]) == [
        f"zeek {name} tsv" for name in ("conn", "dns", "http", "quic", "ssl", "x509")
    ]
    assert found.captures["unread_packets"].sum() == 0
    assert found.captures["made_by"].unique().to_list() == ["written by hand from Zeek's documented fields"]
    assert found.captures["intercepted"].null_count() == 6


def test_a_connection_has_what_its_row_says(found: Analysis) -> None:
    (flow,) = found.flows.filter(server_ip="198.51.100.7", transport="tcp").rows(named=True)
    (conn,) = found.captures.filter(format="zeek conn tsv").rows(named=True)
    assert {name: flow[name] for name in flow if flow[name] is not None} == {
        "flow_id": flow["flow_id"], "capture": conn["capture"], "vantage": "zeek", "client_ip": PHONE, "client_port": 40_001,
        "server_ip": "198.51.100.7", "server_port": 443, "transport": "tcp", "start_ns": START_NS + 2 * SECOND,
        "end_ns": START_NS + 7_500_000_000, "packets_up": 80, "packets_down": 60, "ip_octets_up": 93_212,
        "ip_octets_down": 6_412, "payload_octets_up": 90_000, "payload_octets_down": 4_000, "client_by": "syn",
        "remote": "server", "contact": "data", "first_packet": 11, "data_up_packet": 11, "data_up_capture": conn["capture"],
        "tcp_flags_up": 0x13, "tcp_flags_down": 0x13, "payload_unique_octets_up": 90_000, "payload_unique_octets_down": 4_000,
        "payload_exact": False, "opening": "opened", "ended_by": "fin",
    }  # fmt: skip


@pytest.mark.parametrize(("server", "port", "contact"), [
    ("192.0.2.53", 53, "data"),
    ("198.51.100.8", 443, "handshake"),
    ("198.51.100.9", 8080, "data"),
    ("203.0.113.5", 443, "attempted"),
    ("203.0.113.6", 443, "attempted"),
    ("203.0.113.9", 9000, "data"),
    ("203.0.113.10", 443, "data"),
    ("2001:db8::7", 443, "data"),
])  # fmt: skip
def test_how_far_contact_got(found: Analysis, server: str, port: int, contact: str) -> None:
    rows = found.endpoints.filter(server_ip=server, server_port=port)
    assert rows["contact"].to_list() == [contact]


def test_a_connection_met_in_the_middle_is_turned_to_the_only_side_inside(found: Analysis) -> None:
    flow = flow_to(found, "203.0.113.10")
    assert (flow["client_ip"], flow["client_by"], flow["remote"], flow["opening"]) == (
        PHONE,
        "private",
        "server",
        "mid_stream",
    )
    assert (flow["payload_octets_up"], flow["payload_octets_down"], flow["client_port"]) == (
        300,
        5_000,
        40_009,
    )


def test_one_datagram_s_payload_is_told_by_its_ip_octets(found: Analysis) -> None:
    flow = flow_to(found, "203.0.113.9")
    assert (flow["payload_octets_up"], flow["payload_octets_down"]) == (100, 0)


def test_protocols_without_ports(found: Analysis) -> None:
    icmp = found.flows.filter(transport="icmp").rows(named=True)
    gre = flow_to(found, "203.0.113.11")
    assert [(row["client_port"], row["server_port"]) for row in icmp] == [(None, None)]
    assert (gre["transport"], gre["payload_octets_up"], gre["packets_up"]) == ("gre", None, 4)


def test_answers_tie_each_name_on_the_way_with_the_least_ttl(found: Analysis) -> None:
    columns = ("name", "server_ip", "ttl_s", "asked", "client_ip", "resolver_ip", "time_ns")
    said = (True, PHONE, "192.0.2.53", START_NS + SECOND + 10_000_000)
    assert of_source(found, "dns", *columns) == [
        ("cloud.drones.example", "198.51.100.7", 60, *said), ("cloud.drones.example", "198.51.100.8", 30, *said)
    ]  # fmt: skip
    assert of_source(found, "dns_cname", *columns) == [
        (name, address, ttl_s, *said)
        for name in ("edge.cdn.example", "pop.cdn.example")
        for address, ttl_s in (("198.51.100.7", 60), ("198.51.100.8", 30))
    ]


def test_hearsay_stays_hearsay(found: Analysis) -> None:
    columns = ("name", "server_ip", "client_ip", "resolver_ip", "asked")
    assert of_source(found, "ptr", *columns) == [("host9.example", "198.51.100.9", PHONE, "192.0.2.53", None)]
    assert of_source(found, "mdns", *columns) == [
        ("camera.local", "192.168.8.30", "224.0.0.251", PHONE, None)
    ]


def test_hellos_and_certificates(found: Analysis) -> None:
    assert of_source(found, "sni", "name", "server_ip", "server_port") == [
        ("cloud.drones.example", "198.51.100.7", 443)
    ]
    assert of_source(found, "quic_sni", "name", "packet") == [("video.drones.example", 10)]
    assert of_source(found, "certificate", "name", "certificate", "packet") == [
        ("*.cloud.drones.example", "kin", 10), ("cloud.drones.example", "kin", 10)
    ]  # fmt: skip
    hellos = found.hellos.select("transport", "sni", "ja4", "by_client", "alpn", "ech").sort(
        "transport", "ja4", nulls_last=True
    )
    assert hellos.rows() == [
        ("quic", "video.drones.example", None, True, None, None),
        ("tls", "cloud.drones.example", "t12d1516h2_8daaf6152771_e5627efa2ab1", True, None, None),
        ("tls", None, None, True, None, None),
    ]


def test_requests(found: Analysis) -> None:
    columns = (
        "packet",
        "method",
        "host",
        "port",
        "path",
        "query_octets",
        "status",
        "response_octets",
        "user_agent",
        "seen_by",
    )
    assert found.requests.select(columns).rows() == [
        (10, "GET", "firmware.drones.example", 8080, "/fw/latest", 13, 200, 1_200, "Drone/1.0", "zeek"),
        (11, "CONNECT", "api.behind.example", 443, None, None, 200, None, None, "zeek"),
    ]
    assert found.requests["flow_id"].null_count() == 0
    assert "secret" not in str(found.requests.rows())


def test_best_names(found: Analysis) -> None:
    named = found.endpoints.filter(pl.col("name").is_not_null()).select(
        "server_ip", "transport", "server_port", "name", "name_grade"
    )
    assert set(named.rows()) >= {
        ("198.51.100.7", "tcp", 443, "cloud.drones.example", "A"),
        ("198.51.100.7", "udp", 443, "video.drones.example", "A"),
        ("198.51.100.8", "tcp", 443, "cloud.drones.example", "C"),
        ("198.51.100.9", "tcp", 8080, "firmware.drones.example", "A"),
    }


@pytest.mark.parametrize(("log", "server", "contact", "source"), [
    ("ssl", "198.51.100.7", "handshake", "sni"),
    ("quic", "198.51.100.7", "handshake", "quic_sni"),
    ("http", "198.51.100.9", "data", "http_host"),
    ("dns", "192.0.2.53", "data", "dns"),
])  # fmt: skip
def test_a_log_alone_tells_of_connections_too(
    tmp_path: Path, log: str, server: str, contact: str, source: str
) -> None:
    shutil.copy(LOGS / f"{log}.log", tmp_path / "any.name")
    alone = analyze([str(tmp_path / "any.name")])
    rows = alone.flows.filter(server_ip=server).unique("server_ip")
    assert rows.select("contact", "packets_up", "ip_octets_up", "payload_octets_up", "ended_by").rows() == [
        (contact, None, None, None, None)
    ]
    assert source in alone.names["source"].to_list()


def test_damage_is_told_with_its_line_and_the_rest_is_read(tmp_path: Path) -> None:
    lines = (LOGS / "conn.log").read_text().splitlines()
    lines[10] = lines[10].replace("198.51.100.7", "198.51.100.700")
    lines[12] = lines[12].rpartition("\t")[0]
    lines[13] = lines[13].replace("1767225605", "yesterday")
    (tmp_path / "conn.log").write_text("\n".join(lines))
    found = analyze([str(tmp_path)])
    (row,) = found.captures.rows(named=True)
    assert row["unread"] == [
        {"reason": "zeek record bad_value", "packets": 2, "first_packet": 11},
        {"reason": "zeek record truncated", "packets": 1, "first_packet": 13},
    ]
    assert (row["packets"], row["malformed_messages"], row["problem"], row["truncated"]) == (
        12,
        3,
        None,
        False,
    )
    assert found.flows.height == 9


def test_a_log_that_was_cut_ends_before_the_cut(tmp_path: Path) -> None:
    text = (LOGS / "conn.log").read_text()
    cut = text.index("CHtt1") + 20
    (tmp_path / "conn.log").write_text(text[:cut])
    found = analyze([str(tmp_path)])
    (row,) = found.captures.rows(named=True)
    begin = text.rindex("\n", 0, cut) + 1
    assert (row["truncated"], row["stopped_at"], row["packets"], row["unread_packets"]) == (True, begin, 3, 0)


def test_other_logs_of_the_folder_are_listed_with_the_reason(tmp_path: Path) -> None:
    shutil.copy(LOGS / "conn.log", tmp_path)
    (tmp_path / "weird.log").write_text(
        "#separator \\x09\n#path\tweird\n#fields\tts\tuid\tname\n1.0\tC1\tx\n"
    )
    (tmp_path / "stderr.log").write_text("listening on eth0\n")
    found = analyze([str(tmp_path)])
    why = dict(found.manifest.select("path", "why").rows())
    assert (
        why[str(tmp_path / "weird.log")]
        == "is Zeek's weird.log, which is not read; those that are: conn, dns, http, quic, ssl, x509"
    )
    assert "is not a pcap" in why[str(tmp_path / "stderr.log")]
    assert found.captures.height == 1
