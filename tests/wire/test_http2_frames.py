"""Frames of HTTP/2 up to header blocks, written out."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.http2_frames import MAX_FRAMES, Block, read_blocks
from tests.support.stream_messages import PREFACE, SETTINGS, frame

START = PREFACE + SETTINGS
END, PADDED, PRIORITY = 0x04, 0x08, 0x20
WEIGHT = b"\x80\0\0\0\x10"


def read(data: bytes) -> tuple[list[bytes], Malformed | int]:
    (*blocks, last) = read_blocks(data)
    assert not isinstance(last, Block)
    return [block.octets for block in blocks if isinstance(block, Block)], last


@pytest.mark.parametrize(
    "frames",
    [
        frame(1, b"abc", flags=END),
        frame(1, b"\2abc\0\0", flags=END | PADDED),
        frame(1, WEIGHT + b"abc", flags=END | PRIORITY),
        frame(1, b"\1" + WEIGHT + b"abc\0", flags=END | PADDED | PRIORITY),
        frame(1, b"a") + frame(9, b"b") + frame(9, b"c", flags=END),
        frame(1, b"\1ab\0", flags=PADDED) + frame(9, b"c", flags=END | PADDED | PRIORITY),
        frame(8, bytes(4), stream=0)
        + frame(2, WEIGHT, stream=3)
        + frame(0xAA, b"x")
        + frame(1, b"abc", flags=END),
    ],
)
def test_a_block_whatever_carries_it(frames: bytes) -> None:
    data = START + frames
    assert read(data) == ([b"abc"], len(data) + 9)
    for length in range(len(PREFACE), len(data)):
        blocks, need = read(data[:length])
        assert not blocks
        assert isinstance(need, int)
        assert length < need <= len(data)


def test_blocks_in_turn() -> None:
    data = START + frame(1, b"a", flags=END) + frame(0, b"body") + frame(1, b"b", flags=END, stream=3)
    assert read(data)[0] == [b"a", b"b"]


@pytest.mark.parametrize(
    ("behind", "reason"),
    [
        (frame(1, b"a", flags=END), Reason.BAD_VALUE),  # §3.4: SETTINGS first
        (frame(4, b"", flags=1, stream=0), Reason.BAD_VALUE),  # an acknowledgement of nothing
        (frame(4, b"", stream=1), Reason.BAD_VALUE),
        (frame(4, b"abc", stream=0), Reason.BAD_LENGTH),
        (SETTINGS + frame(1, b"a", flags=END, stream=0), Reason.BAD_VALUE),
        (SETTINGS + frame(1, b"a", flags=END, stream=2), Reason.BAD_VALUE),
        (SETTINGS + frame(0, b"a", stream=0), Reason.BAD_VALUE),
        (SETTINGS + frame(9, b"a", flags=END), Reason.BAD_VALUE),  # §6.10: nothing to continue
        (SETTINGS + frame(1, b"a") + frame(9, b"a", stream=3), Reason.BAD_VALUE),
        (SETTINGS + frame(1, b"a") + frame(0, b"a"), Reason.BAD_VALUE),
        (SETTINGS + frame(1, b"\5abc", flags=END | PADDED), Reason.BAD_LENGTH),
        (SETTINGS + frame(1, b"", flags=END | PADDED), Reason.BAD_LENGTH),
        (SETTINGS + frame(1, b"abc", flags=END | PRIORITY), Reason.BAD_LENGTH),
        (SETTINGS + frame(0, bytes(16_384)), Reason.TOO_LONG),
        (SETTINGS + frame(1, b"a") + frame(9, b"") * MAX_FRAMES, Reason.TOO_LONG),
    ],
)
def test_faults(behind: bytes, reason: Reason) -> None:
    blocks, last = read(PREFACE + behind)
    assert not blocks
    assert isinstance(last, Malformed)
    assert last.reason is reason
