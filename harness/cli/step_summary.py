"""``--github``: the summary of a step of GitHub Actions, appended to the file that the runner names.

The runner makes the file, and other programs of the step may have written to it: nothing in it is replaced, and nothing is appended to
what is no text, so that a variable that names a capture costs no evidence.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from harness.cli.notes import tell
from harness.errors import HarnessError, UsageError

VARIABLE: Final = "GITHUB_STEP_SUMMARY"
_LOOKED_AT = 4096


def check_summary() -> Path | None:
    """Check before a long run that the summary may be appended to.

    Returns:
        The file; None where the variable is not set, which is so outside GitHub Actions.

    Raises:
        UsageError: What it names is no text.
        HarnessError: It cannot be read.
    """
    target = os.environ.get(VARIABLE)
    if not target:
        return None
    path = Path(target)
    try:
        opening = b""
        if path.is_file():
            with path.open("rb") as file:
                opening = file.read(_LOOKED_AT)
        elif path.exists():
            raise UsageError(f"{VARIABLE} names {target}, which is no file")
    except OSError as fault:
        raise HarnessError(f"{VARIABLE} names {target}: cannot be read: {fault.strerror}") from fault
    if b"\0" in opening or b"\x1a" in opening:
        raise UsageError(f"{VARIABLE} names {target}, which is no text; nothing is appended to it")
    return path


def append_summary(document: bytes) -> None:
    """Append a Markdown document, cut where the step's summary has no room for the whole.

    Raises:
        UsageError: What the variable names is no text.
        HarnessError: It cannot be written.
    """
    from harness.reports.formats.github import MOST_SUMMARY, summary  # noqa: PLC0415 - brings polars

    path = check_summary()
    if path is None:
        tell(f"{VARIABLE} is not set, so no summary was written")
        return
    try:
        with path.open("ab") as file:
            held = file.seek(0, os.SEEK_END)
            separator = b"\n" if held else b""
            file.write(summary(separator + document, MOST_SUMMARY - held))
    except OSError as fault:
        raise HarnessError(f"{VARIABLE} names {path}: cannot be written: {fault.strerror}") from fault
