"""A file as it was downloaded in; the octets of the data in it, its name without the ending of the wrapping, and its digest out.

gzip, zstd, xz, bzip2 and lz4 are opened, and a tar archive (GeoLite2 comes in one) that holds one MMDB file.

Blind spots: zip archives are refused; unpack them first.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import ReferenceDataError
from harness.sources.compression import Inflated, compression_of

MOST_OCTETS: Final = 1 << 31
"""Of one file, opened. The largest free one, a vendor's cities as CSV, has below one GiB."""
_BUFFER: Final = 1 << 20
_TAR_AT: Final = 257
_ENDINGS: Final = frozenset({".gz", ".tgz", ".tar", ".zst", ".xz", ".bz2", ".lz4"})


@dataclass(frozen=True, slots=True)
class Opened:
    """One file."""

    name: str
    """Without folder."""
    sha256: str
    """Of the file as it lies there."""
    outer: int
    """Octets of the file as it lies there."""
    octets: bytes
    """What is in it."""


def opened(path: Path) -> Opened:
    """Read a file whole, and take it out of its wrapping.

    Raises:
        ReferenceDataError: It cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            outer = file.read(MOST_OCTETS + 1)
    except OSError as fault:
        raise ReferenceDataError(f"{path}: cannot be read: {fault.strerror}") from fault
    return opened_octets(outer, path.name)


def opened_octets(outer: bytes, name: str) -> Opened:
    """Take octets out of their wrapping; see ``opened``."""
    if len(outer) > MOST_OCTETS:
        raise ReferenceDataError(f"{name}: more than {MOST_OCTETS:,} octets, which no known data set has")
    if outer.startswith(b"PK\3\4"):
        raise ReferenceDataError(f"{name}: a zip archive; unpack it, and import what is in it")
    inner = outer
    if form := compression_of(outer[:16]):
        inner = _inflated(outer, form, name)
    if inner[_TAR_AT : _TAR_AT + 5] == b"ustar":
        inner = _from_tar(inner, name)
    plain = Path(name)
    while plain.suffix in _ENDINGS:
        plain = plain.with_suffix("")
    return Opened(plain.name, hashlib.sha256(outer).hexdigest(), len(outer), inner)


def _inflated(outer: bytes, form: str, name: str) -> bytes:
    inside, buffer = Inflated(io.BytesIO(outer), form), memoryview(bytearray(_BUFFER))
    found = bytearray()
    while count := inside.readinto(buffer):
        found += buffer[:count]
        if len(found) > MOST_OCTETS:
            raise ReferenceDataError(f"{name}: expands to more than {MOST_OCTETS:,} octets")
    if inside.problem is not None:
        raise ReferenceDataError(f"{name}: {inside.problem}")
    return bytes(found)


def _from_tar(octets: bytes, name: str) -> bytes:
    """The one MMDB file of an archive; nothing is written anywhere, so names in it do no harm."""
    try:
        with tarfile.open(fileobj=io.BytesIO(octets)) as archive:
            members = [one for one in archive if one.isfile() and one.name.endswith(".mmdb")]
            if len(members) == 1 and (file := archive.extractfile(members[0])) is not None:
                return file.read()
    except (tarfile.TarError, EOFError, ValueError, OSError) as fault:
        raise ReferenceDataError(f"{name}: no sound tar archive ({fault})") from fault
    raise ReferenceDataError(f"{name}: {len(members)} MMDB files in this archive, one is expected")
