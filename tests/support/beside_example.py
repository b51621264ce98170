"""What stands beside the hand-written Verification where it is asked about its cells in Brazil alone; all made up."""

from __future__ import annotations

from typing import Any

from harness.model.narrowing import Narrower
from harness.model.selection import Selection
from harness.tables.counterfactuals import CHANGED_LEADS, CHANGED_PLACES, COMPARED_ENDPOINTS, Missed
from harness.tables.verification import Counterfactual, Verification
from tests.support.places_example import frame
from tests.support.verification_rows import HOSTS, key

BRAZIL = Narrower(only=Selection((("egress.region", ("BR",)),)))
CLAIM = "no-data-to-cn"


def beside(full: Verification, test: Narrower = BRAZIL) -> Counterfactual:
    """The full test, and rows as if the narrower one had heard other locators too."""
    return Counterfactual(
        test=test,
        full=full,
        missed=Missed(
            endpoints=4,
            endpoints_missed=2,
            octets=60_000,
            octets_missed=12_004,
            octets_unseen=24_010,
            countries=("CN", "DE", "SG"),
            countries_missed=("DE",),
            unplaced_missed=1,
        ),
        endpoints=frame(COMPARED_ENDPOINTS, *_endpoints()),
        places=frame(CHANGED_PLACES, *_places()),
        leads=frame(CHANGED_LEADS, *_leads()),
    )


def _endpoints() -> list[dict[str, Any]]:
    lost = {"claims": [CLAIM], "claims_lost": [CLAIM]}
    return [
        _endpoint("crash", 4, "sg-v1", 12_004, missed=True, candidates=["CN"], **lost),
        _endpoint("disputed", 7, "de-v1", 0, missed=True, candidates=["DE"], unplaced=True),
        _endpoint(
            "log", 6, "sg-v1.1", 24_007, payload_octets_up_unseen=12_006, candidates=["CN", "SG"], **lost
        )
        | {"server_ips": ["192.0.2.44", "203.0.113.7"], "candidates_seen": ["CN", "SG"]},
        _endpoint("sdk", 2, "br-v1", 23_989, candidates=["CN"], candidates_seen=["CN"], claims=[CLAIM]),
    ]


def _endpoint(host: str, number: int, cell: str, octets: int, **given: Any) -> dict[str, Any]:
    ip, port, name = HOSTS[host]
    row = {
        "name": name, "server_ips": [ip], "transport": "tcp", "server_port": port, "missed": False,
        "payload_octets_up": octets, "payload_octets_up_unseen": octets if given.get("missed") else 0,
        "candidates": [], "candidates_seen": [], "unplaced": False, "cells": [cell], "claims": [], "claims_lost": [],
        "contact_id": number, "capture": key(cell), "packet": 1_000 + number,
    }  # fmt: skip
    return row | given


def _places() -> list[dict[str, Any]]:
    return [
        {
            "vantage": f"{cell}/tap", "server_ip": HOSTS[host][0], "names": [HOSTS[host][2]], "full_status": "agreed",
            "full_candidates": ["CN"], "status": status, "candidates": candidates,
        }
        for cell, host, status, candidates in (
            ("br-v1", "log", "single", ["CN"]),
            ("br-v2", "log", "single", ["CN"]),
            ("br-v1", "sdk", "unknown", []),
        )
    ]  # fmt: skip


def _leads() -> list[dict[str, Any]]:
    return [
        {
            "claim": CLAIM, "cell": "br-v1", "vantage_point": "saopaulo", "server_ip": HOSTS[host][0], "transport": "tcp",
            "server_port": HOSTS[host][1], "name": HOSTS[host][2], "full_standing": before, "standing": after,
            "full_reason": f"Both say {before}." if before else None, "reason": f"One says {after}." if after else None,
            "capture": key("br-v1"), "packet": 1_001,
        }
        for host, before, after in (("system", None, "open"), ("clock", "open", None), ("sdk", "witness", "open"))
    ]  # fmt: skip
