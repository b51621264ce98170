"""Entry point: parse, run, and turn every way of ending into one exit status and a message that helps.

The only place that catches everything. Status 1 says that a country was witnessed,
so no fault may leave as the interpreter's own status 1, not even a panic of a
compiled library, which is no ``Exception``.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from harness.cli.exits import Exit
from harness.cli.streams import note
from harness.errors import HarnessError, UsageError

_PACKAGE = Path(__file__).parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments without the program's name; None for those of the process.

    Returns:
        Exit status, see ``exits.Exit``.
    """
    try:
        return int(_run(argv))
    except KeyboardInterrupt:
        note("harness: stopped by Ctrl-C; no file was written\n")
        return Exit.INTERRUPTED
    except HarnessError as fault:
        _debug()
        _tell(f"error: {fault}")
        return _usage() if isinstance(fault, UsageError) else Exit.ERROR
    except BaseException as fault:  # noqa: BLE001 - the one place; see the module's docstring
        _debug()
        _tell(_internal(fault))
        return Exit.ERROR


def _run(argv: Sequence[str] | None) -> int:
    """Parse, then do what the command returned."""
    import typer  # noqa: PLC0415 - its exceptions are needed only here

    from harness.cli.app import Job, app  # noqa: PLC0415 - the same

    command = typer.main.get_command(app)
    try:
        outcome = command.main(args=argv, prog_name="harness", standalone_mode=False)
    except typer.TyperException as fault:
        raise UsageError(fault.format_message()) from fault
    except SystemExit:
        # The parser's own way of ending when the reader of its help has left.
        return Exit.OK
    return cast(Job, outcome)() if callable(outcome) else int(outcome or Exit.OK)


def _usage() -> Exit:
    _tell("try `harness analyze --help`")
    return Exit.USAGE


def _tell(text: str) -> None:
    """Write each line of a message to standard error; names and paths in it cannot act on the terminal."""
    from harness.reports.text import shown  # noqa: PLC0415 - rich is not needed unless something went wrong

    for line in text.split("\n"):
        note(f"harness: {shown(line)}\n")


def _debug() -> None:
    if os.environ.get("HARNESS_DEBUG") == "1":
        note(traceback.format_exc())


def _internal(fault: BaseException) -> str:
    """What happened, where, and what to do next."""
    kind = type(fault).__name__
    return (
        f"internal fault: {kind}: {fault}\n"
        f"at {_where(fault)}\n"
        "this is a fault of harness, not of the captures; nothing it may have printed is to be relied on\n"
        "run the same command with HARNESS_DEBUG=1 and report what it prints"
    )


def _where(fault: BaseException) -> str:
    """Innermost line of this package on the way to the fault."""
    ours = [
        frame
        for frame in traceback.extract_tb(fault.__traceback__)
        if Path(frame.filename).is_relative_to(_PACKAGE)
    ]
    if not ours:
        return "an unknown place"
    last = ours[-1]
    return f"{Path(last.filename).relative_to(_PACKAGE.parent).as_posix()}:{last.lineno} in {last.name}"


if __name__ == "__main__":
    sys.exit(main())
