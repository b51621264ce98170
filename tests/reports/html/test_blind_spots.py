"""Blind spots stand by what they block, with what would have to be captured."""

from __future__ import annotations

from harness.reports.html.blind_spots import analysis_blind_spots, verification_blind_spots
from tests.support import analysis_example
from tests.support.verification_example import example


def test_each_stands_once_by_what_it_blocks() -> None:
    view = verification_blind_spots(example())
    assert view.opening.startswith("7 block PASS")
    assert [one.text for one in view.blocking][:2] == [
        "loss unknown: 1 in de-v1; blocks no-data-to-cn, local-mode-silent",
        "device not seen: 1 in de-v1; blocks no-data-to-cn, local-mode-silent",
    ]
    loss = [one.text for one in view.blocking[0].below]
    assert loss[1] == "for PASS: Capture with a tool that counts lost packets, or state 'drops'."
    assert loss[2].startswith("accepted, and it still blocks: the phone's capture app has no counter")
    (idle,) = view.idle
    assert [one.text.split(":")[0] for one in idle.below] == ["us-v1", "us-v1"]


def test_of_an_analysis_it_is_what_lies_in_flows() -> None:
    view = analysis_blind_spots(analysis_example.example())
    assert view is not None
    assert "content not decoded: 4 flows to 4 endpoints" in " ".join(one.text for one in view.blocking)
    assert analysis_blind_spots(analysis_example.without_rows()) is None
