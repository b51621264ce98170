"""A truth and the tables of an analysis that agree with it, for tests of the comparison."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from tests.support.compare import compare
from tests.support.truth import Truth

CLIENT, SERVER, RESOLVER = "198.18.0.1", "203.0.113.7", "192.0.2.53"
BOTH = ["tshark-4.4.18", "tshark-4.0.17"]


def named(source: str, name: str, **more: Any) -> dict[str, Any]:
    return {"source": source, "ip": SERVER, "name": name, "seen_by": BOTH, **more}


DATA: dict[str, Any] = {
    "packets": 9,
    "tshark": {"rc": 0},
    "first": "1700000000.000000001",
    "last": "1700000009.000000000",
    "file": {"records": 9},
    "counts": {"layer_mismatch": 0, "zero_length_ip": 0, "fragments": 0, "no_ip": 0},
    "ips": {
        CLIENT: {"packets_sent": 5, "bytes_sent": 500, "packets_received": 4, "bytes_received": 400},
        SERVER: {"packets_sent": 4, "bytes_sent": 400, "packets_received": 5, "bytes_received": 500},
    },
    "conversations": [
        {
            "transport": "tcp",
            "client": CLIENT,
            "client_port": 40000,
            "server": SERVER,
            "server_port": 443,
            "role_by": "syn",
            "packets_up": 5,
            "bytes_up": 500,
            "packets_down": 4,
            "bytes_down": 400,
        }
    ],
    "tcp_handshakes": [
        {
            "client": CLIENT,
            "client_port": 40000,
            "server": SERVER,
            "server_port": 443,
            "syns": 1,
            "synacks": 1,
            "first_syn_to_synack_ns": 20_000_000,
        }
    ],
    "tls_clients": [
        {"frame": 4, "transport": "tcp", "sni": "WWW.example.com", "alpn": ["h2"], "ja4": "t13d"},
        {"frame": 9, "transport": "udp", "sni": "other.example", "alpn": [], "ja4": "q13d"},
    ],
    "names": [
        named("dns", "WWW.example.com", chain=["WWW.example.com", "edge.example.net"], resolver=RESOLVER),
        named("tls_sni", "www.example.com"),
        named("quic_sni", "www.example.com"),
        named("http_host", "www.example.com:8080"),
        named("http_host", f"{SERVER}:8080"),
        named("http_host", "seen.once.example", seen_by=BOTH[:1]),
        named("http_host", "secret.example", decrypted=True),
    ],
}


PACKETS = pl.DataFrame({"time_ns": [1, None], "captured_octets": [60, 60], "wire_octets": [60, 1500]})


@dataclass(slots=True)
class Tables:
    """The tables of an analysis that are compared."""

    captures: pl.DataFrame
    flows: pl.DataFrame
    handshakes: pl.DataFrame
    names: pl.DataFrame
    hellos: pl.DataFrame


def tables() -> Tables:
    """What an analysis of that capture holds, its one conversation ended once by an idle gap."""
    flow = {
        "client_ip": CLIENT,
        "client_port": 40000,
        "server_ip": SERVER,
        "server_port": 443,
        "transport": "tcp",
    }
    first = {
        "packets_up": 3,
        "ip_octets_up": 300,
        "packets_down": 3,
        "ip_octets_down": 300,
        "client_by": "syn",
    }
    second = {
        "packets_up": 2,
        "ip_octets_up": 200,
        "packets_down": 1,
        "ip_octets_down": 100,
        "client_by": "private",
    }
    names = [
        *(("dns", "www.example.com"), ("dns_cname", "edge.example.net")),
        *(("sni", "www.example.com"), ("quic_sni", "www.example.com")),
    ]
    return Tables(
        captures=pl.DataFrame(
            {
                "packets": [9],
                "no_ip_packets": [0],
                "unread_packets": [0],
                "truncated": [False],
                "first_ns": [1_700_000_000_000_000_001],
                "last_ns": [1_700_000_009_000_000_000],
            }
        ),
        flows=pl.DataFrame([{"flow_id": 0, **flow, **first}, {"flow_id": 1, **flow, **second}]),
        handshakes=pl.DataFrame({"flow_id": [0], "rtt_ns": [20_000_400]}),
        names=pl.DataFrame(
            [(SERVER, name, source) for source, name in [*names, ("http_host", "www.example.com")]],
            schema=["server_ip", "name", "source"],
            orient="row",
        ),
        hellos=pl.DataFrame(
            {"packet": [4, 9], "transport": ["tls", "quic"], "sni": ["www.example.com", None]}
        ).with_columns(ja4=pl.lit("t13d"), alpn=pl.lit(["h2"], pl.List(pl.String))),
    )


def differences(data: dict[str, Any], ours: Tables) -> list[str]:
    """Checks that differ."""
    return [d.check for d in compare(Truth("x.pcap", Path("x.pcap"), data), ours, PACKETS)]  # type: ignore[arg-type]
