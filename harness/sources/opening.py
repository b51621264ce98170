"""Paths -> open captures: every path that cannot be read is told at once, before any is read."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from contextlib import ExitStack
from io import FileIO
from stat import S_ISREG
from typing import BinaryIO

from harness.errors import CaptureError
from harness.sources.framers import framer_for
from harness.sources.hashed_stream import Readable

STDIN = "-"


def open_captures(
    paths: Sequence[str], stack: ExitStack, stdin: BinaryIO | None
) -> tuple[list[tuple[str, Readable]], int | None]:
    """Open all captures for reading, unbuffered.

    Args:
        paths: As the user gave them; ``-`` is standard input.
        stack: Closes what was opened.
        stdin: Standard input; None where there is none.

    Returns:
        (path, stream) for each, and their octets in total; None where one is no regular file.

    Raises:
        CaptureError: One line for each path that cannot be opened.
    """
    faults, opened = [], []
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
            faults.append(f"{path}: {_why(error)}")
            continue
        except CaptureError as error:
            faults.append(str(error))
            continue
        total = None if total is None or not octets else total + octets
        opened.append((path, stream))
    if faults:
        raise CaptureError("\n".join(faults))
    return opened, total


def _raw(stream: BinaryIO) -> Readable:
    return stream.raw if isinstance(stream, io.BufferedReader) else stream  # type: ignore[return-value]


def _check(stream: FileIO, path: str) -> None:
    """Look at the first octets of a regular file, so that its fault is told with those of the others."""
    if S_ISREG(os.fstat(stream.fileno()).st_mode):
        framer_for(stream.read(4), path)
        stream.seek(0)


def _why(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a directory; pass the captures in it, e.g. DIR/*.pcapng"
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "not readable for this user"
    return error.strerror or str(error)
