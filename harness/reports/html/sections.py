"""The sections of either page, in the order in which a reader needs them."""

from __future__ import annotations

from typing import Final

from harness.reports.html.map import analysis_discs, analysis_map, verification_discs, verification_map
from harness.reports.html.sankey import analysis_sankey, verification_sankey
from harness.reports.html.section import Section
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

VERIFICATION_SECTIONS: Final[tuple[Section[Verification], ...]] = (
    Section(name="map", title="Map", view=verification_map, data=verification_discs),
    Section(name="sankey", title="Flow of data", view=verification_sankey),
)
ANALYSIS_SECTIONS: Final[tuple[Section[Analysis], ...]] = (
    Section(name="map", title="Map", view=analysis_map, data=analysis_discs),
    Section(name="sankey", title="Flow of data", view=analysis_sankey),
)
