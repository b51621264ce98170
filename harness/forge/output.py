# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Octets in; files out, written beside and renamed, never over anything that is not the forge's own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from harness.forge.capture import MARKER

LOOK_OCTETS = 4096
TRUTH, KEYS = "truth.json", ".keys"
_PLACE = re.compile(r'"@(\d+)"')
"""Stands for a flow; no other text of the truth begins with @."""


class OutputError(Exception):
    """A file that may not or cannot be written; the text says which and what to do."""


def check_target(path: Path) -> None:
    """Refuse a path that holds something else than an earlier output of the forge.

    Raises:
        OutputError: It does.
    """
    if not path.exists() and not path.is_symlink():
        return
    if path.is_symlink() or not path.is_file():
        raise OutputError(f"{path}: is no plain file; give another folder")
    with path.open("rb") as stream:
        start = stream.read(LOOK_OCTETS)
    if path.name == TRUTH:
        ours = start.startswith(b'{\n "synthetic": "SYNTHETIC')
    elif path.suffix == KEYS:
        ours = start.startswith(f"# {MARKER}".encode())
    else:
        ours = _is_ours(start)
    if not ours:
        raise OutputError(
            f"{path}: was not written by harness forge and is never replaced; give another folder"
        )


def _is_ours(start: bytes) -> bool:
    return start.startswith(b"\x0a\x0d\x0d\x0a") and MARKER.encode() in start


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[Any]:
    """A new file that takes the place of ``path`` when it is complete."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file of so many pieces.

    Raises:
        OSError: It cannot be written.
    """
    with _beside(path) as stream:
        for piece in pieces:
            stream.write(piece)


def truth_text(truth: dict[str, Any]) -> bytes:
    """Truth as JSON, the same for the same values; each flow in one line."""
    flows = [
        json.dumps(flow, ensure_ascii=False) for network in truth["networks"] for flow in network["flows"]
    ]
    numbers = count()
    short = {
        **truth,
        "networks": [
            {**network, "flows": [f"@{next(numbers)}" for _ in network["flows"]]}
            for network in truth["networks"]
        ],
    }
    text = json.dumps(short, indent=1, ensure_ascii=False)
    return (_PLACE.sub(lambda found: flows[int(found[1])], text) + "\n").encode()
