"""What a result was made with: digests whole, dates with who says so, attributions once."""

from __future__ import annotations

from harness import __version__
from harness.reports.html.versions import analysis_versions, verification_versions
from tests.support import analysis_example
from tests.support.verification_example import example


def test_program_rules_and_scenario_are_named_by_their_digests() -> None:
    facts = dict(verification_versions(example()).facts)
    assert facts["harness"] == __version__
    assert facts["catalogue of rules sha256"] == "c" * 64
    assert facts["scenario sha256"] == "5c" * 32


def test_reference_data_stand_with_date_licence_and_digest() -> None:
    view = analysis_versions(analysis_example.example())
    assert view.sources[0] == (
        "dbip-country", "geolocated", "dbip", "data of 2026-11-01 (vendor stated)", "2026.11", "CC-BY-4.0", "d" * 64,
    )  # fmt: skip
    assert view.sources[1][3] == "version 2026.11, date of data not known"
    assert view.attributions == ("IP Geolocation by DB-IP (https://db-ip.com)",)
    assert view.faults == ("dbip-country: made up for tests", "geo-whois: made up for tests")
