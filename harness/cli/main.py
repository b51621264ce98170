"""Entry point: parse, run, and turn every way of ending into one exit status and a message that helps.

The only place that catches everything. Status 1 says that a country was witnessed or a claim
is refuted, so no fault may leave as the interpreter's own status 1, not even a panic of a
compiled library, which is no ``Exception``.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.notes import Level, manner_of, speaking, tell
from harness.cli.parser import chosen
from harness.cli.streams import silence_stdout
from harness.errors import HarnessError, ScenarioError, UsageError

_PACKAGE = Path(__file__).parents[1]
_ALLOCATOR = ("_RJEM_MALLOC_CONF", "dirty_decay_ms:100,muzzy_decay_ms:0")
"""What Polars frees goes back to the system after 0.1 s instead of 10, or memory would grow with a run's length."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: Arguments without the program's name; None for those of the process.

    Returns:
        Exit status, see ``exits.Exit``.
    """
    os.environ.setdefault(*_ALLOCATOR)  # read when Polars is loaded, which no module has done so far
    arguments = sys.argv[1:] if argv is None else argv
    with speaking(manner_of(arguments)):
        return _main(arguments)


def _main(line: Sequence[str]) -> int:
    try:
        command, arguments = chosen(line)
        return command.run(command.request(arguments))
    except KeyboardInterrupt:
        tell("stopped by Ctrl-C", level=Level.ERROR, event="interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader of help has left; those of a report are seen to in analyze.
        silence_stdout()
        return Exit.OK
    except HarnessError as fault:
        _debug()
        _tell(f"error: {fault}")
        # Both are told before a capture is read.
        return Exit.USAGE if isinstance(fault, (UsageError, ScenarioError)) else Exit.ERROR
    except SystemExit as done:
        # Help and version end so.
        return Exit.ERROR if done.code else Exit.OK
    except BaseException as fault:  # noqa: BLE001 - the one place; see the module's docstring
        _debug()
        _tell(_internal(fault))
        return Exit.ERROR


def _tell(text: str) -> None:
    """Write each line of a message to standard error; names and paths in it cannot act on the terminal."""
    from harness.reports.text import shown  # noqa: PLC0415 - rich is not needed unless something went wrong

    tell("\n".join(map(shown, text.split("\n"))), level=Level.ERROR, event="error")


def _debug() -> None:
    if os.environ.get("HARNESS_DEBUG") == "1":
        tell(traceback.format_exc(), level=Level.ERROR, event="traceback")


def _internal(fault: BaseException) -> str:
    """What happened, where, and what to do next."""
    return (
        f"internal fault: {type(fault).__name__}: {fault}\n"
        f"at {_where(fault)}\n"
        "this is a fault of harness, not of the captures; nothing that it printed is to be relied on\n"
        "run the same command with HARNESS_DEBUG=1 and report what it prints"
    )


def _where(fault: BaseException) -> str:
    """Innermost line of this package on the way to the fault."""
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not ours:
        return "an unknown place"
    last = ours[-1]
    return f"{Path(last.filename).relative_to(_PACKAGE.parent).as_posix()}:{last.lineno} in {last.name}"


if __name__ == "__main__":
    sys.exit(main())
