"""A result -> how such results are come by: verdicts or answers, places, physics, grades, and what none of them covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from harness.model.blind_spots import STANDING_LIMITS
from harness.reports import method_words as words
from harness.reports.terminal_answers import limits_of
from harness.reports.verification_witnesses import GRADES
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification

Terms = tuple[tuple[str, str], ...]
Term = TypeVar("Term", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Titles with terms, titles with sentences."""

    opening: str
    terms: tuple[tuple[str, Terms], ...]
    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    limits: tuple[str, ...]


def verification_method(_: Verification) -> View:
    """What verdicts need and leave open."""
    return View(
        opening=words.PROOF,
        terms=(
            ("Verdicts", (*((verdict.name, text) for verdict, text in words.VERDICTS.items()), *words.BASES)),
            ("Findings", words.FINDINGS),
            ("Whose it is, weakest first", _terms(GRADES)),
            _PLACES,
        ),
        sentences=(("How verdicts combine", (words.COMBINED,)), *_SENTENCES),
        limits=STANDING_LIMITS,
    )


def analysis_method(analysis: Analysis) -> View:
    """What answers need and leave open."""
    return View(
        opening=words.PROOF,
        terms=(("Answers", _terms(words.ANSWERS)), _PLACES),
        sentences=_SENTENCES,
        limits=tuple(limits_of(analysis.answers)),
    )


def _terms(meanings: Mapping[Term, str]) -> Terms:
    return tuple((str(term.value).replace("_", " "), text) for term, text in meanings.items())


_PLACES = ("How well a place is known", _terms(words.STATUSES))
_SENTENCES = (
    ("When an address is in a country", words.THERE),
    ("What round trips exclude", words.PHYSICS),
    ('What "not seen" means', (words.NOT_SEEN,)),
)
