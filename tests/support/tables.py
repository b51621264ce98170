"""Rows of facts for tests of stages: flow records, and FLOWS and NAMES rows; all made up."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.records import FLOW, NO_TIME, NONE
from harness.model.name_sources import ANSWERS
from harness.stages.origin import Origin
from harness.tables.flows import FLOWS
from harness.tables.names import NAMES
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.sightings import SIGHTINGS
from tests.support.places_example import frame

START_NS = 1_767_225_600_000_000_000  # 2026-01-01 00:00:00 UTC
ABSENT = (
    "data_packet",
    "data_capture",
    "opening_capture",
    "mac",
    "syn_packet",
    "synack_packet",
    "isn",
    "syn_tsval",
    "synack_tsecr",
    "app_id",
)


def flow(*, port: int | None = 443, up: int = 0, down: int = 0, **given: Any) -> dict[str, Any]:
    """One FLOWS row: ``up`` and ``down`` are payload octets."""
    row = {
        "flow_id": 0, "capture": "c0", "vantage": "app", "client_ip": "192.168.1.20", "client_port": 40000,
        "server_ip": "198.51.100.7", "server_port": port, "transport": "tcp", "start_ns": START_NS, "end_ns": START_NS,
        "packets_up": 1, "packets_down": 1, "ip_octets_up": up + 40, "ip_octets_down": down + 40,
        "payload_octets_up": up, "payload_octets_down": down, "rtt_ns": None, "client_by": "syn", "contact": "data" if up else "connected", "remote": "server", "first_packet": 1,
        "data_up_packet": None, "data_up_capture": None, "data_up_ns": None,
        "client_mac": None, "server_mac": None, "tcp_flags_up": 26, "tcp_flags_down": 26,
        "app": None, "app_id": None, "app_id_kind": None, "app_mixed": None,
        "payload_unique_octets_up": up, "payload_unique_octets_down": down, "payload_missing_octets_up": 0,
        "payload_missing_octets_down": 0, "payload_exact": True, "client_ttl": 64, "server_ttl": 50,
        "opening": "opened", "ended_by": "capture_end", "reset_by": None,
    }  # fmt: skip
    return row | given


def name(text: str, source: str = "sni", **given: Any) -> dict[str, Any]:
    """One NAMES row; DNS sources name no port."""
    dns = source in ANSWERS
    row = {
        "capture": "c0", "vantage": "app", "time_ns": START_NS, "packet": 1, "client_ip": "192.168.1.20",
        "client_port": 40000, "server_ip": "198.51.100.7", "server_port": None if dns else 443, "name": text,
        "source": source, "ttl_s": 60 if dns else None, "asked": True if dns else None,
        "certificate": "one" if source == "certificate" else None,
        "resolver_ip": "192.168.1.1" if dns else None, "flow_id": 0,
    }  # fmt: skip
    return row | given


def flows_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(FLOWS, *rows)


def names_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(NAMES, *rows)


def sighting(sender: str = "192.168.1.20", **given: Any) -> dict[str, Any]:
    """One SIGHTINGS row."""
    row = {"vantage": "app", "sender": sender, "mac": None, "time_ns": START_NS, "capture": "c0", "packet": 1}
    return row | given


def sightings_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(SIGHTINGS, *rows)


def record(a: str = "192.168.1.20", b: str = "198.51.100.7", **given: Any) -> dict[str, Any]:
    """One FLOW record: side A at ``a``, side B at ``b``; nothing seen yet but one packet from A."""
    row: dict[str, Any] = dict.fromkeys(FLOW.names or (), 0) | dict.fromkeys(ABSENT, NONE)
    for side, text in (("a", a), ("b", b)):
        number = int(ip_address(text))
        row[f"{side}_hi"] = np.uint64(number >> 64).view(np.int64)
        row[f"{side}_lo"] = np.uint64(number & (2**64 - 1)).view(np.int64)
    row |= {"family": ip_address(a).version, "protocol": 6, "a_port": 40000, "b_port": 443, "initiator": NONE}
    row |= {
        "data_ns": (NO_TIME, NO_TIME),
        "flags": (16, NONE),
        "packets": (1, 0),
        "first_packet": 1,
        "syn_ns": NO_TIME,
        "synack_ns": NO_TIME,
    }
    row |= {"hole_side": NONE, "ack_rtt": 2**32 - 1, "timed": NONE, "ttl": (64, 0)}
    return row | {"head_ns": START_NS, "start_ns": START_NS, "end_ns": START_NS} | given


def opened(*, rtt_ns: int | None = None, by: int = 0, after_ns: int = 0, **given: Any) -> dict[str, Any]:
    """A record with a SYN from side ``by``, and a SYN-ACK ``rtt_ns`` later."""
    row = record(
        initiator=by, isn=1000, syns=1, syn_ns=START_NS + after_ns, syn_packet=1, opening_capture=(0, NONE)
    )
    if rtt_ns is not None:
        row |= {"synacks": 1, "synack_ns": START_NS + after_ns + rtt_ns, "synack_packet": 2}
        row |= {"opening_capture": (0, 0)}
    return row | given


def records_of(*rows: dict[str, Any]) -> NDArray[np.void]:
    made = np.zeros(len(rows), dtype=FLOW)
    for target, row in zip(made, rows, strict=True):
        for field, value in row.items():
            target[field] = value
    return made


def origin(
    *captures: str,
    vantage: str = "app",
    starts_ns: tuple[int | None, ...] = (),
    drops: tuple[int | None, ...] = (),
) -> Origin:
    """Captures of one vantage point, from START_NS on, with nothing known of drops."""
    keys = captures or ("c0",)
    return Origin(
        vantage=vantage,
        captures=keys,
        capture_starts_ns=starts_ns or (START_NS,) * len(keys),
        idle_before_ns=None,
        drops=drops or (None,) * len(keys),
    )


def round_trips_of(flows: pl.DataFrame) -> pl.DataFrame:
    """Three for each flow, of which two count; that of the server is among several of equal time."""
    rows = [
        {
            "flow_id": flow_id, "capture": "c0", "vantage": "app", "kind": kind, "answered_by": side, "samples": 1,
            "least_ns": flow_id % 3 + 1, "basis": "tsecr", "distance_usable": usable,
        }
        for flow_id in flows["flow_id"].to_list()
        for kind, side, usable in (
            ("data_ack", "server", True), ("tls_hello", "client", True), ("tcp_handshake", "server", False)
        )
    ]  # fmt: skip
    return frame(ROUND_TRIPS, *rows)
