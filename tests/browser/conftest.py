"""One Chromium for all tests of a worker, and pages made once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from harness.campaign import verify
from harness.reports.html.page import analysis_page, verification_page
from harness.rules.scenario import load_scenario
from harness.stages.comparison import Result, compare_results
from tests.support import analysis_example
from tests.support.browser import Browser, browser
from tests.support.repository import ROOT
from tests.support.verification_example import example, hostile, narrowed

HOSTILE = "</script></style><img src=x onerror=alert(1)>'\"&{{7*7}}\x1b[31m\u202e\u2028javascript:alert(1)"


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as found:
        yield found


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind, by name."""
    campaign = verify(load_scenario(ROOT / "scenarios/four-regions/scenario.yaml"), today=date(2026, 11, 27))
    results = [Result("a.json", "0.1.0", example()), Result("b.json", "0.1.0", narrowed())]
    made = {
        "campaign": verification_page([campaign]),
        "example": verification_page([example()]),
        "two": verification_page([example(), narrowed()]),
        "hostile": verification_page([hostile(HOSTILE)]),
        "compared": verification_page([example(), narrowed()], compare_results(results)),
        "analysis": analysis_page(analysis_example.example()),
    }
    folder = tmp_path_factory.mktemp("pages")
    found = {name: folder / f"{name}.html" for name in made}
    for name, page in made.items():
        found[name].write_bytes(page)
    return found
