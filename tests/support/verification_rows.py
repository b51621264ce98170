"""Rows of the hand-written Verification: what verification_example makes its frames of. All made up."""

from __future__ import annotations

from typing import Any

from tests.support.verification_scenario import ESC, MINUTE, START

LOG, SDK, CRASH, UNDECIDED, CLOCK, SYSTEM = range(6)
HOSTS: dict[str, tuple[str, int, str | None]] = {
    "log": ("203.0.113.7", 443, "log.skylark.example"),
    "sdk": ("203.0.113.88", 443, f"sdk{ESC}.third\u202eparty.example"),
    "crash": ("2001:db8:cccc::17", 8883, "crash.skylark.example"),
    "disputed": ("198.51.100.9", 443, None),
    "clock": ("192.0.2.123", 123, "clock.pool.example"),
    "system": ("198.51.100.80", 443, "connectivity.system\n.example"),
}
"""Address, port, name."""
CELLS = {
    "us-v1": "ashburn",
    "br-v1": "saopaulo",
    "sg-v1": "singapore",
    "sg-v1.1": "singapore",
    "de-v1": "frankfurt",
}
_CONTACTS = (
    ("us-v1", "system", "background", None),
    ("br-v1", "log", "subject", "difference"),
    ("br-v1", "sdk", "subject", "difference"),
    ("sg-v1", "log", "subject", "difference"),
    ("sg-v1", "crash", "subject", "uid"),
    ("sg-v1", "clock", "tool", None),
    ("sg-v1.1", "log", "subject", "difference"),
    ("de-v1", "disputed", "unassigned", None),
    ("de-v1", "log", "delegated", "device"),
)


def key(cell: str) -> str:
    """Key of the capture of a cell: 12 hex digits."""
    return f"{list(CELLS).index(cell) + 10:x}" * 12


def captures() -> list[dict[str, Any]]:
    return [
        {
            "capture": key(cell), "path": f"scenarios/four-regions/{cell}{ESC if cell == 'br-v1' else ''}.pcapng",
            "vantage": f"{cell}/{point}", "sha256": key(cell) + "0" * 52, "octets": 7_340_032, "format": "pcapng",
            "link_types": ["EN10MB"], "packets": 12_345, "first_ns": START, "last_ns": START + 30 * MINUTE, "drops": 0,
        }
        for cell, point in CELLS.items()
    ]  # fmt: skip


def contacts() -> list[dict[str, Any]]:
    return [
        _contact(number, cell, host, owner, grade)
        for number, (cell, host, owner, grade) in enumerate(_CONTACTS)
    ]


def _contact(number: int, cell: str, host: str, owner: str, grade: str | None) -> dict[str, Any]:
    ip, port, name = HOSTS[host]
    device = "phone" if owner in {"subject", "background", "delegated"} else None
    return {
        "contact_id": number, "cell": cell, "vantage_point": CELLS[cell], "server_ip": ip,
        "transport": "udp" if host == "clock" else "tcp", "server_port": port, "scope": "internet",
        "scope_kind": "documentation", "onward": None, "name": name, "owner": owner, "grade": grade, "device": device,
        "senders": ["192.168.8.20"], "reason": f"{owner} by {grade or 'nothing listed'}.", "flows": 2,
        "payload_octets_up": 12_000 + number, "payload_octets_down": 900, "contact": "data", "remote_known": True,
        "first_ns": START + MINUTE, "last_ns": START + 2 * MINUTE, "data_ns": START + MINUTE + 250_000_000,
        "capture": key(cell), "packet": 1_000 + number, "step": None if host == "crash" else "login",
        "steps": ["login"],
    }  # fmt: skip


def finding(host: str) -> str:
    return f"no-data-to-cn/{HOSTS[host][2]}"


def leads() -> list[dict[str, Any]]:
    agreed = "dbip-country and geo-whois, of separate lineage, both say CN; routed and unicast."
    rows = []
    for number, (_, host, owner, _) in enumerate(_CONTACTS):
        if owner == "subject":
            rows.append(
                _lead(number, "witness", agreed, finding=finding(host), under_interference=host == "sdk")
            )
        elif owner in {"unassigned", "delegated"}:
            spot = "undecided_place" if host == "disputed" else "delegated_sender"
            rows.append(_lead(number, "open", "dbip-country says CN, geo-whois says SG.", blind_spot=spot))
        elif owner == "tool":
            rows.append(_lead(number, "excluded", "It would be a witness, and is our own clock's."))
    return [row | {"lead_id": number} for number, row in enumerate(rows)]


def _lead(contact: int, standing: str, reason: str, **given: Any) -> dict[str, Any]:
    cell = _CONTACTS[contact][0]
    row = {
        "claim": "no-data-to-cn",
        "cell": cell,
        "contact_id": contact,
        "standing": standing,
        "reason": reason,
    }
    return row | given


def places() -> list[dict[str, Any]]:
    def place(host: str, status: str, country: str | None, *votes: str) -> dict[str, Any]:
        sources = zip(("dbip-country", "geo-whois"), votes, strict=False)
        return {
            "server_ip": HOSTS[host][0], "looked_up_ip": HOSTS[host][0], "routed": True, "asn": 64_500,
            "as_org": f"EXAMPLE-NET{ESC}", "registered_country": "SG", "operator_country": "US",
            "located": [{"source": s, "lineage": s, "country": c} for s, c in sources],
            "also": [], "candidates": sorted(set(votes)), "status": status, "country": country, "excluded": [], "excluded_jointly": [], "rtt_doubts": [],
        }  # fmt: skip

    by_host = [
        place("log", "agreed", "CN", "CN", "CN"),
        place("sdk", "agreed", "CN", "CN", "CN"),
        place("crash", "agreed", "CN", "CN", "CN"),
        place("disputed", "disputed", None, "CN", "SG"),
        place("clock", "agreed", "CN", "CN", "CN"),
    ]
    seen = {(f"{row['cell']}/{row['vantage_point']}", row["server_ip"]) for row in contacts()}
    return [
        row | {"vantage": vantage}
        for vantage, ip in sorted(seen)
        for row in by_host
        if row["server_ip"] == ip
    ]


def classes() -> list[dict[str, Any]]:
    return [
        {
            "vantage": f"{row['cell']}/{row['vantage_point']}", "server_ip": row["server_ip"],
            "transport": row["transport"], "server_port": row["server_port"], "rule": "skylark-log",
            "category": "telemetry", "operator": "Example Aero", "control_country": "CN",
            "hosting_operator": "Example Cloud", "hosting_control_country": "US",
        }
        for row in contacts() if row["server_ip"] == HOSTS["log"][0]
    ]  # fmt: skip


def liveness() -> list[dict[str, Any]]:
    return [
        {
            "cell": cell, "step": "login", "device": "phone", "seen": cell != "de-v1", "flows": 3,
            "capture": key(cell) if cell != "de-v1" else None, "packet": 5 if cell != "de-v1" else None,
        }
        for cell in CELLS
    ]  # fmt: skip


def step_evidence() -> list[dict[str, Any]]:
    return [
        {"cell": "us-v1", "step": "login", "kind": "contacted", "wanted": "login.skylark.example", "met": True,
         "found": "login.skylark.example", "capture": key("us-v1"), "packet": 9},
        {"cell": "sg-v1", "step": "login", "kind": "stated", "wanted": f"video 3,\n00:41{ESC}", "met": True},
        {"cell": "de-v1", "step": "login", "kind": "sent", "wanted": "phone at least 400 octets", "met": False},
    ]  # fmt: skip


def coverage() -> list[dict[str, Any]]:
    measures = (
        ("packets", 0.999_96, "packets", True),
        ("frames", 1.0, "packets", True),
        ("time", 1.0, "seconds", True),
        ("liveness", 1.0, "devices in steps", True),
        ("evidence", None, "steps", True),
        ("attributed", 0.5, "contacts", False),
        ("placed", 0.75, "contacts", False),
        ("measured", 0.000_005, "addresses", False),
    )
    return [
        {
            "cell": cell, "measure": measure, "seen": ratio and ratio * 1e6, "total": ratio and 1e6,
            "ratio": 0.0 if (cell, measure) == ("de-v1", "liveness") else ratio, "unit": unit, "weighs": weighs,
        }
        for cell in CELLS for measure, ratio, unit, weighs in measures
    ]  # fmt: skip


def blind_spots() -> list[dict[str, Any]]:
    accepted = "the phone's capture app has no counter\u202e; until 2026-11-30"
    rows: list[dict[str, Any]] = [
        {"cell": "de-v1", "kind": "loss_unknown", "detail": f"The file carries no drop counter{ESC}.",
         "remedy": "Capture with a tool that counts lost packets, or state 'drops'.",
         "capture": key("de-v1"), "accepted": accepted},
        {"cell": "de-v1", "kind": "device_not_seen", "detail": "phone is not seen in step login.",
         "remedy": "Check the device's address, MAC, radio and interface, and repeat the step."},
        {"cell": "de-v1", "kind": "undecided_place", "claim": "no-data-to-cn", "blinds": ["location"],
         "detail": "198.51.100.9 could be in CN.", "remedy": "Establish where the address is.",
         "capture": key("de-v1"), "packet": 1_007, "lead_id": 6},
        {"cell": "de-v1", "kind": "delegated_sender", "claim": "no-data-to-cn", "detail": "Download manager.",
         "remedy": "Find out for whom the system service sent this: uid from the phone.",
         "capture": key("de-v1"), "packet": 1_008, "lead_id": 7},
        {"cell": None, "kind": "scope_not_tested", "claim": "no-data-to-cn",
         "detail": "Egress regions: worldwide is asserted; US, BR, SG were tested.",
         "remedy": "Add cells for what the claim is asserted for, or narrow the claim."},
        {"cell": "jp-v1", "kind": "cell_not_run", "detail": "The cell lists no capture.",
         "remedy": "Run the planned cell."},
        {"cell": "de-v1", "kind": "no_control", "blinds": ["silence"], "claim": "local-mode-silent",
         "detail": "No control cell on the same rig.", "remedy": "Run a control cell."},
        {"cell": "us-v1", "kind": "tunnel", "blinds": ["content"], "detail": "WireGuard to 192.0.2.1.",
         "remedy": "Capture behind the tunnel or proxy."},
        {"cell": "us-v1", "kind": "no_distance", "blinds": [], "remedy": "Capture where nothing answers for servers.",
         "detail": "lan: round trips of 2 of 7 addresses bound no distance: intercepted (2)."},
    ]  # fmt: skip
    return [
        {"blind_spot_id": number, "blinds": ["location", "silence"]} | row for number, row in enumerate(rows)
    ]


def judgements() -> list[dict[str, Any]]:
    def row(claim: str, cell: str, verdict: str, **given: Any) -> dict[str, Any]:
        return {"claim": claim, "cell": cell, "verdict": verdict, "coverage_ratio": 0.999_96} | given

    located, silent = "no-data-to-cn", "local-mode-silent"
    return [
        row(located, "us-v1", "PASS", floor_ratio=0.99),
        row(located, "br-v1", "FAIL", witnesses=[0, 1], floor_ratio=0.99),
        row(located, "sg-v1", "FAIL", witnesses=[2, 3], floor_ratio=0.99),
        row(located, "sg-v1.1", "FAIL", witnesses=[5], floor_ratio=0.99),
        row(located, "de-v1", "INCONCLUSIVE", blind_spots=[0, 1, 2, 3], coverage_ratio=0.0, floor_ratio=0.99),
        row(located, "jp-v1", "NONE", blind_spots=[5], coverage_ratio=None, floor_ratio=0.99),
        row(silent, "de-v1", "INCONCLUSIVE", blind_spots=[0, 1, 6], coverage_ratio=0.0, floor_ratio=0.999),
    ]


def findings() -> list[dict[str, Any]]:
    def row(host: str, status: str, why: str, leads: list[int], cells: list[str]) -> dict[str, Any]:
        return {
            "finding": finding(host), "claim": "no-data-to-cn", "status": status, "why": why,
            "first_ns": START + MINUTE, "last_ns": START + 2 * MINUTE, "cells": cells,
            "cells_since": ["sg-v1.1"] if status == "not_seen_since" else [], "leads": leads,
        }  # fmt: skip

    return [
        row("crash", "not_seen_since", "1 later cell does not show it; cause unknown.", [3], ["sg-v1"]),
        row(
            "log",
            "open",
            "Seen in the last cell that could show it.",
            [0, 2, 5],
            ["br-v1", "sg-v1", "sg-v1.1"],
        ),
        row("sdk", "open", f"Seen in the last cell{ESC} that could show it.", [1], ["br-v1"]),
    ]
