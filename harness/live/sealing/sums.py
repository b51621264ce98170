"""``SHA256SUMS`` of a folder: in the form of sha256sum(1), so that ``sha256sum -c SHA256SUMS`` checks it where there is no harness.

A line is the digest, two spaces and the path; a path with a backslash or a line break is escaped, and its line begins with a backslash.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError

SUMS: Final = "SHA256SUMS"
_LINE: Final = re.compile(r"(\\?)([0-9a-f]{64})  (.+)")
_ESCAPES: Final = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A sealed folder, held against its sums."""

    files: int
    """That are listed."""
    altered: tuple[str, ...]
    """Their octets are others now."""
    missing: tuple[str, ...]
    unreadable: tuple[str, ...]
    """They are there, and may not be read: nothing is known of them."""
    odd_lines: int
    """Lines of the sums themselves that are none."""
    extra: tuple[str, ...]
    """Files that lie there and are not listed; no fault."""

    @property
    def unaltered(self) -> bool:
        """Whether everything that was sealed is as it was."""
        return not (self.altered or self.missing or self.unreadable or self.odd_lines)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sums_text(digests: Mapping[str, str]) -> str:
    r"""The lines, by path.

    >>> sums_text({"a\nb": "0" * 64})[:12], sums_text({"a\nb": "0" * 64})[-6:]
    ('\\00000000000', ' a\\nb\n')
    """
    lines = []
    for path in sorted(digests):
        safe = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
        lines.append(f"{chr(92) if safe != path else ''}{digests[path]}  {safe}\n")
    return "".join(lines)


def read_sums(text: str) -> tuple[dict[str, str], int]:
    """Digest by path, and how many lines are none; any text gives a value."""
    found: dict[str, str] = {}
    odd = 0
    for line in text.split("\n"):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            odd += 1
            continue
        path = match[3]
        if match[1]:
            path = re.sub(r"\\[\\nr]", lambda one: _ESCAPES[one[0]], path)
        found[path] = match[2]
    return found, odd


def check_folder(folder: Path) -> Checked | None:
    """Hold a folder against its sums; None where it has none.

    Raises:
        MachineError: The sums cannot be read.
    """
    try:
        text = (folder / SUMS).read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise MachineError(f"{folder / SUMS}: cannot be read: {fault.strerror}") from fault
    wanted, odd = read_sums(text)
    altered, missing, unreadable = [], [], []
    for path, digest in wanted.items():
        try:
            if _leads_out(path) or digest_of(folder / path) != digest:
                altered.append(path)
        except FileNotFoundError:
            missing.append(path)
        except (OSError, ValueError):
            unreadable.append(path)
    there = (str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return Checked(
        files=len(wanted),
        altered=tuple(altered),
        missing=tuple(missing),
        unreadable=tuple(unreadable),
        odd_lines=odd,
        extra=_extra(there, wanted),
    )


def _leads_out(path: str) -> bool:
    """Sums are a file that somebody may have written: nothing outside the folder is opened for them."""
    return path.startswith("/") or ".." in path.split("/")


def _extra(there: Iterable[str], wanted: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in there if path not in wanted and path != SUMS))
