"""``harness geo update``: names of data sets in; files fetched from their vendors, imported into the user's data directory."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.notes import add_manner, tell
from harness.cli.options import new_parser
from harness.cli.progress import ProgressBar
from harness.cli.streams import columns, say, silence_stdout

if TYPE_CHECKING:
    from harness.cli.geo_update_choice import Choice
    from harness.sources.geo_edition import Job
    from harness.sources.geo_tokens import Token
    from harness.sources.geo_update import Importer, Outcome

_ABOUT = """\
Fetch the newest edition of data sets on addresses from their vendors, and import them into the data directory:
$HARNESS_GEODATA, else $XDG_DATA_HOME/harness/geodata, else ~/.local/share/harness/geodata. Without SOURCE, every
data set that you may have. What is there already is kept and never replaced; editions that a licence wants
destroyed are dropped once a newer one is there, and their side-cars kept. Says beforehand what is fetched, from
where, how large it may be, and under which licence. docs/geodata-update.md lists the sources.
"""
_EXITS = """\
Tokens are read from HARNESS_IPINFO_TOKEN, HARNESS_MAXMIND_ACCOUNT and HARNESS_MAXMIND_KEY, or from the file of
--tokens. They are never printed, and sent to their vendor alone. Proxies are those of the environment (HTTPS_PROXY).
Exit status: 0 all that was asked for is up to date; 2 wrong usage; 4 a source failed, the others are up to date; 130
stopped by Ctrl-C: what came of the file under way stays, and the next run goes on with it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    sources: tuple[str, ...]
    """Empty: every one."""
    into: str | None
    """Data directory; None: the user's."""
    mirrors: tuple[str, ...]
    """``SOURCE=URL``."""
    tokens: str | None
    """File of tokens; None: the environment alone."""
    dry_run: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo update``."""
    found = new_parser("harness geo update", _ABOUT, "harness geo update [SOURCE...] [options]", _EXITS)
    found.add_argument("sources", metavar="SOURCE", nargs="*", help="data set, as --dry-run lists them")
    found.add_argument("--into", metavar="FOLDER", help="data directory, instead of yours")
    found.add_argument(
        "--from-url",
        metavar="SOURCE=URL",
        action="append",
        default=[],
        help="fetch SOURCE from a mirror: https, or http on this machine; gets no token, and needs no published digest; "
        "repeated for a source of several files",
    )
    found.add_argument(
        "--tokens",
        metavar="FILE",
        help="file of lines NAME=VALUE that you alone may read (mode 600); the environment goes before it",
    )
    found.add_argument("--dry-run", action="store_true", help="say what would be fetched; ask nobody")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo update``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_intermixed_args(arguments)
    return Request(
        sources=tuple(found.sources),
        into=found.into,
        mirrors=tuple(found.from_url),
        tokens=found.tokens,
        dry_run=found.dry_run,
    )


def run(request: Request) -> Exit:
    """Fetch and import, one source after the other, and say how each went.

    Raises:
        UsageError: The command line, or the file of tokens, is wrong; nothing was asked of anybody.
        ReferenceDataError: Another update runs, or the data directory cannot be written.
    """
    # Imported here, and below: --help must not wait for them.
    from harness.cli.geo_told import lines as fitting  # noqa: PLC0415
    from harness.cli.geo_update_choice import chosen, told  # noqa: PLC0415
    from harness.sources.geo_folder import user_folder  # noqa: PLC0415
    from harness.sources.geo_tokens import read_tokens  # noqa: PLC0415

    tokens = read_tokens(os.environ, None if request.tokens is None else Path(request.tokens))
    choice = chosen(request.sources, request.mirrors, tokens)
    into = user_folder(os.environ) if request.into is None else Path(request.into)
    if request.dry_run:
        planned = told(choice, into, datetime.now(UTC).date())
        _say(line for text in planned for line in fitting(text, columns(), hang=4))
        return Exit.OK
    return update(choice, into, import_module("harness.sources.geo_import").import_file, tokens)


def update(choice: Choice, into: Path, importer: Importer, tokens: Mapping[str, Token]) -> Exit:
    """Do what was chosen, with an importer.

    Raises:
        ReferenceDataError: Another update runs, or the data directory cannot be written.
    """
    from harness.sources.geo_update import Ending, locked  # noqa: PLC0415 - see run

    today = datetime.now(UTC).date()
    with locked(into):
        outcomes = [_one(job, into, importer, tokens, today) for job in choice.jobs]
    _say(
        [
            *(f"{one.source}: {one.ending.value}: {one.text}" for one in outcomes),
            *(f"{source}: left out: {why}" for source, why in choice.left_out),
        ]
    )
    return Exit.ERROR if any(one.ending is Ending.FAILED for one in outcomes) else Exit.OK


def _one(job: Job, into: Path, importer: Importer, tokens: Mapping[str, Token], today: date) -> Outcome:
    """Announce a source, fetch it, and bring it up to date."""
    from harness.cli.geo_update_choice import announced  # noqa: PLC0415 - see run
    from harness.reports.text import shown  # noqa: PLC0415 - see run
    from harness.sources.geo_download import Fetcher  # noqa: PLC0415 - see run
    from harness.sources.geo_edition import Means  # noqa: PLC0415 - see run
    from harness.sources.geo_fetched import WORK_FOLDER  # noqa: PLC0415 - see run
    from harness.sources.geo_retention import drop_edition  # noqa: PLC0415 - see run
    from harness.sources.geo_update import Update, update_one  # noqa: PLC0415 - see run

    tell(f"fetching {shown(announced(job, into, today))}", event="fetching", source=job.recipe.source)
    with ProgressBar(label=job.recipe.source) as progress:
        run = Update(
            into=into,
            importer=importer,
            drop=partial(drop_edition, day=today.isoformat()),
            means=Means(work=into / WORK_FOLDER, tokens=tokens, fetcher=Fetcher(progress=progress)),
            today=today,
        )
        return update_one(job, run)


def _say(lines: Iterable[str]) -> None:
    """Write lines to standard output; nothing in them can act on the terminal."""
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    try:
        say("".join(f"{shown(line)}\n" for line in lines))
    except BrokenPipeError:
        silence_stdout()
