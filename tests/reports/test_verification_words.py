"""Verdicts in words: nothing is rounded up, and each verdict says what it is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.claims import ClaimKind
from harness.model.country_groups import COUNTRY_GROUPS
from harness.model.verdicts import Judgement, Verdict
from harness.model.words import ContactLevel
from harness.reports.verification_words import (
    percent,
    refuting_words,
    sentence_as_asserted,
    sentence_as_tested,
    verdict_name,
)
from harness.tables.verification import RollUp
from tests.support.verification_example import example

CLAIM, SILENT = example().scenario.claims


def judged(verdict: Verdict, *, interference: bool = False, witness: bool = False) -> Judgement:
    return Judgement(
        claim=CLAIM.id,
        cell=None,
        verdict=verdict,
        witnesses=(0,) if verdict is Verdict.FAIL or witness else (),
        blind_spots=(0, 1) if verdict is Verdict.INCONCLUSIVE else (),
        coverage_ratio=1.0,
        under_interference=interference,
    )


def rolled(verdict: Verdict, tested: int, planned: int, **given_: bool) -> RollUp:
    cells = tuple(f"c{number}" for number in range(planned))
    judgement = judged(verdict, **given_)
    return replace(
        example().chosen[0], cells=cells, tested=cells[:tested], as_tested=judgement, as_asserted=judgement
    )


@given(st.floats(0, 1))
def test_a_share_is_never_rounded_up(ratio: float) -> None:
    told = float(percent(ratio).removesuffix("%")) / 100
    assert told <= ratio + 1e-12
    assert ratio - told < 0.000_2
    assert (percent(ratio) == "100%") == (ratio == 1)


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.57, "57%"), (0.0, "0%"), (0.5005, "50.05%"), (1 - 1e-15, "99.99%")]
)
def test_shares_in_words(ratio: float, text: str) -> None:
    assert percent(ratio) == text


@pytest.mark.parametrize(
    ("verdict", "tested", "planned", "failed", "start"),
    [
        (Verdict.FAIL, 4, 5, 2, "2 of 4 tested cells (of 5 planned) show application data going to CN"),
        (Verdict.FAIL, 4, 4, 1, "1 of 4 tested cells (of 4 planned) shows application data"),
        (Verdict.FAIL, 1, 5, 1, "the one tested cell (of 5 planned) shows application data"),
        (Verdict.PASS, 3, 3, 0, "none of 3 tested cells (of 3 planned) shows application data going to CN, and nothing"),
        (Verdict.INCONCLUSIVE, 1, 2, 0, "the one tested cell (of 2 planned) does not show application data"),
        (Verdict.NONE, 0, 2, 0, "none of 2 planned cells was run"),
        (Verdict.NONE, 0, 0, 0, "no cell asked about lies in the claim's scope"),
        (Verdict.ERROR, 2, 2, 0, "captures are missing, altered or unreadable"),
    ],
)  # fmt: skip
def test_as_tested(verdict: Verdict, tested: int, planned: int, failed: int, start: str) -> None:
    assert sentence_as_tested(CLAIM, rolled(verdict, tested, planned), failed).startswith(start)


def test_witnesses_beside_an_error_are_told() -> None:
    found = rolled(Verdict.ERROR, 2, 2, witness=True)
    assert sentence_as_tested(CLAIM, found, 1).endswith(
        "what was read: 1 of 2 tested cells (of 2 planned) shows application data going to CN"
    )
    assert "1 witness all the same" in sentence_as_asserted(CLAIM, found.as_asserted)


def test_interference_is_part_of_the_name() -> None:
    found = rolled(Verdict.FAIL, 1, 1, interference=True)
    assert verdict_name(found.as_tested) == "FAIL UNDER INTERFERENCE"
    assert "repeat passively" in sentence_as_tested(CLAIM, found, 1)
    assert verdict_name(judged(Verdict.FAIL)) == "FAIL"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_scope_asserted_is_told_with_every_verdict(verdict: Verdict) -> None:
    assert "worldwide, any account region, any version" in sentence_as_asserted(CLAIM, judged(verdict))


@pytest.mark.parametrize("kind", list(ClaimKind))
@pytest.mark.parametrize("level", list(ContactLevel))
def test_every_claim_has_words_for_what_refutes_it(kind: ClaimKind, level: ContactLevel) -> None:
    assert refuting_words(replace(CLAIM, kind=kind, level=level))
    assert refuting_words(SILENT) == "traffic that the claim does not permit"


def test_a_long_list_of_countries_stands_by_its_group() -> None:
    eea = replace(CLAIM, countries=COUNTRY_GROUPS["eea"].codes, group="eea")
    assert refuting_words(eea) == "application data going to eea (30 countries)"
    assert refuting_words(replace(CLAIM, countries=("CN", "HK"), group=None)).endswith("CN or HK")
