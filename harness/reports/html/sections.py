"""The sections of either page, in the order in which a reader needs them."""

from __future__ import annotations

from typing import Final

from harness.reports.html.answers import ANSWERS_SECTION
from harness.reports.html.beside import BESIDE
from harness.reports.html.blind_spots import BLIND_SPOTS_OF_ANALYSIS, BLIND_SPOTS_OF_VERIFICATION
from harness.reports.html.captures import CAPTURES_OF_ANALYSIS, CAPTURES_OF_VERIFICATION
from harness.reports.html.findings import FINDINGS
from harness.reports.html.matrix import MATRIX
from harness.reports.html.method import METHOD_OF_ANALYSIS, METHOD_OF_VERIFICATION
from harness.reports.html.section import Section
from harness.reports.html.subject import SUBJECT
from harness.reports.html.verdict import VERDICT
from harness.reports.html.versions import VERSIONS_OF_ANALYSIS, VERSIONS_OF_VERIFICATION
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

VERIFICATION_SECTIONS: Final[tuple[Section[Verification], ...]] = (
    VERDICT,
    FINDINGS,
    BLIND_SPOTS_OF_VERIFICATION,
    MATRIX,
    BESIDE,
    SUBJECT,
    CAPTURES_OF_VERIFICATION,
    METHOD_OF_VERIFICATION,
    VERSIONS_OF_VERIFICATION,
)
ANALYSIS_SECTIONS: Final[tuple[Section[Analysis], ...]] = (
    ANSWERS_SECTION,
    BLIND_SPOTS_OF_ANALYSIS,
    CAPTURES_OF_ANALYSIS,
    METHOD_OF_ANALYSIS,
    VERSIONS_OF_ANALYSIS,
)
