"""Paths are opened together, or all that cannot be opened are told together."""

from __future__ import annotations

import io
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.errors import CaptureError
from harness.sources.opening import open_captures
from tests.support import frames

ONE, TWO = frames.pcap([]), frames.pcap([(0, b"x")])


def octets_of(stream: object) -> bytes:
    buffer = bytearray(100)
    count = stream.readinto(buffer)  # type: ignore[attr-defined]
    return bytes(buffer[:count])


def test_captures_are_opened_in_the_order_given_and_their_octets_added(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(TWO)
    (tmp_path / "a").write_bytes(ONE)
    paths = [str(tmp_path / "b"), str(tmp_path / "a")]
    with ExitStack() as stack:
        opened, total = open_captures(paths, stack, None)
        assert [path for path, _ in opened] == paths
        assert [octets_of(stream) for _, stream in opened] == [TWO, ONE]
        assert total == len(ONE + TWO)


def test_the_stack_closes_what_was_opened(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(ONE)
    with ExitStack() as stack:
        opened, _ = open_captures([str(tmp_path / "a")], stack, None)
    with pytest.raises(ValueError, match="closed"):
        octets_of(opened[0][1])


def test_standard_input_has_no_known_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(ONE)
    with ExitStack() as stack:
        opened, total = open_captures(["-", str(tmp_path / "a")], stack, io.BytesIO(b"piped"))
        assert octets_of(opened[0][1]) == b"piped"
        assert total is None


def test_a_buffered_standard_input_is_read_without_its_buffer(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(ONE)
    with ExitStack() as stack, (tmp_path / "a").open("rb") as stdin:
        opened, _ = open_captures(["-"], stack, stdin)
        assert opened[0][1] is stdin.raw


def test_every_path_that_cannot_be_opened_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(ONE)
    (tmp_path / "text").write_text("no capture")
    names = ("missing", "good", "", "good/x", "text")
    paths = [*(str(tmp_path / name) for name in names), "-"]
    with ExitStack() as stack, pytest.raises(CaptureError) as fault:
        open_captures(paths, stack, None)
    lines = str(fault.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [path for path in paths if not path.endswith("good")]
    assert lines[:3] == [
        f"{paths[0]}: no such file",
        f"{paths[2]}: is a directory; pass the captures in it, e.g. DIR/*.pcapng",
        f"{paths[3]}: Not a directory",
    ]
    assert lines[3].startswith(f"{paths[4]}: is not a pcap or pcapng capture")
    assert lines[4] == "-: there is no standard input"


def test_a_path_that_the_user_may_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("harness.sources.opening.FileIO", refuse)
    with ExitStack() as stack, pytest.raises(CaptureError, match=r"a\.pcap: not readable for this user"):
        open_captures(["a.pcap"], stack, None)
