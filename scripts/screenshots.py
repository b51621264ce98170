"""Rewrite the pictures of the HTML report in ``docs/images``: ``python -m scripts.screenshots``; needs Chromium and its driver."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path
from typing import Final

from harness.campaign import verify
from harness.reports.html.page import verification_page
from harness.rules.scenario import load_scenario
from tests.support.browser import browser

ROOT: Final = Path(__file__).resolve().parent.parent
IMAGES: Final = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 800


def main() -> None:
    """Draw the first screen of the demo's report, in light and dark."""
    scenario = load_scenario(ROOT / "scenarios/four-regions/scenario.yaml")
    with tempfile.TemporaryDirectory() as temporary:
        page = Path(temporary) / "report.html"
        page.write_bytes(verification_page([verify(scenario, today=date(2026, 11, 27))]))
        IMAGES.mkdir(exist_ok=True)
        with browser(Path(temporary) / "profile") as window:
            window.size(WIDTH, HEIGHT)
            for scheme in ("light", "dark"):
                window.media(prefers_color_scheme=scheme)
                window.open(page)
                (IMAGES / f"report-{scheme}.png").write_bytes(window.picture())


if __name__ == "__main__":
    main()
