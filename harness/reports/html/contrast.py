"""Cells with interference beside their passive twins -> what the terminal report says of them, whole."""

from __future__ import annotations

from harness.reports.html.statements import ANY_WIDTH, Statement, statements
from harness.reports.verification_contrast import contrast_lines
from harness.tables.verification import Verification


def verification_contrast(verification: Verification) -> tuple[Statement, ...] | None:
    """Each cell, what is not alike besides, and every endpoint that is in one alone or not alike; None where no cell has interference."""
    return statements(contrast_lines(verification, ANY_WIDTH, all_rows=True)) or None
