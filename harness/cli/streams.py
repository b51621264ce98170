"""Standard streams: what kind of place they are, and text that cannot break on them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from harness.errors import HarnessError


def colour_wanted(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal that shows colour and nobody asked for none (no-color.org; CLICOLOR=0, bixense.com/clicolors)."""
    dumb = os.environ.get("TERM", "") == "dumb"
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("CLICOLOR") == "0"
    return is_terminal(stream) and not dumb and not unwanted


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person reads the stream as it comes; a closed stream is none."""
    return stream is not None and not stream.closed and stream.isatty()


def columns() -> int:
    """Columns of the terminal on standard output, else COLUMNS, else 80."""
    return shutil.get_terminal_size((80, 24)).columns


def standard_input() -> BinaryIO:
    """Standard input as bytes.

    Raises:
        HarnessError: It is closed, or a person's keyboard.
    """
    if sys.stdin is None or sys.stdin.closed:
        raise HarnessError("-: standard input is closed; give it a capture: `< FILE` or `command |`")
    if sys.stdin.isatty():
        raise HarnessError("-: standard input is a terminal; give it a capture: `< FILE` or `command |`")
    return sys.stdin.buffer


def say(text: str) -> None:
    """Write text to standard output; what its encoding lacks is escaped, so that no encoding can fail.

    Raises:
        BrokenPipeError: The reader has left.
        HarnessError: It cannot be written, e.g. the disk is full.
    """
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    put([text.encode(encoding, "backslashreplace")])


def put(chunks: Iterable[bytes]) -> None:
    """Write bytes to standard output, and see to it that they arrive.

    Raises:
        BrokenPipeError: The reader has left.
        HarnessError: They cannot be written, e.g. the disk is full.
    """
    if sys.stdout is None:
        raise HarnessError("standard output is closed, so there is nowhere to write to")
    try:
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as fault:
        silence_stdout()
        raise HarnessError(f"standard output: {fault.strerror}; what was written is not complete") from fault


def silence_stdout() -> None:
    """Send the rest to nowhere, so that the interpreter's own last flush cannot fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def note(text: str) -> None:
    """Write to standard error, where notes go; a reader who left is no fault."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        # There is no further place to tell it to.
        return
