"""Docs and report explain with the same words; every value has its meaning."""

from __future__ import annotations

from harness.model.verdicts import Verdict
from harness.model.words import CountryAnswer, PlaceStatus
from harness.reports import method_words as words
from tests.support.repository import ROOT


def test_the_page_on_verdicts_says_the_same() -> None:
    page = " ".join((ROOT / "docs/verdicts.md").read_text(encoding="utf-8").replace("*", "").split())
    page = page.replace(" (decisions 0076, 0078)", "")
    for verdict, needs in words.VERDICTS.items():
        assert f"| {verdict.name} | {needs} |" in page
    assert words.PROOF in page
    assert words.COMBINED.removesuffix(".") in page
    for sentence in words.THERE:
        assert sentence.removesuffix(" Everything between is open.") in page
    for _, meaning in words.FINDINGS:
        assert meaning in page


def test_every_value_has_its_meaning() -> None:
    assert list(words.VERDICTS) == list(Verdict)
    assert list(words.ANSWERS) == list(CountryAnswer)
    assert list(words.STATUSES) == list(PlaceStatus)
