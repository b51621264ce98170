"""Rule files in; every fault, every warning, and how many rules say what, out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from harness.model.lint import Linted, tally
from harness.rules.check import placed_rules
from harness.rules.warnings import warnings_of


def lint(files: Sequence[tuple[str, bytes]], today: date | None = None) -> Linted:
    """Check files together, run every example, and look for what may be wrong all the same.

    Args:
        files: Path as it is to be named, and content.
        today: As of ``check_files``.
    """
    placed, faults = placed_rules(files, today)
    return Linted(
        files=len(files),
        faults=tuple(faults),
        warnings=tuple(warnings_of(placed)),
        tally=tally(one.rule for one in placed),
    )
