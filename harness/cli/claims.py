"""``harness claims``: the ready claims that a scenario may take with ``library: ID``."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.options import new_parser
from harness.cli.streams import columns, say
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.reports.lines import Line
    from harness.rules.claim_library import ReadyClaim

_ABOUT = """\
Ready claims: what each says, what it tests, and what a scenario has to add. A scenario takes one with 'library: ID'
below 'claims'; keys that it gives itself stand in place of the ready ones.
"""
_EXITS = """\
Exit status: 0 listed; 2 wrong usage; 4 a claim of the library has faults, or it could not be written.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    ids: tuple[str, ...]
    """Empty: every one."""
    json: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness claims``."""
    found = new_parser("harness claims", _ABOUT, "harness claims [ID...] [options]", _EXITS)
    found.add_argument("ids", metavar="ID", nargs="*", help="only these ready claims; none: all")
    found.add_argument("--json", action="store_true", help="write one JSON document instead")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``claims``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(ids=tuple(found.ids), json=found.json)


def run(request: Request) -> Exit:
    """Print them.

    Raises:
        UsageError: An id is none of the library.
        ScenarioError: The library cannot be read.
    """
    from harness.reports.lines import paint  # noqa: PLC0415 - brings rich
    from harness.rules.claim_library import load_library  # noqa: PLC0415 - brings pydantic

    library = load_library()
    for name in request.ids:
        if name not in library:
            near = get_close_matches(name, library, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(library)}"
            raise UsageError(f"{name!r} is no ready claim: {hint}")
    chosen = [library[name] for name in request.ids or library]
    if request.json:
        say(json.dumps({"claims": [_told(one) for one in chosen]}, indent=1) + "\n")
    else:
        say(paint((line for one in chosen for line in _lines(one, columns())), colour=False))
    return Exit.OK


def _told(ready: ReadyClaim) -> dict[str, object]:
    return {"id": ready.id, "note": ready.note, "needs": list(ready.needs), "claim": ready.claim.plain()}


def _lines(ready: ReadyClaim, width: int) -> Iterator[Line]:
    from harness.reports.lines import EMPTY, heading, wrapped  # noqa: PLC0415 - see run

    claim: Mapping[str, object] = ready.claim.plain()
    yield heading(f"{ready.id} ({claim['kind']})")
    yield from wrapped(str(claim["text"]), width, first="  ")
    yield from wrapped(ready.note, width, first="  ")
    if ready.needs:
        yield from wrapped(f"A scenario has to give: {', '.join(ready.needs)}.", width, first="  ")
    yield EMPTY
