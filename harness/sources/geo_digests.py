"""Digests: those of a file, and the one that a vendor publishes beside it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final, NamedTuple

from harness.errors import ReferenceDataError

_MOST_TEXT: Final = 65_536
_HEX: Final = {
    "md5": re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{32}(?![0-9A-Fa-f])"),
    "sha256": re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])"),
}


class Digests(NamedTuple):
    """Of one file, as lower-case hex."""

    sha256: str
    md5: str


def digests_of(path: Path) -> Digests:
    """Digests of a file, read once."""
    sha256, md5 = hashlib.sha256(), hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while octets := file.read(1 << 20):
            sha256.update(octets)
            md5.update(octets)
    return Digests(sha256.hexdigest(), md5.hexdigest())


def published(text: str, algorithm: str) -> str:
    """The one digest in a text: alone, as md5sum and sha256sum write it, as BSD does, or in JSON among others.

    Raises:
        ReferenceDataError: There is none, or several.

    >>> published("MD5 (a) = 0EF1EDC28A8A2BBF9B7F02E5BE7DA195", "md5")
    '0ef1edc28a8a2bbf9b7f02e5be7da195'
    """
    found: set[str] = {digest.lower() for digest in _HEX[algorithm].findall(text[:_MOST_TEXT])}
    if len(found) != 1:
        raise ReferenceDataError(
            f"the published {algorithm.upper()} cannot be read: {len(found)} digests where one should be"
        )
    return found.pop()
