"""``harness seal``: what is taken, what is said, how it leaves."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest

from harness.cli import seal
from harness.cli.exits import Exit
from harness.cli.seal import Request
from harness.errors import MachineError, UsageError
from harness.forge.blocks import enhanced, interface, section
from harness.live.desk import MarkKind
from harness.live.recording.journal import Journal
from tests.support.command import REAL, run

NAME = "lan-r001_00001_20261102101500.pcapng"


def evidence(folder: Path) -> Path:
    """A session whose machine lost power: one packet, a hostile step, no end."""
    (folder / "captures").mkdir(parents=True)
    frame = bytes(12) + b"\x88\xb5" + bytes(46)
    blocks = (
        section(None, "test")
        + interface(1, 262_144, "eth1", None)
        + enhanced(1_793_613_601 * 10**9, frame, 99)
    )
    (folder / "captures" / NAME).write_bytes(blocks)
    journal = Journal(folder)
    journal.write("started")
    journal.write("run-begins", vantage="lan", run="lan-r001", interface="eth\x1b[31m1", tool="dumpcap 4")
    journal.mark(MarkKind.STEP, "\x1b[2Jlogin")
    journal.write(
        "gap-begins",
        vantage="lan",
        interface="eth\x1b[31m1",
        why="\x1b]0;x\x07",
        from_ns=1_793_613_602 * 10**9,
    )
    journal.close()
    return folder


def test_a_folder_is_sealed_and_then_checked(tmp_path: Path) -> None:
    folder = evidence(tmp_path / "e")
    done = run("seal", folder, "--region", "de", program=REAL)
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    said = done.stdout.decode()
    assert said.startswith(f"{folder}: sealed, ")
    assert "blind spot: lan-r001: completeness unknown" in said
    assert "blind spot: nobody saw capturing end" in said
    assert b"next: change what is marked CHANGE" in done.stderr
    assert json.loads((folder / "manifest.json").read_bytes())["schema"] == "harness-evidence"
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    (folder / "beside.txt").write_text("")
    again = run("seal", folder, program=REAL)
    checked = run("seal", "--check", folder, program=REAL)
    assert (again.returncode, checked.returncode) == (0, 0)
    assert b"was sealed before; " in again.stdout
    assert b"all as they were sealed" in checked.stdout
    assert b"not sealed, lies beside: beside.txt" in checked.stdout
    (folder / "beside.txt").unlink()
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_what_was_altered_leaves_with_4_and_its_name(tmp_path: Path) -> None:
    folder = evidence(tmp_path / "e")
    assert seal.run(seal.request([str(folder)])) == Exit.OK
    (folder / "session.jsonl").chmod(0o644)
    with (folder / "session.jsonl").open("a") as file:
        file.write("{}\n")
    for arguments in ([str(folder)], [str(folder), "--check"]):
        with pytest.raises(MachineError, match=r"session\.jsonl: was altered after it was sealed"):
            seal.run(seal.request(arguments))


def test_a_folder_that_is_not_sealed_is_not_checked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="it is not sealed; `harness seal"):
        seal.run(seal.request([str(tmp_path), "--check"]))


def test_what_is_taken() -> None:
    asked = seal.request(["d", "--scenario", "s.yaml", "--vantage", "de", "--cell", "c", "--region", "de"])
    assert asked == Request(
        folder="d", scenario="s.yaml", vantages={"": "de"}, cell="c", region="DE", check=False
    )
    assert seal.request(["d", "--vantage", "lan=de", "--vantage", "wan=de-wan"]).vantages == {
        "lan": "de", "wan": "de-wan",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "faults"),
    [
        (["--vantage", "=x"], 1),
        (["--vantage", "lan="], 1),
        (["--vantage", "a=x", "--vantage", "a=y"], 1),
        (["--vantage", "x", "--vantage", "y"], 1),
        (["--vantage", "=", "--region", "XX"], 2),
        (["--check", "--cell", "c", "--vantage", "="], 2),
    ],
)
def test_all_mistakes_are_told_at_once(arguments: list[str], faults: int) -> None:
    with pytest.raises(UsageError) as told:
        seal.request(["d", *arguments])
    assert len(str(told.value).splitlines()) == faults + 1


def test_a_capture_of_nothing_is_evidence_too(tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / NAME).write_bytes(struct.pack("<I", 7))
    assert seal.run(seal.request([str(tmp_path)])) == Exit.OK
    told = json.loads((tmp_path / "manifest.json").read_bytes())
    assert told["sealing"] == ["no report: there is no capture that can be read"]
    assert NAME in (tmp_path / "SHA256SUMS").read_text()
