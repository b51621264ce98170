"""Method: every verdict, answer, grade and status has its meaning, and the standing limits are whole."""

from __future__ import annotations

from harness.model.blind_spots import STANDING_LIMITS
from harness.model.claims import Grade
from harness.model.verdicts import Verdict
from harness.model.words import CountryAnswer, PlaceStatus
from harness.reports.html.method import analysis_method, verification_method
from tests.support import analysis_example
from tests.support.verification_example import example


def test_nothing_that_a_verification_says_is_left_unexplained() -> None:
    view = verification_method(example())
    terms = {term for _, of in view.terms for term, _ in of}
    assert {verdict.name for verdict in Verdict} <= terms
    assert {grade.value for grade in Grade} <= terms
    assert {status.value for status in PlaceStatus} <= terms
    assert {"open", "fixed", "not seen since", "as tested", "as asserted"} <= terms
    assert view.limits == STANDING_LIMITS


def test_nothing_that_an_analysis_says_is_left_unexplained() -> None:
    view = analysis_method(analysis_example.example())
    terms = {term for _, of in view.terms for term, _ in of}
    assert {answer.value.replace("_", " ") for answer in CountryAnswer} <= terms
    assert "SG: The operator of one endpoint could not be told." in view.limits
    assert "37 packets could not be read." in view.limits
