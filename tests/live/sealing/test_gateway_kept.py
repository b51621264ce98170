"""Files that a gateway left, read: keys, records, and whose flows are its own."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.live.sealing.folder import GATEWAY
from harness.live.sealing.gateway_files import FLOWS, KEY_LOG, PROXY_LOG
from harness.live.sealing.gateway_kept import NOTHING_KEPT, gateway_kept
from tests.support.gateway_states import gateway_state

STATE = gateway_state()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / GATEWAY).mkdir()
    return tmp_path


def flow(source: str, destination: str, port: int, *, number: int, mark: int = 0) -> str:
    """A line as ``conntrack --event --output timestamp,extended,id`` writes it."""
    there = f"src={source} dst={destination} sport=50000 dport={port}"
    back = f"src={destination} dst=198.51.100.7 sport={port} dport=50000"
    return f"[1795771727.000000]\t    [NEW] ipv4     2 udp      17 30 {there} [UNREPLIED] {back} mark={mark} id={number}"


def test_without_a_gateway_nothing_is_kept(folder: Path) -> None:
    assert gateway_kept(folder, None) == NOTHING_KEPT


def test_files_are_listed_with_their_digests_and_empty_ones_not(folder: Path) -> None:
    (folder / GATEWAY / KEY_LOG).write_text("# keys\n")
    (folder / GATEWAY / PROXY_LOG).write_text("")
    kept = gateway_kept(folder, STATE)
    assert kept.keylog == (f"{GATEWAY}/{KEY_LOG}", hashlib.sha256(b"# keys\n").hexdigest())
    assert kept.records is None


def test_its_own_flows_become_tools_and_shared_servers_are_told(folder: Path) -> None:
    own, device = STATE.own.addresses[0], STATE.prefixes[0].rsplit(".", 1)[0] + ".20"
    lines = [
        flow(own, "192.0.2.123", 123, number=1),
        flow(own, "192.0.2.53", 53, number=2),
        flow(device, "192.0.2.53", 53, number=3),
    ]
    (folder / GATEWAY / FLOWS).write_text("\n".join(lines) + "\n")
    kept = gateway_kept(folder, STATE)
    assert [(tool.servers, tool.ports) for tool in kept.tools if tool.servers] == [(("192.0.2.123",), (123,))]
    assert kept.notes == ("the gateway and a device both spoke with 192.0.2.53 port 53: not excluded",)


@pytest.mark.parametrize("text", [None, "WARNING: We have hit ENOBUFS! We are losing events.\n"])
def test_where_the_record_is_missing_or_incomplete_nothing_is_excluded(
    folder: Path, text: str | None
) -> None:
    if text is not None:
        (folder / GATEWAY / FLOWS).write_text(text)
    kept = gateway_kept(folder, STATE)
    assert kept.tools == ()
    assert "nothing on the WAN side is excluded as its own" in kept.notes[0]
