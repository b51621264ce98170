"""Paths and URLs -> open captures: every one that cannot be read is told at once, before any is read.

What lies behind a URL is asked for here and opened when its turn comes: a connection that waits is closed.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from contextlib import ExitStack
from io import FileIO
from stat import S_ISREG
from typing import BinaryIO, Final

from harness.errors import CaptureError
from harness.sources.compression import MAGIC_OCTETS, Inflated, Readable, compression_of
from harness.sources.framers import framer_for
from harness.sources.hashed_stream import Resumed, fill
from harness.sources.record_kinds import begin
from harness.sources.remote import start_of
from harness.sources.urls import is_url

STDIN: Final = "-"


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
        (path, stream) for each, and their octets in total; None where one has no known size.

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
            if is_url(path):
                remote = start_of(path)
                stack.callback(remote.close)
                total = None if total is None or remote.size is None else total + remote.size
                opened.append((path, remote))
                continue
            stream = stack.enter_context(FileIO(path))
            octets = os.fstat(stream.fileno()).st_size
            _check(stream, path)
        except OSError as error:
            faults.append(f"{path}: {why_not(error)}")
            continue
        except CaptureError as error:
            faults.append(str(error))
            continue
        total = None if total is None or not octets else total + octets
        opened.append((path, stream))
    if faults:
        raise CaptureError("\n".join(faults))
    return opened, total


def check_start(stream: Readable, path: str) -> None:
    """Look at the first octets of a file, of a compressed one at those inside; it is left where it stands then.

    Raises:
        CaptureError: It is neither capture nor record file, with what it seems to be.
    """
    whole, kind = begin(stream, path)
    if kind is not None:
        return
    resumed = Resumed(whole, MAGIC_OCTETS)
    form = compression_of(resumed.head)
    if form is None:
        framer_for(resumed.head[:4], path)
        return
    inside = Inflated(resumed, form)
    head = memoryview(bytearray(4))
    count = fill(inside, head)
    if not count and inside.problem is not None:
        raise CaptureError(f"{path}: {inside.problem}; nothing before that could be read")
    framer_for(bytes(head[:count]), path)


def why_not(error: OSError) -> str:
    """Why a path cannot be opened, and what to do."""
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
