"""Captures that may still grow in, and octets to look for; in which capture each is, out.

Octets as they are in the file: neither the capture's format nor packets are read, so that a file which is cut off or being written is no
trouble. Patterns have 16 octets and more, which no other traffic holds by chance.

**Blind spots**: compressed captures hold nothing that can be found so.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from harness.errors import CaptureError

_PIECE: Final = 1 << 20


def found_in(path: Path, patterns: Sequence[bytes]) -> set[bytes]:
    """Those that a file holds.

    Raises:
        CaptureError: It cannot be read.
    """
    found: set[bytes] = set()
    keep = max((len(one) for one in patterns), default=1) - 1
    rest = b""
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                rest += piece
                found |= {one for one in patterns if one in rest}
                rest = rest[-keep:] if keep else b""
    except OSError as fault:
        raise CaptureError(f"{path}: cannot be read: {fault.strerror}") from fault
    return found


def await_in(paths: Sequence[Path], patterns: Mapping[str, bytes], wait_s: float) -> dict[str, Path | None]:
    """Look until each is in one of the files, or so long.

    Args:
        paths: Captures.
        patterns: Octets by a name each.
        wait_s: What captures may keep back before they write.

    Returns:
        For each name the first file that has it; None where none has.

    Raises:
        CaptureError: A file cannot be read.
    """
    found: dict[str, Path | None] = dict.fromkeys(patterns)
    end = time.monotonic() + wait_s
    while True:
        for path in paths:
            missing = {name: patterns[name] for name, there in found.items() if there is None}
            held = found_in(path, tuple(missing.values()))
            found.update({name: path for name, octets in missing.items() if octets in held})
        if all(found.values()) or time.monotonic() >= end:
            return found
        time.sleep(0.1)
