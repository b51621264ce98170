"""docs/plan.md: transcripts of plans as they are now, and what no capture can move."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from harness.model.ways import LIMITS
from scripts.sections import with_section

_END: Final = "\nWhat no verdict covers, whatever is captured\n"
"""What follows is the same in every plan."""
_CASE: Final = ("plan", "tests/cases/verdicts/vpn-capture")
_REGIONS: Final = ("plan", "scenarios/four-regions")
Run = Callable[[tuple[str, ...], int], str]


def plan_page(page: Path, run: Run, fenced: Callable[[tuple[str, ...], str], str]) -> str:
    """Write the page with its sections as they are now.

    Args:
        page: As it is.
        run: Runs a command line that leaves with a status, and gives what it prints.
        fenced: Writes a command and what it prints.
    """
    text = page.read_text(encoding="utf-8")
    for section, command in (("example", _CASE), ("refuted", _REGIONS)):
        text = with_section(text, section, fenced(command, run(command, 0).partition(_END)[0]))
    return with_section(text, "limits", _limits())


def _limits() -> str:
    rows = [
        f"| `{kind.value}` | {limit.why} | {limit.instead or 'Nothing.'} |" for kind, limit in LIMITS.items()
    ]
    return "\n".join(["| limit | why | what else could |", "|---|---|---|", *rows])
