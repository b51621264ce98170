"""What rows show: read from the hop that holds it, and blind spots by whether they block."""

from __future__ import annotations

from harness.reports.case_shown import shown_by
from tests.reports.test_case_differences import text


def test_each_word_is_read_from_its_hop() -> None:
    found = shown_by(
        {
            "captures": text([{"link_types": ["ETHERNET", "RAW"]}, {"path": "not read"}]),
            "names": text([{"source": "sni"}, {"source": "dns"}]),
            "places": text([{"status": "agreed"}]),
            "blind_spots": text([{"blind_spot_id": 0, "kind": "tunnel"}, {"blind_spot_id": 1, "kind": "no_distance"}]),
            "judgements": text([{"verdict": "INCONCLUSIVE", "blind_spots": [0]}]),
            "rollups": text(
                [
                    {"selection": "all cells", "as_tested": "PASS", "as_asserted": "INCONCLUSIVE"},
                    {"selection": "egress.region=US", "as_tested": "FAIL", "as_asserted": "FAIL"},
                ]
            ),
            "answers": text([{"country": "CN", "answer": "possible"}]),
        }
    )  # fmt: skip
    assert found.link_types == {"ETHERNET", "RAW"}
    assert found.name_sources == {"sni", "dns"}
    assert found.statuses == {"agreed"}
    assert found.answers == {"possible"}
    assert found.blocking == {"tunnel"}
    assert found.listed == {"tunnel", "no_distance"}
    assert found.verdicts == {"PASS", "INCONCLUSIVE"}
    assert found.words >= {"RAW", "sni", "agreed", "possible", "tunnel", "PASS"}


def test_no_rows_show_nothing() -> None:
    assert shown_by({}).words == frozenset()
