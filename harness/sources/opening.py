"""Paths -> open captures: every path that cannot be read is told at once, before any is read."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from contextlib import ExitStack
from io import FileIO
from stat import S_ISREG
from typing import BinaryIO, Final

from harness.errors import CaptureError
from harness.sources.compression import MAGIC_OCTETS, Inflated, Readable, compression_of
from harness.sources.framers import framer_for
from harness.sources.hashed_stream import fill

STDIN: Final = "-"
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def open_captures(
    paths: Sequence[str], stack: ExitStack, stdin: BinaryIO | None, known: Sequence[str] = ()
) -> tuple[list[tuple[str, Readable]], int | None]:
    """Open all captures for reading, unbuffered.

    Args:
        paths: As the user gave them; ``-`` is standard input.
        stack: Closes what was opened.
        stdin: Standard input; None where there is none.
        known: Faults that were found before, to be told with the others.

    Returns:
        (path, stream) for each, and their octets in total; None where one is no regular file.

    Raises:
        CaptureError: One line for each path that cannot be opened.
    """
    faults, opened = list(known), []
    total: int | None = 0
    for path in paths:
        if path == STDIN:
            total = None
            if stdin is None:
                faults.append("-: there is no standard input")
            else:
                opened.append((path, _raw(stdin)))
            continue
        try:
            stream = stack.enter_context(FileIO(path))
            octets = os.fstat(stream.fileno()).st_size
            _check(stream, path)
        except OSError as error:
            faults.append(f"{path}: {why_not(error, path)}")
            continue
        except CaptureError as error:
            faults.append(str(error))
            continue
        total = None if total is None or not octets else total + octets
        opened.append((path, stream))
    if faults:
        raise CaptureError("\n".join(faults))
    return opened, total


def check_start(stream: FileIO, path: str) -> None:
    """Look at the first octets of a file, of a compressed one at those inside; it is left where it stands then.

    Raises:
        CaptureError: It is no capture, with what it seems to be.
    """
    head = memoryview(bytearray(MAGIC_OCTETS))
    start = bytes(head[: fill(stream, head)])
    form = compression_of(start)
    if form is None:
        framer_for(start[:4], path)
        return
    stream.seek(0)
    inside = Inflated(stream, form)
    count = fill(inside, head[:4])
    if not count and inside.problem is not None:
        raise CaptureError(f"{path}: {inside.problem}; nothing before that could be read")
    framer_for(bytes(head[:count]), path)


def why_not(error: OSError, path: str) -> str:
    """Why a path cannot be opened, and what to do."""
    if _URL.match(path):
        return "is a URL, and those are not read; fetch it and pass the file (the extra `cluster` is to read them)"
    if isinstance(error, IsADirectoryError):
        return "is a directory; pass the captures in it, e.g. DIR/*.pcapng"
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "not readable for this user"
    return error.strerror or str(error)


def _raw(stream: BinaryIO) -> Readable:
    return stream.raw if isinstance(stream, io.BufferedReader) else stream  # type: ignore[return-value]


def _check(stream: FileIO, path: str) -> None:
    """Look at a regular file, so that its fault is told with those of the others."""
    if S_ISREG(os.fstat(stream.fileno()).st_mode):
        check_start(stream, path)
        stream.seek(0)
