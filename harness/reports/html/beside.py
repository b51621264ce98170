"""A narrower test -> what it missed of the full one, and what it would have said otherwise; nothing of the full test."""

from __future__ import annotations

from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.verification_beside import beside_lines
from harness.tables.verification import Verification


def verification_beside(verification: Verification) -> tuple[Statement, ...] | None:
    """Sums, then what was missed, witnesses first; None where the test is the full one."""
    if verification.beside is None:
        return None
    return statements(beside_lines(verification, ANY_WIDTH, all_rows=True))
