"""Programs that outlive whoever started them: found by their token, waited for, ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import MachineError
from harness.gateway.processes import listening, running, start, stop
from harness.gateway.steps import Start


def started(folder: Path, token: str, script: str, ready: str = "") -> None:
    start(Start(("sh", "-c", script), token, str(folder / "log"), ready))


def test_it_is_found_by_its_token_and_ended(tmp_path: Path) -> None:
    token = f"test-{tmp_path.name}-1"
    started(tmp_path, token, "echo up; exec sleep 100", "log:up")
    assert len(running(token)) == 1
    stop(token)
    assert running(token) == ()
    stop(token)  # nothing is left to do


def test_one_that_does_not_listen_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.gateway.processes.END_S", 0.3)
    token = f"test-{tmp_path.name}-2"
    started(tmp_path, token, "trap '' TERM; echo up; while :; do sleep 0.05; done", "log:up")
    stop(token)
    assert running(token) == ()


def test_one_that_ends_at_once_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="sh ended at once: no way"):
        started(tmp_path, "test-3", "echo no way; exit 3", "log:up")


def test_one_that_is_never_ready_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.gateway.processes.READY_S", 0.1)
    token = f"test-{tmp_path.name}-4"
    with pytest.raises(MachineError, match=r"not ready after 0\.1 s \(log:up\): it said nothing"):
        started(tmp_path, token, "exec sleep 100", "log:up")
    stop(token)


def test_what_an_earlier_program_said_is_not_taken_for_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.gateway.processes.READY_S", 0.1)
    (tmp_path / "log").write_text("up\n")
    token = f"test-{tmp_path.name}-5"
    with pytest.raises(MachineError, match="not ready"):
        started(tmp_path, token, "exec sleep 100", "log:up")
    stop(token)
    assert (tmp_path / "log").read_text() == "up\n"


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="no-such-program is not installed"):
        start(Start(("no-such-program",), "t", str(tmp_path / "log"), ""))


def test_its_environment_is_what_was_given_and_no_more(tmp_path: Path) -> None:
    token = f"test-{tmp_path.name}-6"
    command = ("/bin/sh", "-c", "env; exec sleep 100")
    start(Start(command, token, str(tmp_path / "log"), "log:HARNESS_GATEWAY_TOKEN", (("ONLY", "this"),)))
    stop(token)
    names = {line.partition("=")[0] for line in (tmp_path / "log").read_text().splitlines()}
    assert names - {"PWD", "_", "SHLVL", "OLDPWD"} == {"ONLY", "LC_ALL", "HARNESS_GATEWAY_TOKEN"}


def test_sockets_that_listen_to_a_group() -> None:
    table = (
        "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n"
        "0000000000000000 0   1          00000111 0        0        0     2        0        11\n"
        "0000000000000000 12  7          00000005 0        0        0     2        0        12\n"
        "0000000000000000 12  8          00000000 0        0        0     2        0        13\n"
    )
    assert listening(table, 12) == {"12"}
