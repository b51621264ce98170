"""Octets in files that may still grow."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import harness.gateway.capture_search as search
from harness.errors import CaptureError
from harness.gateway.capture_search import await_in, found_in


@given(st.binary(max_size=200), st.lists(st.binary(min_size=1, max_size=20), max_size=5), st.integers(1, 40))
def test_as_if_the_file_were_read_whole(octets: bytes, patterns: list[bytes], piece: int) -> None:
    path = Path(tempfile.mkstemp()[1])
    path.write_bytes(octets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_PIECE", piece)
        assert found_in(path, patterns) == {one for one in patterns if one in octets}
    path.unlink()


def test_what_comes_later_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"begin")
    timer = threading.Timer(0.2, lambda: path.write_bytes(b"begin and token"))
    timer.start()
    assert await_in([path], {"t": b"token"}, 20) == {"t": path}
    timer.join()


def test_what_never_comes_is_in_none(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"begin")
    assert await_in([path], {"t": b"token", "b": b"egi"}, 0) == {"t": None, "b": path}


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="cannot be read"):
        found_in(tmp_path / "gone", [b"x"])
