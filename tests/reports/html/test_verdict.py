"""The first screen says the claim, both verdicts, the sentence, the US-only test beside it, and what is not covered."""

from __future__ import annotations

from dataclasses import replace

from harness.model.verdicts import Judgement, Verdict
from harness.reports.html.page import verification_page
from harness.reports.html.verdict import accepted_words, verification_verdict
from tests.support.html_text import section_html, section_text
from tests.support.verification_example import example, narrowed


def test_all_regions_stand_beside_a_test_from_us_only() -> None:
    located, silent = verification_verdict(example()).claims
    full, us = located.cards
    assert (full.title, us.title) == ("All regions tested", "A test from US only")
    assert [one.name for one in full.said] == ["FAIL", "FAIL"]
    assert [one.name for one in us.said] == ["PASS", "INCONCLUSIVE"]
    assert (full.cells, us.cells) == ("5 of 6 planned cells run", "1 of 1 planned cell run")
    assert us.missed == "It would have missed 3 of 3 findings."
    assert us.differences[1:3] == (
        "egress.region: US; elsewhere BR, DE, SG",
        "account.region: US; elsewhere BR, DE, SG",
    )
    assert full.findings == "3 findings: 1 open; 1 open, under interference only; 1 not seen since"
    assert len(silent.cards) == 1
    assert silent.uncompared == "A test from US only: no cell in the claim's scope can be compared."


def test_what_is_not_covered_is_counted_and_leads_to_its_section() -> None:
    located, _ = verification_verdict(example()).claims
    assert located.open.startswith("6 blind spots block PASS (loss unknown, device not seen, undecided place")
    assert located.first[1] == "de-v1: phone is not seen in step login."
    assert 'href="#r1-blind_spots"' in section_html(verification_page([example()]), "verdict")


def test_a_verdict_of_interference_alone_says_so() -> None:
    base = example()
    only = replace(base.chosen[0], as_tested=Judgement(
        claim="no-data-to-cn", cell=None, verdict=Verdict.FAIL, witnesses=(2,), under_interference=True
    ))  # fmt: skip
    text = section_text(verification_page([replace(base, chosen=(only, base.chosen[1]))]), "verdict")
    assert "FAIL UNDER INTERFERENCE as tested" in text
    assert "repeat passively" in text


def test_what_broke_and_what_is_not_as_expected_stand_first() -> None:
    broken = replace(example(), errors=("us-v1.pcapng is altered.",))
    lines = section_text(verification_page([broken]), "verdict").splitlines()
    assert lines[1:3] == [
        "ERROR: us-v1.pcapng is altered.",
        "NOT AS EXPECTED: The accepted limit late_start expired.",
    ]
    assert "NOT AS EXPECTED: The finding no-data-to-cn/crash.skylark.example was not expected." in lines


def test_a_narrower_test_stands_beside_the_full_one_and_expects_nothing() -> None:
    view = verification_verdict(narrowed())
    assert view.narrowed
    assert not view.unmet
    narrow, full = view.claims[0].cards
    assert narrow.title.startswith("This narrower test: --only")
    assert full.title == "The full test"
    assert narrow.missed == "It misses 1 of 3 findings."
    assert not view.claims[0].unmet


def test_accepted_limits_tell_reason_and_end() -> None:
    (limit,) = example().scenario.accepted_limits
    assert accepted_words(limit) == (
        "loss unknown in de-v1, until 2026-11-30: the phone's capture app has no counter\u202e. It blocks all the same."
    )
