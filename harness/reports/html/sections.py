"""The sections of either page, in the order in which a reader needs them."""

from __future__ import annotations

from typing import Final

from harness.reports.html.section import Section
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

VERIFICATION_SECTIONS: Final[tuple[Section[Verification], ...]] = ()
ANALYSIS_SECTIONS: Final[tuple[Section[Analysis], ...]] = ()
