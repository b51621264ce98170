"""Compressed captures: read as the octets inside, hashed as they lie there, bounded, and useful as far as they go."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import shutil
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path

import lz4.frame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import CaptureError
from harness.sources import compression
from harness.sources.capture_reader import read_capture
from harness.sources.compression import Inflated, compression_of
from harness.sources.opening import open_captures
from tests.support.conversations import START_NS, up
from tests.support.frames import pcap
from tests.support.reading import outcome, read
from tests.support.repository import ROOT

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMS = ("gzip", "zstd", "xz", "lz4", "bzip2")
CAPTURE = pcap([(START_NS + number, up(bytes(number), port=2000 + number % 50)) for number in range(300)])
DIFFER = ("sha256", "octets", "end")


def packed(form: str, octets: bytes) -> bytes:
    """Compressed by the form's own program; by a library where the machine has no such program."""
    if shutil.which(form):
        return subprocess.run([form, "-c"], input=octets, capture_output=True, check=True).stdout
    return _LIBRARIES[form](octets)


_LIBRARIES = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
    "bzip2": bz2.compress,
}
PACKED = {form: packed(form, CAPTURE) for form in FORMS}


def told(octets: bytes, **how: object) -> dict[str, object]:
    found = outcome(read(octets, **how))  # type: ignore[arg-type]
    return {key: value for key, value in found.items() if key not in DIFFER}


def inside(octets: bytes, form: str) -> tuple[bytes, str | None, int]:
    stream, found, buffer = Inflated(io.BytesIO(octets), form), b"", memoryview(bytearray(777))
    while count := stream.readinto(buffer):
        found += bytes(buffer[:count])
    return found, stream.problem, stream.outer


@pytest.mark.parametrize("form", FORMS)
def test_a_compressed_capture_is_read_as_the_one_inside(form: str) -> None:
    result = read(PACKED[form])
    assert told(PACKED[form]) == told(CAPTURE)
    assert (result.file.compression, result.file.octets, result.file.stopped_at) == (
        form,
        len(PACKED[form]),
        None,
    )
    assert result.file.sha256 == hashlib.sha256(PACKED[form]).hexdigest()
    assert result.file.inside_sha256 == hashlib.sha256(CAPTURE).hexdigest()
    assert told(PACKED[form], sizes=(1, 2, 700, 3)) == told(CAPTURE)


def test_a_plain_capture_is_not_compressed() -> None:
    assert (read(CAPTURE).file.compression, read(CAPTURE).file.inside_sha256) == (None, None)


@pytest.mark.parametrize("form", FORMS)
def test_streams_one_behind_the_other_and_padding_are_one(form: str) -> None:
    both = packed(form, CAPTURE[:5000]) + packed(form, CAPTURE[5000:]) + bytes(512)
    assert inside(both, form) == (CAPTURE, None, len(both))
    skipped = bytes.fromhex("502a4d18 04000000 61626364")
    if form in {"zstd", "lz4"}:
        assert inside(packed(form, CAPTURE) + skipped + packed(form, b"more"), form)[:2] == (
            CAPTURE + b"more",
            None,
        )


def test_a_skippable_frame_in_front_is_zstd() -> None:
    octets = bytes.fromhex("502a4d18 04000000 61626364") + PACKED["zstd"]
    assert told(octets) == told(CAPTURE)


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_behind_the_end_is_told_and_hashed(form: str) -> None:
    octets = PACKED[form] + b"something else"
    result = read(octets)
    assert told(octets) == told(CAPTURE)
    assert result.file.stopped_at == len(CAPTURE)
    assert f"octets that are not {form} stand behind its end, at octet {len(PACKED[form]):,}" in str(
        result.file.problem
    )
    assert result.file.sha256 == hashlib.sha256(octets).hexdigest()


@pytest.mark.parametrize("form", FORMS)
def test_a_cut_file_gives_what_stands_before_the_cut(form: str) -> None:
    for cut in range(0, len(PACKED[form]), 97):
        octets = PACKED[form][:cut]
        found, problem, outer = inside(octets, form)
        assert (CAPTURE.startswith(found), outer) == (True, cut)
        assert "ends before its time" in str(problem)
    if form in {"gzip", "xz"}:
        result = read(PACKED[form][: len(PACKED[form]) * 9 // 10])
        assert result.tally.packets > 150
        assert "ends before its time" in str(result.file.problem)
        assert 24 < (result.file.stopped_at or 0) < len(CAPTURE)


@given(st.sampled_from(FORMS), st.data())
def test_changed_octets_never_raise_and_never_hide_the_digest(form: str, data: st.DataObject) -> None:
    octets = bytearray(PACKED[form])
    for _ in range(data.draw(st.integers(1, 3))):
        octets[data.draw(st.integers(6, len(octets) - 1))] = data.draw(st.integers(0, 255))
    try:
        result = read(bytes(octets))
    except CaptureError:
        return
    assert result.file.sha256 == hashlib.sha256(octets).hexdigest()
    assert result.file.problem is not None or told(bytes(octets)) == told(CAPTURE)


def test_damage_costs_little_of_what_stands_before_it() -> None:
    octets = bytearray(gzip.compress(os.urandom(100_000)))
    octets[-8] ^= 1  # the checksum
    found, problem, _ = inside(bytes(octets), "gzip")
    assert "incorrect data check" in str(problem)
    assert len(found) > 97_000


@pytest.mark.parametrize("form", ["zstd", "xz", "gzip", "bzip2"])
def test_a_bomb_is_stopped_and_what_was_read_before_counts(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "FREE_OCTETS", 100_000)
    monkeypatch.setattr(compression, "MOST_RATIO", 100)
    octets = packed(form, CAPTURE + bytes(50_000_000))
    found, problem, outer = inside(octets, form)
    assert found.startswith(CAPTURE)
    assert len(found) < 50_000_000
    assert "expands to more than 100 times its octets" in str(problem)
    assert outer == len(octets)
    result = read(octets)
    assert result.tally.packets >= 300
    assert result.file.sha256 == hashlib.sha256(octets).hexdigest()


def test_the_limits_are_those_of_the_decision() -> None:
    text = (ROOT / "docs/decisions/0082-how-far-a-compressed-capture-may-expand.md").read_text()
    assert f"{compression.MOST_RATIO:,} times" in text
    assert f"{compression.FREE_OCTETS // 2**20} MiB" in text


def test_a_stream_that_asks_for_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "MEMORY_OCTETS", 2**20)
    window_of_2_gib = b"\x28\xb5\x2f\xfd\x00\xa8" + PACKED["zstd"][6:]
    for form, octets in (("xz", PACKED["xz"]), ("zstd", window_of_2_gib)):
        found, problem, outer = inside(octets, form)
        assert (found, "damaged at about octet" in str(problem), outer) == (b"", True, len(octets))
        with pytest.raises(CaptureError, match="nothing before that could be read"):
            read(octets)


def test_a_capture_compressed_twice_is_refused_with_what_to_do() -> None:
    with pytest.raises(CaptureError, match="once more inside; decompress it"):
        read(gzip.compress(gzip.compress(CAPTURE)))


def test_forms_are_known_by_their_first_octets() -> None:
    assert [compression_of(PACKED[form][:6]) for form in FORMS] == list(FORMS)
    assert [compression_of(start) for start in (b"", b"\x1f\x8b", CAPTURE[:6], b"\x0a\x0d\x0d\x0a")] == [
        None
    ] * 4


def test_a_fault_inside_a_compressed_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"some text"))
    with ExitStack() as stack, pytest.raises(CaptureError, match=r"a\.gz: is not a pcap or pcapng"):
        open_captures([str(tmp_path / "a.gz")], stack, None)


@pytest.mark.parametrize("form", [None, *FORMS])
def test_a_pipe_is_read_until_its_writer_leaves(form: str | None, tmp_path: Path) -> None:
    octets = CAPTURE if form is None else PACKED[form]
    os.mkfifo(tmp_path / "fifo")
    writer = threading.Thread(target=(tmp_path / "fifo").write_bytes, args=(octets,))
    writer.start()
    with ExitStack() as stack:
        ((path, stream),), total = open_captures([str(tmp_path / "fifo")], stack, None)
        result = read_capture(stream, path, idle_timeout_s=300)
    writer.join()
    assert (total, result.file.compression, result.tally.packets) == (None, form, 300)
    assert result.file.sha256 == hashlib.sha256(octets).hexdigest()
