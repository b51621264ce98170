"""Scenarios made by hand for tests of stages: parts with defaults, all made up."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.model.scenario import (
    Believed,
    CaptureFile,
    Cell,
    CellRole,
    Evidence,
    EvidenceKind,
    Scenario,
    Step,
    Tap,
    VantagePoint,
)  # fmt: skip
from harness.model.subject import Boundary, Device, Subject
from harness.tables.attributions import ATTRIBUTIONS
from tests.support.places_example import capture, frame
from tests.support.tables import START_NS

SECOND_NS = 1_000_000_000


def at(seconds: float) -> int:
    """True time, counted from the start of all made-up captures."""
    return START_NS + round(seconds * SECOND_NS)


def step(
    name: str = "login",
    start: float = 0,
    end: float = 60,
    *evidence: Evidence,
    devices: tuple[str, ...] = ("phone",),
) -> Step:
    return Step(id=name, kind=name, from_ns=at(start), to_ns=at(end), devices=devices, evidence=evidence)


def contacted(host: str) -> Evidence:
    return Evidence(kind=EvidenceKind.CONTACTED, host=host)


def sent(octets: int, device: str = "phone") -> Evidence:
    return Evidence(kind=EvidenceKind.SENT, device=device, octets=octets)


def stated(text: str) -> Evidence:
    return Evidence(kind=EvidenceKind.STATED, text=text)


def capture_file(path: str = "a.pcap", **given: Any) -> CaptureFile:
    fields: dict[str, Any] = dict.fromkeys(("sha256", "tool", "filter", "drops", "from_ns", "to_ns"))
    fields |= {"path": path, "vantage_point": "lan", "clock_offset_ns": 0, "line": 1}
    return CaptureFile(**(fields | given))


def cell(*steps: Step, **given: Any) -> Cell:
    fields: dict[str, Any] = {
        "id": "us", "role": CellRole.TEST, "subject_version": "1.0", "settings": "default", "egress_region": "US",
        "account_region": "US", "bearer": "wifi", "consent": "accepted", "session": 1, "independent": False,
        "ip_versions": (4,), "interference": (), "baseline": None, "control": None, "captures": (capture_file(),),
        "steps": steps, "line": 1,
    }  # fmt: skip
    return Cell(**(fields | given))


def device(name: str = "phone", *addresses: str) -> Device:
    return Device(id=name, role=name, addresses=addresses or ("192.168.1.20",), macs=())


def vantage_point(name: str = "lan", **given: Any) -> VantagePoint:
    fields: dict[str, Any] = {
        "id": name, "tap": Tap.GATEWAY_LAN, "region": "US", "latitude": 39.0, "longitude": -77.5, "error_km": 25.0,
        "egress": "isp", "resolvers": None, "subject_only": False, "believed": Believed(),
    }  # fmt: skip
    return VantagePoint(**(fields | given))


def scenario(*cells: Cell, **given: Any) -> Scenario:
    fields: dict[str, Any] = {
        "id": "made-up", "title": "Made up", "path": "made-up.yaml", "folder": "captures", "sha256": "0" * 64,
        "subject": Subject(vendor="Example Aero", product="Skylark", boundary=Boundary.DEVICE, egresses=()),
        "devices": (device(),), "tools": (), "others": (), "vantage_points": (vantage_point(),), "cells": cells,
        "claims": (), "accepted_limits": (), "vendor_statements": (), "expect": (), "max_data_age_days": 180,
    }  # fmt: skip
    return Scenario(**(fields | given))


def attribution(flow_id: int = 0, **given: Any) -> dict[str, Any]:
    """One ATTRIBUTIONS row: the phone as near side."""
    row = {
        "flow_id": flow_id, "cell": "us", "vantage_point": "lan", "owner": "subject", "grade": "device",
        "device": "phone", "sender": "192.168.1.20", "near": True, "reason": "Its address.",
    }  # fmt: skip
    return row | given


def attributions_of(*rows: dict[str, Any]) -> pl.DataFrame:
    return frame(ATTRIBUTIONS, *rows)


def captured(start: float = 0, end: float = 60, **given: Any) -> dict[str, Any]:
    """One CAPTURES row of the first cell's only vantage point, with packets from start to end."""
    row = capture(vantage="us/lan", path="captures/a.pcap", first_ns=at(start), last_ns=at(end))
    return row | given
