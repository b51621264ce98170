"""Paths -> open captures: every path that cannot be read is told at once, before any is read."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO

from harness.errors import CaptureError
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
            stream = stack.enter_context(open(path, "rb", buffering=0))  # noqa: SIM115 - the stack closes it
            octets = os.fstat(stream.fileno()).st_size
        except OSError as error:
            faults.append(f"{path}: {_why(error)}")
            continue
        total = None if total is None or not octets else total + octets
        opened.append((path, stream))
    if faults:
        raise CaptureError("\n".join(faults))
    return opened, total


def _raw(stream: BinaryIO) -> Readable:
    return stream.raw if isinstance(stream, io.BufferedReader) else stream  # type: ignore[return-value]


def _why(error: OSError) -> str:
    if isinstance(error, IsADirectoryError):
        return "is a directory; pass the captures in it, e.g. DIR/*.pcapng"
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, PermissionError):
        return "not readable for this user"
    return error.strerror or str(error)
