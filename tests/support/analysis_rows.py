"""Rows of the hand-written example: what analysis_example makes its frames of."""

from __future__ import annotations

from typing import Any

START = 1_767_225_600_000_000_000  # 2026-01-01 00:00:00 UTC
SECOND = 1_000_000_000
APP, WAN = "a1b2c3d4e5f6", "0f1e2d3c4b5a"
HOSTILE_NAMES = (
    "\x1b[2J\x1b[31mowned.example",
    "line\nbreak\rreturn.example",
    "\u202egnp.elpmaxe\u2066\u200b",
    "\x9b31m\x7f.example",
    ".".join(["a" * 63] * 3 + ["b" * 61]),
    "[bold red]markup[/bold red].example",
    "\u05d0\u05d1 e\u0301 \u2028 \u3164.example",
    "{},\"]}\\u001b,'<script>",
)
"""Escape, line break, bidi, C1 and DEL, 253 octets, rich markup, scripts, JSON syntax."""
_ROOT = "198.51.100."


def captures() -> list[dict[str, Any]]:
    whole = {
        "capture": APP, "path": "captures/flight/app.pcapng", "vantage": "app", "sha256": APP + "0" * 52,
        "octets": 7_340_032, "format": "pcapng", "link_types": ["EN10MB"], "packets": 12_345, "no_ip_packets": 21,
        "unread_packets": 0, "unread": [], "cut_packets": 0, "first_ns": START, "last_ns": START + 754 * SECOND + 5,
        "truncated": False, "stopped_at": None, "problem": None, "drops": 0, "made_by": None,
        "tool": "Dumpcap (Wireshark) 4.0.17", "filter": None, "interfaces": "wlan0", "hardware": None,
        "os": "Linux 6.1", "comments": [], "comments_total": 0, "other_blocks": [], "compression": None,
        "began_ns": START - SECOND, "ended_ns": START + 760 * SECOND,
        "odd_options": 0, "encapsulated_packets": 0, "fragments": 0, "reassembled": 0, "incomplete": 0, "odd_fragments": 0,
        "heads_cut": 0, "malformed_messages": 0, "intercepted": None, "set_back_ns": None, "set_back_packet": None,
    }  # fmt: skip
    damaged = {
        "capture": WAN, "sha256": WAN + "0" * 52, "vantage": "gateway-wan",
        "path": "captures/flight/a-very-long-folder-name/with/many/parts/gateway-wan-2026-01-01T00-00-00.pcap",
        "octets": 1_048_576, "format": "pcap", "link_types": ["EN10MB", "LINUX_SLL2"], "packets": 900,
        "unread_packets": 37, "cut_packets": 3, "truncated": True, "stopped_at": 1_048_500, "drops": 12,
        "unread": [{"reason": "unknown link type 220", "packets": 37, "first_packet": 64}], "heads_cut": 2,
        "problem": "the record at octet 1,048,500 is longer than the file", "malformed_messages": 1,
        "first_ns": START + SECOND, "last_ns": START + 4 * SECOND, "set_back_ns": 2 * SECOND, "set_back_packet": 64,
    }  # fmt: skip
    return [whole, whole | damaged]


def manifest() -> list[dict[str, Any]]:
    folder = "captures/flight"
    read = [
        {"path": row["path"], "given": folder, "read": True, "capture": row["capture"], "why": None}
        for row in captures()
    ]
    why = "is not a pcap or pcapng capture (it begins with 23 20 6e 6f)"
    return [
        *read,
        {"path": f"{folder}/notes.md", "given": folder, "read": False, "capture": None, "why": why},
    ]


def endpoints() -> list[dict[str, Any]]:
    rows = [
        (
            "app",
            _ROOT + "7",
            "tcp",
            443,
            "flight-log-collector-eu-west.telemetry.drones.example",
            81_000_000,
            12_000,
        ),
        ("app", "2001:db8:52::7:20", "udp", 443, "maps.tiles.example", 640_000, 90_123_456),
        ("app", _ROOT + "9", "tcp", 8883, None, 51_200, 4_000),
        ("app", _ROOT + "11", "tcp", 443, HOSTILE_NAMES[0], 12_000, 999),
        ("app", "100.64.0.9", "udp", 3478, None, 2_000, 1_000),
        ("app", "2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa", "tcp", 443, HOSTILE_NAMES[4], 900, 100),
        ("app", "192.0.2.53", "icmp", None, None, 120, 120),
        ("app", "192.168.7.1", "udp", 53, "gateway.home.example", 4_000, 9_000),
        ("app", "224.0.0.251", "udp", 5353, None, 700, 0),
        ("gateway-wan", _ROOT + "7", "tcp", 443, HOSTILE_NAMES[5], 80_900_000, 12_000),
        ("gateway-wan", "192.0.2.88", "tcp", 443, "push.cdn.example", 3_000, 2_000),
    ]
    return [endpoint(*row) for row in rows]


def endpoint(
    vantage: str, ip: str, transport: str, port: int | None, name: str | None, up: int, down: int
) -> dict[str, Any]:
    scope = {"100.64.0.9": "carrier", "192.168.7.1": "local", "224.0.0.251": "local"}.get(ip, "internet")
    kind = {"100.64.0.9": "cgnat", "192.168.7.1": "private", "224.0.0.251": "multicast"}.get(
        ip, "documentation"
    )
    return {
        "vantage": vantage, "server_ip": ip, "transport": transport, "server_port": port, "scope": scope,
        "scope_kind": kind, "name": name, "name_source": name and "sni", "name_grade": name and "A", "name_packet": 4 if name else None,
        "name_capture": (APP if vantage == "app" else WAN) if name else None, "names": _all_names(name), "hearsay_names": [],
        "clients": ["192.168.7.20"], "flows": 3, "packets_up": up // 1000 + 1, "packets_down": down // 1200 + 1,
        "ip_octets_up": up + 400, "ip_octets_down": down + 400, "payload_octets_up": up,
        "payload_octets_down": down, "contact": "data" if up else "connected", "remote_known": True, "first_ns": START, "last_ns": START + 60 * SECOND, "rtt_ns": 15_000_000,
        "rtt_kind": "tcp_handshake", "rtt_capture": APP if vantage == "app" else WAN, "rtt_packet": 17,
        "nat64_prefix": None, "nat64_capture": None, "nat64_packet": None, "capture": APP if vantage == "app" else WAN, "packet": 17,
    }  # fmt: skip


def _all_names(name: str | None) -> list[str]:
    """One endpoint has several names."""
    more = [f"tile-{number}.example" for number in range(4)] if name == "maps.tiles.example" else []
    return [name, *more] if name else []


def places() -> list[dict[str, Any]]:
    def place(ip: str, status: str, country: str | None, *candidates: str, **more: Any) -> dict[str, Any]:
        sources = zip(("dbip-country", "geo-whois"), candidates * 2, strict=False)
        located = [{"source": source, "lineage": source, "country": found} for source, found in sources]
        found = sorted(set(candidates))
        return {
            "server_ip": ip, "looked_up_ip": ip, "routed": True, "asn": 64_500, "as_org": "EXAMPLE-NET",
            "registered_country": "US", "operator_country": "CN", "located": located, "anycast": False,
            "also": [], "candidates": found, "status": status, "country": country, "excluded": [], "excluded_jointly": [], "rtt_doubts": [],
        } | more  # fmt: skip

    by_address = [
        place(
            "100.64.0.9",
            "unknown",
            None,
            asn=None,
            as_org=None,
            registered_country=None,
            operator_country=None,
        ),
        place("192.0.2.53", "anycast", None, "US", anycast=True),
        place("192.0.2.88", "single", "DE", "DE"),
        place(_ROOT + "7", "agreed", "CN", "CN"),
        place(_ROOT + "9", "disputed", None, "CN", "SG"),
        place(_ROOT + "11", "agreed", "DE", "DE", cloud="examplecloud", cloud_region="eu-central-1"),
        place("2001:db8:52::7:20", "agreed", "US", "US"),
        place("2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa", "unknown", None),
    ]
    seen = {(row["vantage"], row["server_ip"]) for row in endpoints()}
    every = (row | {"vantage": vantage} for vantage in ("app", "gateway-wan") for row in by_address)
    return [row for row in every if (row["vantage"], row["server_ip"]) in seen]


def distance() -> dict[str, Any]:
    return {
        "vantage": "app", "server_ip": _ROOT + "7", "rtt_ns": 12_000_000, "kind": "tls_hello", "basis": "first", "flow_id": 0, "capture": APP,
        "packet": 1, "samples": 2, "unusable": 1, "doubts": ["far_below_hello"], "no_site": None, "latitude": 50.11, "longitude": 8.68,
        "error_km": 25.0, "radius_km": 1_799.7, "radius_in_fibre_km": 1_232.7, "excluded": ["CN"], "possible": ["DE", "FR"],
        "possible_in_fibre": ["DE"],
    }  # fmt: skip


def class_(endpoint: dict[str, Any]) -> dict[str, Any]:
    key = {name: endpoint[name] for name in ("vantage", "server_ip", "transport", "server_port")}
    operators = {
        _ROOT + "7": ("flight-log", "telemetry", "Example Drones", "CN"),
        _ROOT + "11": ("analytics", "analytics", "Example Analytics", "CN"),
        "2001:db8:52::7:20": ("maps", "maps", "Example Maps", "US"),
    }
    if endpoint["server_ip"] not in operators:
        return key | {"also": []}
    rule, category, operator, country = operators[endpoint["server_ip"]]
    service = {"rule": rule, "category": category, "operator": operator, "control_country": country}
    host = {"hosting_rule": "cloud", "hosting_operator": "Example Cloud", "hosting_control_country": "US"}
    return key | service | host | {"confidence": "documented", "matched": "drones.example", "also": ["other"]}


def flow(number: int) -> dict[str, Any]:
    return {
        "flow_id": number, "capture": APP, "vantage": "app", "client_ip": "192.168.7.20",
        "client_port": 40_000 + number, "server_ip": _ROOT + "7", "server_port": 443, "transport": "tcp",
        "start_ns": START + number, "end_ns": START + SECOND, "packets_up": 10, "packets_down": 9,
        "ip_octets_up": 2**63 + 5 if number == 3 else 1_400, "ip_octets_down": 2**53 + 1,
        "payload_octets_up": 1_000, "payload_octets_down": 800, "rtt_ns": 15_000_000, "client_by": "syn", "contact": "data", "remote": "server",
        "first_packet": 17, "data_up_packet": 20, "data_up_capture": APP, "data_up_ns": START + 30_000_000 + number,
        "client_mac": "02:00:00:00:00:01", "server_mac": "02:00:00:00:00:02" if number else None, "tcp_flags_up": 27, "tcp_flags_down": 27,
        "app": None, "app_id": None, "app_id_kind": None, "app_mixed": None,
        "payload_unique_octets_up": 990, "payload_unique_octets_down": 800, "payload_missing_octets_up": 0,
        "payload_missing_octets_down": 2**53 + 1 if number == 3 else None, "payload_exact": number != 2,
        "client_ttl": 64, "server_ttl": 52, "opening": "opened", "ended_by": "fin", "reset_by": None,
    }  # fmt: skip


def handshake() -> dict[str, Any]:
    return {
        "flow_id": 0, "capture": APP, "vantage": "app", "client_isn": 2**32 - 1, "syn_packets": 1,
        "synack_packets": 1, "syn_ns": START, "syn_capture": APP, "syn_packet": 17, "synack_capture": APP, "synack_ns": START + 15_000_000,
        "synack_packet": 18, "rtt_ns": 15_000_000, "rtt_basis": "single_syn", "distance_usable": False,
    }  # fmt: skip


def round_trip() -> dict[str, Any]:
    return {
        "flow_id": 0, "capture": APP, "vantage": "app", "kind": "tcp_handshake", "answered_by": "server",
        "least_ns": 15_000_000, "samples": 1, "basis": "single_syn", "distance_usable": False,
    }  # fmt: skip


def dns_services() -> list[dict[str, Any]]:
    common = {
        "capture": APP, "vantage": "app", "time_ns": START, "client_ip": "192.168.7.20", "resolver_ip": "192.168.7.1",
        "ttl_s": 300, "flow_id": 0, "target": "edge.example", "priority": 1, "alpn": ["h3", "h2"], "ech": True,
        "ech_config_ids": [7, 8], "ech_public_names": ["public.example", HOSTILE_NAMES[0]],
    }  # fmt: skip
    return [common | {"packet": 20 + number, "owner": name} for number, name in enumerate(HOSTILE_NAMES[:2])]


def protocols() -> list[dict[str, Any]]:
    common = {
        "capture": APP, "vantage": "app", "time_ns": START, "flow_id": 0, "by_client": True, "protocol": "mqtt",
        "transmitter_mac": None, "frames": None, "last_ns": None,
    }  # fmt: skip
    told: list[dict[str, Any]] = [
        {"key": None, "value": None},
        *({"key": "topic", "value": name} for name in HOSTILE_NAMES[:2]),
    ]
    aired = common | {
        "flow_id": None, "by_client": None, "protocol": "remote_id", "key": "serial", "value": HOSTILE_NAMES[0],
        "packet": 30, "transmitter_mac": "02:00:00:00:00:07", "frames": 9, "last_ns": START + 1,
    }  # fmt: skip
    return [common | {"packet": 20 + number} | row for number, row in enumerate(told)] + [aired]


def trait(endpoint: dict[str, Any]) -> dict[str, Any]:
    """Of an endpoint: TLS is spoken; one of them was asked to reach another."""
    key = {name: endpoint[name] for name in ("vantage", "server_ip", "transport", "server_port")}
    targets = [HOSTILE_NAMES[0] + ":443"] if endpoint["server_ip"] == _ROOT + "7" else []
    return key | {
        "protocols": ["tls"], "port_protocol": None, "proxy_targets": targets,
        "obscured": ["tunnel", "undecoded"] if targets else ["undecoded"],
    }  # fmt: skip


def obscured() -> list[dict[str, Any]]:
    common = {"vantage": "app", "capture": APP, "packet": 20}
    return [
        common | {"kind": "tunnel", "blinds": ["content", "control", "location", "name", "silence"], "endpoints": 1,
                  "flows": 1, "payload_octets": 100, "octets_ratio": 0.25},
        common | {"kind": "undecoded", "blinds": ["content"], "endpoints": 4, "flows": 4, "payload_octets": 400,
                  "octets_ratio": 1.0},
    ]  # fmt: skip


def requests() -> list[dict[str, Any]]:
    return [
        {
            "capture": APP, "vantage": "app", "time_ns": START, "packet": 20, "flow_id": 0, "client_ip": "192.168.7.20",
            "client_port": 40_000, "server_ip": _ROOT + "7", "server_port": 443, "seen_by": "keylog", "http_version": "1.1",
            "method": "POST", "scheme": "https", "host": HOSTILE_NAMES[0], "port": 443, "path": "/upload",
            "query_octets": 12, "content_type": "application/json", "request_octets": 2**53 + 1, "status": 200,
            "response_content_type": "text/plain", "response_octets": 2, "user_agent": "Drone/1.0",
        },
        {
            "capture": WAN, "vantage": "gateway-wan", "time_ns": START, "packet": 3, "seen_by": "har", "method": "GET",
            "scheme": "http", "host": "maps.tiles.example", "path": "/",
        },
    ]  # fmt: skip


def proxy_failure() -> dict[str, Any]:
    return {
        "capture": APP, "vantage": "app", "time_ns": START, "packet": 21, "flow_id": 0, "client_ip": "192.168.7.20",
        "client_port": 40_000, "server_ip": _ROOT + "7", "server_port": 443, "sni": HOSTILE_NAMES[0],
        "reason": "ca_not_accepted",
    }  # fmt: skip


def tls_session() -> dict[str, Any]:
    return {
        "capture": APP, "vantage": "app", "time_ns": START, "packet": 20, "flow_id": 0, "transport": "tls",
        "has_secrets": True, "opened": True, "messages": 2,
    }  # fmt: skip


def mqtt_message() -> dict[str, Any]:
    return {
        "capture": APP, "vantage": "app", "time_ns": START, "packet": 22, "flow_id": 0, "client_ip": "192.168.7.20",
        "client_port": 40_000, "server_ip": _ROOT + "7", "server_port": 8883, "seen_by": "keylog", "kind": "publish",
        "from_client": True, "topic": HOSTILE_NAMES[0], "messages": 5, "message_octets": 219,
    }  # fmt: skip


def names() -> list[dict[str, Any]]:
    common = {
        "capture": APP, "vantage": "app", "time_ns": START, "client_ip": "192.168.7.20", "client_port": 40_000,
        "server_ip": _ROOT + "7", "server_port": 443, "source": "sni", "flow_id": 0,
    }  # fmt: skip
    return [common | {"packet": 20 + number, "name": name} for number, name in enumerate(HOSTILE_NAMES)]


def hello() -> dict[str, Any]:
    return {
        "capture": APP, "vantage": "app", "time_ns": START, "packet": 20, "flow_id": 0, "by_client": True,
        "transport": "tls", "sni": HOSTILE_NAMES[0], "alpn": ["h2"], "versions": ["1.3", "1.2"], "ech": True,
        "ech_type": 0, "ech_config_id": 7, "ja4": "t13d1516h2_8daaf6152771_e5627efa2ab1", "complete": True,
        "random": "5a" * 32,
    }  # fmt: skip
