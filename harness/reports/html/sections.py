"""The sections of either page, in the order in which a reader needs them."""

from __future__ import annotations

from typing import Final

from harness.model.comparison import Comparison
from harness.reports.html.answers import analysis_answers
from harness.reports.html.beside import verification_beside
from harness.reports.html.blind_spots import analysis_blind_spots, verification_blind_spots
from harness.reports.html.captures import analysis_captures, verification_captures
from harness.reports.html.comparison import compared
from harness.reports.html.contrast import verification_contrast
from harness.reports.html.endpoints import endpoint_data, endpoints
from harness.reports.html.findings import verification_findings
from harness.reports.html.map import analysis_discs, analysis_map, verification_discs, verification_map
from harness.reports.html.matrix import verification_matrix
from harness.reports.html.method import analysis_method, verification_method
from harness.reports.html.sankey import analysis_sankey, verification_sankey
from harness.reports.html.section import Section
from harness.reports.html.subject import verification_subject
from harness.reports.html.third_parties import third_parties
from harness.reports.html.timeline import timeline
from harness.reports.html.verdict import verification_verdict
from harness.reports.html.versions import analysis_versions, verification_versions
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

VERIFICATION_SECTIONS: Final[tuple[Section[Verification], ...]] = (
    Section(name="verdict", title="Verdict", view=verification_verdict),
    Section(name="findings", title="Findings", view=verification_findings),
    Section(name="map", title="Map", view=verification_map, data=verification_discs),
    Section(name="sankey", title="Flow of data", view=verification_sankey),
    Section(name="timeline", title="Timeline", view=timeline),
    Section(name="blind_spots", title="Blind spots", view=verification_blind_spots),
    Section(name="matrix", title="Matrix", view=verification_matrix),
    Section(name="contrast", title="Interference", view=verification_contrast),
    Section(name="beside", title="Missed", view=verification_beside),
    Section(name="endpoints", title="Endpoints", view=endpoints, data=endpoint_data),
    Section(name="third_parties", title="Third parties", view=third_parties),
    Section(name="subject", title="Subject", view=verification_subject),
    Section(name="captures", title="Captures", view=verification_captures),
    Section(name="method", title="Method", view=verification_method),
    Section(name="versions", title="Versions", view=verification_versions),
)
ANALYSIS_SECTIONS: Final[tuple[Section[Analysis], ...]] = (
    Section(name="answers", title="Answers", view=analysis_answers),
    Section(name="map", title="Map", view=analysis_map, data=analysis_discs),
    Section(name="sankey", title="Flow of data", view=analysis_sankey),
    Section(name="timeline", title="Timeline", view=timeline),
    Section(name="endpoints", title="Endpoints", view=endpoints, data=endpoint_data),
    Section(name="third_parties", title="Third parties", view=third_parties),
    Section(name="blind_spots", title="Blind spots", view=analysis_blind_spots),
    Section(name="captures", title="Captures", view=analysis_captures),
    Section(name="method", title="Method", view=analysis_method),
    Section(name="versions", title="Versions", view=analysis_versions),
)
COMPARISON_SECTIONS: Final[tuple[Section[Comparison], ...]] = (
    Section(name="comparison", title="Comparison", view=compared),
)
