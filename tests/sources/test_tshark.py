"""tshark as a process: fed, read, watched; whatever it does is told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness.sources import tshark
from harness.sources.tshark import (
    Layers,
    Outcome,
    Writable,
    find_tshark,
    read_packet,
    read_packets,
    version_of,
)
from tests.support import fake_tshark

HERE = shutil.which("tshark")


def run(program: str, octets: bytes = b"x", **given: float) -> tuple[list[tuple[int, Layers]], Outcome]:
    def feed(stream: Writable) -> None:
        stream.write(octets)

    outcome = Outcome()
    return list(read_packets(program, feed, outcome, **given)), outcome  # type: ignore[arg-type]


def packet(number: int, **layers: object) -> str:
    """One as tshark writes it."""
    whole = {"_source": {"layers": {"frame": {"frame.number": str(number)}, **layers}}}
    return "\n".join(f"  {line}" for line in json.dumps(whole, indent=2).split("\n"))


def test_one_that_crashes_is_told(tmp_path: Path) -> None:
    found, outcome = run(fake_tshark.program(tmp_path, fake_tshark.CRASHES), bytes(10_000_000))
    assert not found
    assert outcome.problem == "signal 6 ended it: broken"
    assert not outcome.fed


def test_one_that_fails_says_why(tmp_path: Path) -> None:
    _, outcome = run(fake_tshark.program(tmp_path, fake_tshark.FAILS))
    assert outcome.problem == "it ended with status 2: not a capture"


def test_one_that_hangs_is_ended(tmp_path: Path) -> None:
    found, outcome = run(fake_tshark.program(tmp_path, fake_tshark.HANGS), bytes(10_000_000), silent_s=0.5)
    assert not found
    assert outcome.problem == "it was ended because it took and gave nothing for 0.5 s"


@pytest.mark.parametrize("separator", [",\n", "\n  ,\n"])
def test_packets_are_read_one_by_one(tmp_path: Path, separator: str) -> None:
    text = separator.join([packet(3, http={"a": {"b": "  }"}}), packet(7), "  {\n    broken\n  }", packet(9)])
    found, outcome = run(fake_tshark.program(tmp_path, fake_tshark.TALKS.format(text=text)))
    assert [number for number, _ in found] == [3, 7, 9]
    assert found[0][1]["http"] == {"a": {"b": "  }"}}
    assert (outcome.problem, outcome.passed) == (None, 1)


def test_what_is_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tshark, "MAX_PACKET_OCTETS", 2_000)
    text = ",\n".join([packet(1), packet(2, http="x" * 5_000), packet(3, http=["y" * 500] * 5), packet(4)])
    found, outcome = run(fake_tshark.program(tmp_path, fake_tshark.TALKS.format(text=text)))
    assert [number for number, _ in found] == [1, 4]
    assert outcome.passed == 2


@pytest.mark.parametrize(
    "text", [b"", b"[]", b'{"_source": 1}', b'{"_source": {"layers": {"frame": {}}}}', b"[" * 9_999]
)
def test_what_is_no_packet(text: bytes) -> None:
    assert read_packet(text) is None


def test_leaving_early_ends_it(tmp_path: Path) -> None:
    body = fake_tshark.TALKS.format(text=packet(1)) + "\nsys.stdout.flush(); import time; time.sleep(600)"
    stream = read_packets(fake_tshark.program(tmp_path, body), lambda out: None, Outcome())
    assert next(stream)[0] == 1
    stream.close()  # type: ignore[attr-defined]


def test_neither_secrets_nor_the_user_s_settings_reach_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv("SSLKEYLOGFILE", "/somewhere/keys")
    note = tmp_path / "note"
    body = f"import os, json; open({str(note)!r}, 'w').write(json.dumps([sys.argv, dict(os.environ)])); sys.stdin.buffer.read()"
    _, outcome = run(fake_tshark.program(tmp_path, body), b"CLIENT_RANDOM c3c3")
    arguments, environment = json.loads(note.read_text())
    assert outcome.problem is None
    assert "c3c3" not in note.read_text()
    assert "/somewhere" not in note.read_text()
    assert arguments[1:4] == ["-n", "-r", "-"]
    assert environment["HOME"] == environment["WIRESHARK_CONFIG_DIR"]
    assert not Path(environment["HOME"]).exists()  # temporary, and gone


def test_version(tmp_path: Path) -> None:
    assert version_of(fake_tshark.program(tmp_path, "")) == "TShark (Wireshark) 0.0 (made up)"
    assert version_of(str(tmp_path / "none")) is None


@pytest.mark.skipif(HERE is None, reason="capability: tshark")
def test_the_real_one() -> None:
    assert find_tshark() == HERE
    assert str(version_of(str(HERE))).startswith("TShark (Wireshark) ")
    found, outcome = run(str(HERE), b"no capture at all")
    assert not found
    assert outcome.problem is not None
