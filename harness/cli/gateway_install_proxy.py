"""``harness gateway install-proxy``: mitmproxy in an environment of its own, made or mended."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.notes import add_manner, stage
from harness.cli.options import new_parser
from harness.cli.streams import columns, say

_ABOUT = """\
Install mitmproxy, which `harness gateway up --intercept` starts, in an environment of its own: what it needs would hold back everything else. One that is
whole stays as it is; one that is broken or half made is made anew.
"""
_EXITS = """\
The folder is $HARNESS_PROXY, else /var/lib/harness/proxy for root, else that of your own data. Some 130 MB. pip fetches from the index that it is
set to, unless --wheels is given.
Exit status: 0 it is there; 2 wrong usage; 4 it cannot be made.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    into: str | None
    """None: where it is looked for."""
    wheels: str | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness gateway install-proxy``."""
    name = "harness gateway install-proxy"
    found = new_parser(name, _ABOUT, f"{name} [options]", _EXITS)
    found.add_argument("--into", metavar="FOLDER", help="make it there; set HARNESS_PROXY to the folder then")
    found.add_argument("--wheels", metavar="FOLDER", help="take packages from a folder, without network")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``gateway install-proxy``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(into=found.into, wheels=found.wheels)


def run(request: Request) -> Exit:
    """Make it, or say that it is there.

    Raises:
        MachineError: It cannot be made.
    """
    # Imported here: `--help` needs none of it.
    from harness.interception.environment import install, proxy_folder  # noqa: PLC0415
    from harness.reports.text import shown, wrap  # noqa: PLC0415
    from harness.reports.units import octets  # noqa: PLC0415

    into = proxy_folder(os.environ) if request.into is None else Path(request.into)
    wheels = None if request.wheels is None else Path(request.wheels)
    with stage("install", "installing mitmproxy"):
        found = install(into, wheels=wheels)
    word = "is there" if found.was_there else "was installed"
    text = f"mitmproxy {shown(found.version)} {word}: {shown(str(found.folder))}, {octets(found.octets)}"
    say("".join(f"{line}\n" for line in wrap(text, columns())))
    return Exit.OK
