"""Canaries of ``harness live``: only behind a gateway, and what they do not show is told and ends nothing."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.cli.live_canary import canaries
from harness.errors import MachineError
from harness.gateway import canary, capture_search
from harness.live.recording.journal import FILE, Journal
from harness.model.gateway_state import GatewayState
from tests.support.gateway_states import gateway_state


def running(folder: Path, state: GatewayState | None, interface: str = "lan0") -> Any:
    wanted = SimpleNamespace(taps=(SimpleNamespace(interface=interface),))
    planned = SimpleNamespace(gateway=state, wanted=wanted)
    return SimpleNamespace(
        planned=planned, journal=Journal(folder), newest_files=lambda: [folder / "a.pcapng"]
    )


def told(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / FILE).read_text().splitlines()]


@pytest.mark.parametrize(("state", "interface"), [(None, "lan0"), (gateway_state(), "eth7")])
def test_without_a_gateway_at_the_tap_nothing_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: GatewayState | None, interface: str
) -> None:
    monkeypatch.setattr(canary, "send", lambda _: pytest.fail("sent"))
    canaries(running(tmp_path, state, interface), "start")
    assert told(tmp_path) == []


def test_one_that_no_capture_has_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        canary,
        "send",
        lambda one: canary.SentCanary(canary=one, token="c" * 32, sent_ns=1, source_port=4000, fault=None),
    )
    monkeypatch.setattr(capture_search, "await_in", lambda paths, patterns, wait_s: dict.fromkeys(patterns))
    canaries(running(tmp_path, gateway_state()), "end")
    (event,) = told(tmp_path)
    assert (event["when"], event["fault"]) == ("end", None)
    assert {point["holds"] for point in event["points"]} == {"no"}
    assert "in no capture" in capsys.readouterr().err


def test_a_fault_is_told_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_: object) -> None:
        raise MachineError("not allowed \x1b[31m")

    monkeypatch.setattr(canary, "send", refused)
    canaries(running(tmp_path, gateway_state()), "start")
    (event,) = told(tmp_path)
    assert event["fault"] == "not allowed \x1b[31m"
    assert "\x1b" not in capsys.readouterr().err
