"""The plan as JSON: verdicts and effort by name, numbers of blind spots as verify has them, cells that can be added."""

from __future__ import annotations

import json

from harness.reports.plan_document import OPENING, document
from tests.support.plan_example import plan, writings


def test_the_document() -> None:
    data = b"".join(document([(plan(), writings())]))
    assert data.startswith(OPENING)
    assert data.isascii()
    told = json.loads(data)
    assert (told["schema"], told["schema_version"], len(told["standing_limits"])) == ("harness-plan", 1, 5)
    (one,) = told["scenarios"]
    assert (one["scenario"], one["path"], one["left_out"], one["errors"]) == (
        "made-up",
        "made-up.yaml",
        2,
        [],
    )
    assert {key: one["goals"][1][key] for key in ("claim", "rolled", "verdict", "outlook", "blind_spots")} == {
        "claim": "no-cn", "rolled": "as asserted", "verdict": "INCONCLUSIVE", "outlook": "held",
        "blind_spots": [0, 1, 2, 3],
    }  # fmt: skip
    assert one["blocking"][1] == {"blind_spot_id": 1, "kind": "packet_loss"}
    state, again, new = one["actions"]
    assert (state["way"], state["target"], state["cost"], state["needless_after"]) == (
        "state_capture", "us-v1", "statement", [2],
    )  # fmt: skip
    assert again["moves"] == [
        {"claim": "no-cn", "rolled": "as tested", "with_actions": [], "from_none": False}
    ]
    assert (again["payload_octets"], again["clears"]) == (1_900, [0, 1])
    assert (new["cells"][0]["id"], new["cells"][0]["egress_region"], new["cells"][0]["ip_versions"]) == (
        "sg-1",
        "US",
        [4],
    )
    assert state["writings"] == [
        {"key": "cells[us-v1].captures[a.pcap]", "line": 40, "lines": ["filter: all  # CHANGE"], "needed": ""}
    ]
    (limit,) = one["limits"]
    assert (limit["kind"], limit["spots"], limit["why"]) == (
        "any_value",
        [3],
        "No list of cells covers 'any value'.",
    )
    assert limit["writings"][0]["line"] == 60
    assert one["exercises"][0]["missing"] == ["flight"]
    assert one["findings"][0]["status"] == "not_seen_since"


def test_no_scenario_is_a_document_too() -> None:
    assert json.loads(b"".join(document([])))["scenarios"] == []
