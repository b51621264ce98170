"""What a command found: a report on standard output or a document in its place, and a document in a file beside."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Protocol

from harness.cli.notes import tell
from harness.cli.streams import colour_wanted, columns, put, say, silence_stdout
from harness.cli.target import STDOUT, write_target


class Outputs(Protocol):
    """What was asked for; see ``harness.cli.options.add_outputs``."""

    @property
    def json(self) -> str | None:
        """File, ``-`` for standard output, None for no document."""
        ...

    @property
    def width(self) -> int | None:
        """Columns of the report; None: those of the terminal."""
        ...


def print_or_write(
    asked: Outputs,
    opening: bytes,
    document: Callable[[], Iterable[bytes]],
    report: Callable[[int, bool], str],
    instead: Callable[[], Iterable[bytes]] | None = None,
) -> None:
    """Give the report and the document; a reader who left early changes neither the document nor the status.

    Args:
        asked: Where the document goes.
        opening: How documents begin that a new one may replace.
        document: Makes the document.
        report: Makes the report, for so many columns, in colour or without.
        instead: Makes what is written to standard output in place of the report; None: the report is.

    Raises:
        HarnessError: The file cannot be written.
    """
    try:
        if asked.json == STDOUT:
            put(document())
        elif instead is not None:
            put(instead())
        else:
            say(report(asked.width or columns(), colour_wanted(sys.stdout)))
    except BrokenPipeError:
        silence_stdout()
    if asked.json not in (None, STDOUT):
        told_file(str(asked.json), replaced=write_target(document(), str(asked.json), opening))


def told_file(target: str, *, replaced: bool) -> None:
    """Say that a file was written."""
    from harness.reports.text import shown  # noqa: PLC0415 - imports what --help must not wait for

    word = "replaced" if replaced else "wrote"
    tell(f"{word} {shown(target)}", event=word, file=target)
