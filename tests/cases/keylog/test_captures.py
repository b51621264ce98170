"""Captures of every form that keys are there for: with secrets in the file, packed, in a pipe, in several files."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.pipeline import analyze
from tests.support.frames import pcap
from tests.support.opened import timed, write
from tests.support.tls_sessions import exchange

TSHARK = shutil.which("tshark")
needs_tshark = pytest.mark.skipif(TSHARK is None, reason="capability: tshark")
GET = b"GET /b HTTP/1.1\r\nHost: cdn.example\r\n\r\n"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"


def with_secrets(folder: Path) -> Path:
    """A capture that editcap put its own key log into."""
    session = exchange("a.example", [("up", GET), ("down", NO_CONTENT)])
    capture, log = write(folder, timed(session), session.keys)
    made = folder / "own.pcapng"
    subprocess.run(["editcap", "--inject-secrets", f"tls,{log}", capture, str(made)], check=True)
    return made


@needs_tshark
def test_secrets_in_the_capture_itself(tmp_path: Path) -> None:
    made = with_secrets(tmp_path)
    found = analyze([str(made)])
    assert found.requests.select("host", "status").rows() == [("cdn.example", 204)]
    assert {"block": "decryption secrets (TLS)", "blocks": 1} in found.captures["other_blocks"][0].to_list()


@needs_tshark
@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_captures(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = tmp_path / "own.packed"
    packed.write_bytes(pack(with_secrets(tmp_path).read_bytes()))
    assert analyze([str(packed)]).requests.height == 1


@needs_tshark
def test_standard_input_cannot_be_read_twice(tmp_path: Path) -> None:
    with with_secrets(tmp_path).open("rb") as stream:
        found = analyze(["-"], stdin=stream)
    assert found.requests.is_empty()
    assert found.tls_sessions["why_not"].to_list() == ["not_read"]
    assert any(
        "standard input cannot be read a second time: give the capture as a file" in note
        for note in found.notes
    )


@needs_tshark
def test_a_session_that_goes_on_in_the_next_file(tmp_path: Path) -> None:
    session = exchange("a.example", [("up", GET), ("down", NO_CONTENT), ("up", GET), ("down", NO_CONTENT)])
    frames = timed(session)
    parts = [tmp_path / f"app_0000{number}_20260101000000.pcap" for number in (1, 2)]
    parts[0].write_bytes(pcap(frames[:9]))
    parts[1].write_bytes(pcap(frames[9:]))
    log = tmp_path / "keys"
    log.write_bytes(session.keys)
    found = analyze([str(path) for path in parts], keylogs=[str(log)])
    assert found.requests.height == 2
    numbers = dict(zip(found.captures["path"], found.captures["capture"], strict=True))
    assert found.requests["capture"].to_list()[-1] == numbers[str(parts[1])]
    assert found.requests["packet"].to_list()[-1] <= len(frames) - 9
