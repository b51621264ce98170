"""The HTML report under the names that the table of formats goes by (``harness.cli.formats``)."""

from __future__ import annotations

from harness.reports.html.page import OPENING, analysis_page, verification_page

__all__ = ["OPENING", "html", "html_of_analysis"]

html = verification_page
html_of_analysis = analysis_page
