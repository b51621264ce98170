"""What captures: dumpcap where it is, else the project's sniffer, else a sentence."""

from __future__ import annotations

import re

import pytest

from harness.errors import MachineError
from harness.live.recording import tool
from harness.live.recording.tool import capture_tool, sniffer, version_of
from harness.machine.programs import find


def test_dumpcap_is_taken_where_it_is() -> None:
    if find("dumpcap") is None:
        pytest.skip("capability: dumpcap")
    found = capture_tool()
    assert re.fullmatch(r"dumpcap [0-9]+\.[0-9]+\.[0-9]+.*", found.name)
    assert found.note == ""


def test_the_sniffer_stands_in_and_says_what_is_lost_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "find", lambda _: None)
    monkeypatch.setattr(tool, "find_spec", lambda _: object())
    assert capture_tool() == sniffer()
    assert "loses packets much sooner" in sniffer().note


def test_where_there_is_neither_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tool, "find", lambda _: None)
    monkeypatch.setattr(tool, "find_spec", lambda _: None)
    with pytest.raises(MachineError, match="sudo apt install wireshark-common"):
        capture_tool()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Dumpcap (Wireshark) 4.4.1.", "dumpcap 4.4.1"),
        ("Dumpcap (Wireshark) 3.6.2 (Git v3.6.2 packaged as 3.6.2-2)", "dumpcap 3.6.2"),
        ("", "dumpcap"),
        ("x " * 500, "dumpcap"),
        (f"Dumpcap 4{'.1' * 90}", f"dumpcap 4{'.1' * 90}"[:60]),
    ],
)
def test_versions(text: str, name: str) -> None:
    assert version_of(text) == name
