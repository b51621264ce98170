"""Blocks that are written are read back: by the project's reader, and by tshark."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.sources.capture_reader import read_capture
from harness.sources.packet_reader import read_packets
from harness.sources.pcapng_writer import PcapngBlocks
from tests.support.conversations import START_NS, visit
from tests.support.frames import ip, udp

LINES = (b"CLIENT_RANDOM " + b"5a" * 32 + b" " + b"c3" * 48, b"X " + b"5b" * 32 + b" 00")
RAW_IP, ETHERNET = 101, 1


def written() -> bytes:
    blocks = PcapngBlocks()
    parts = [blocks.opening(LINES)]
    parts += [
        blocks.packet(START_NS + number, ETHERNET, frame, len(frame))
        for number, frame in enumerate(visit("a.example"))
    ]
    parts.append(
        blocks.packet(START_NS + 99, RAW_IP, ip("192.0.2.1", "192.0.2.2", 17, udp(1, 2, b"odd"))[:-1], 31)
    )
    return b"".join(parts)


def test_the_reader_gets_back_what_was_written() -> None:
    packets = read_packets(io.BytesIO(written()), "x")
    frames = visit("a.example")
    assert packets["captured"].tolist() == [*map(len, frames), 30]
    assert packets["wire"].tolist() == [*map(len, frames), 31]
    assert packets["time_ns"].tolist() == [*range(START_NS, START_NS + len(frames)), START_NS + 99]
    assert packets["dlt"].tolist() == [ETHERNET] * len(frames) + [RAW_IP]


def test_secrets_come_back_too() -> None:
    read = read_capture(io.BytesIO(written()), "x", idle_timeout_s=300)
    assert read.said.secrets == b"".join(line + b"\n" for line in LINES)
    assert "5a5a" not in repr(read.said)
    assert read.said.other_blocks == (("decryption secrets (TLS)", 1),)


def test_without_secrets_there_is_no_block_for_them() -> None:
    assert len(PcapngBlocks().opening(())) == 28


@pytest.mark.skipif(shutil.which("capinfos") is None, reason="capability: tshark")
def test_another_reader(tmp_path: Path) -> None:
    (tmp_path / "x.pcapng").write_bytes(written())
    told = subprocess.run(
        ["capinfos", "-c", "-u", str(tmp_path / "x.pcapng")], capture_output=True, text=True, check=True
    )
    assert f"Number of packets:   {len(visit('a.example')) + 1}" in told.stdout
