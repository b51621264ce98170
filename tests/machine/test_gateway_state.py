"""The state file of a gateway: what was written is read, and damage is told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine.gateway_state import FILE, parse_state, read_state, state_folder, state_text
from tests.support.gateway_states import gateway_state


def test_what_was_written_is_read(tmp_path: Path) -> None:
    state = gateway_state()
    (tmp_path / FILE).write_text(state_text(state))
    assert read_state(tmp_path) == state


def test_none_is_up_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None


def test_words_of_the_file_are_those_of_a_scenario() -> None:
    written = json.loads(state_text(gateway_state()))
    assert written["interference"] == ["tls_interception", "quic_blocked"]
    assert (written["ipv6"], written["lan"]["interface"]) == ("forwarded", "lan0")


def test_every_mistake_is_told_at_once() -> None:
    written = json.loads(state_text(gateway_state()))
    del written["wan"]["mac"]
    written["quic"] = "some"
    written["own"]["uids"] = [True]
    written["surplus"] = 1
    with pytest.raises(MachineError) as told:
        parse_state(json.dumps(written), "S")
    assert str(told.value).splitlines()[:4] == [
        "S: surplus: unknown key",
        "S: wan.mac: missing",
        "S: quic: must be one of pass, block",
        "S: own.uids[0]: must be a whole number",
    ]
    assert "gateway down" in str(told.value)


def test_a_file_cut_off_is_told_with_its_line() -> None:
    with pytest.raises(MachineError, match=r"^S:\d+:\d+: "):
        parse_state(state_text(gateway_state())[:200], "S")


def test_another_version_is_not_read() -> None:
    written = json.loads(state_text(gateway_state())) | {"schema_version": 2}
    with pytest.raises(MachineError, match="another version of harness"):
        parse_state(json.dumps(written), "S")


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_text_is_a_state_or_a_told_mistake(text: str) -> None:
    with pytest.raises(MachineError):
        parse_state(text, "S")


def test_brackets_without_end_are_a_told_mistake() -> None:
    with pytest.raises(MachineError, match="S"):
        parse_state("[" * 100_000, "S")


def test_a_file_too_long_is_not_read(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b" " * (2 << 20))
    with pytest.raises(MachineError, match="longer than any"):
        read_state(tmp_path)


def test_a_folder_is_given_by_option_environment_or_custom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARNESS_GATEWAY_STATE", "/e")
    assert (str(state_folder("/o")), str(state_folder())) == ("/o", "/e")
    monkeypatch.delenv("HARNESS_GATEWAY_STATE")
    assert str(state_folder()) == "/run/harness-gateway"
