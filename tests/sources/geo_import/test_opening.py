"""Files out of their wrappings, within bounds."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.sources.geo_import.opening import opened, opened_octets

INSIDE = b"192.0.2.0,192.0.2.255,DE\n" * 9


@pytest.mark.parametrize(
    ("ending", "pack"), [("", bytes), (".gz", gzip.compress), (".xz", lzma.compress), (".bz2", bz2.compress)]
)
def test_wrappings(ending: str, pack: object, tmp_path: Path) -> None:
    path = tmp_path / f"table.csv{ending}"
    path.write_bytes(pack(INSIDE))  # type: ignore[operator]
    found = opened(path)
    assert (found.octets, found.name, found.outer) == (INSIDE, "table.csv", path.stat().st_size)
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def archive(*names: str) -> bytes:
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode="w") as files:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(INSIDE)
            files.addfile(member, io.BytesIO(INSIDE))
    return octets.getvalue()


def test_the_one_mmdb_of_an_archive() -> None:
    assert opened_octets(archive("a/LICENSE", "a/b.mmdb"), "a.tar").octets == INSIDE


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: archive("a.mmdb", "b.mmdb"), "2 MMDB files"),
        (lambda: archive("a"), "0 MMDB files"),
        (lambda: archive("a.mmdb")[:300], "tar"),
        (lambda: gzip.compress(INSIDE, mtime=0)[:-4], "cannot be read"),
        (lambda: gzip.compress(bytes(200_000_000), mtime=0), "expands to more than 1,000 times"),
        (lambda: b"PK\x03\x04", "zip"),
    ],
    ids=["two", "none", "cut", "cut-gzip", "bomb", "zip"],
)
def test_what_cannot_be_opened_is_told(make: Callable[[], bytes], why: str) -> None:
    octets = make()
    with pytest.raises(ReferenceDataError, match=why):
        opened_octets(octets, "x")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReferenceDataError, match="cannot be read"):
        opened(tmp_path / "nothing")
