"""``harness forge``: a described situation in; made-up captures of it, and what must be found in them, out.

The YAML is checked here. What makes packets is a process of its own under another licence
(decision 0070): it is given the checked situation as JSON on its standard input.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.forging import forged
from harness.cli.notes import Level, add_manner, tell
from harness.cli.options import new_parser, whole
from harness.cli.streams import say
from harness.errors import HarnessError

_ABOUT = """\
Make captures of a situation that never was: hosts with places, GeoDNS, devices, conversations, losses. Writes one
pcapng file for each network, and truth.json with what a reader must find. The same file and seed give the same
octets, but for TLS that a key log opens. Every file says SYNTHETIC inside. A file that is no earlier output of the
forge is never replaced.
"""
_EXITS = """\
Exit status: 0 written; 2 wrong usage, or faults in the situation; 4 the extra 'forge' is not installed, or a file
cannot be written; 130 stopped by Ctrl-C. The form of the file: docs/forge.md.
"""
_MOST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    path: str
    output: str
    seed: int | None
    """In place of the file's."""


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness forge``."""
    found = new_parser("harness forge", _ABOUT, "harness forge FILE -o FOLDER [options]", _EXITS)
    found.add_argument("path", metavar="FILE", help="the situation (YAML)")
    found.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        required=True,
        help="folder for the captures; made if it is not there",
    )
    found.add_argument("--seed", metavar="N", type=whole(0, _MOST_SEED), help="another seed than the file's")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``forge``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(path=found.path, output=found.output, seed=found.seed)


def run(request: Request) -> Exit:
    """Check the situation, and have it forged.

    Raises:
        ScenarioError: The situation has faults.
        HarnessError: scapy is missing.
    """
    # Imported here: pydantic, which --help must not wait for.
    from harness.rules.forge_situation import load_situation  # noqa: PLC0415

    situation = load_situation(Path(request.path), seed=request.seed)
    done = forged(situation, Path(request.output))
    _pass_on(done.stdout, done.stderr)
    if done.returncode != 0:
        raise HarnessError(f"nothing more was written: the forge left with status {done.returncode}")
    return Exit.OK


def _pass_on(out: str, err: str) -> None:
    """Write what the forge said; paths in it cannot act on the terminal."""
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    say("".join(f"{shown(line)}\n" for line in out.splitlines()))
    if err.strip():
        tell(
            "\n".join(shown(line.removeprefix("harness: ")) for line in err.splitlines()),
            level=Level.ERROR,
            event="forge",
        )
