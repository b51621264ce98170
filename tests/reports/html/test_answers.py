"""Answers stand first; without a country asked about, what was seen stands in their place."""

from __future__ import annotations

from dataclasses import replace

from harness.reports.html.answers import analysis_answers
from harness.reports.html.page import analysis_page
from tests.support.analysis_example import example
from tests.support.html_text import section_text


def test_each_country_asked_about_has_its_answer_and_what_that_means() -> None:
    answers = analysis_answers(example()).answers
    assert [(one.country, one.answer, one.colour) for one in answers] == [
        ("CN", "WITNESSED", "FAIL"),
        ("SG", "POSSIBLE", "INCONCLUSIVE"),
        ("RU", "NONE SEEN", "PASS"),
    ]
    assert answers[2].meaning == "everything that was read is clear of it; not proof of absence."
    assert len(answers[0].witnesses) == len(answers[0].possible) == 2
    assert answers[0].witnesses[0].packet.filter == "frame.number == 17"


def test_countries_add_up_to_what_was_seen() -> None:
    view = analysis_answers(example())
    assert view.seen.startswith(f"{sum(int(row[1]) for row in view.located)} endpoints; ")
    assert ("CN or SG", "1", "51.2 kB", "4.0 kB") in view.located


def test_without_a_question_nothing_is_answered() -> None:
    text = section_text(analysis_page(replace(example(), answers=())), "answers")
    assert "No country was asked about (--country), so nothing is answered: this is what was seen." in text
    assert "NONE SEEN" not in text
    assert "| CN | 2 |" in text


def test_what_was_left_unread_stands_first() -> None:
    text = section_text(
        analysis_page(replace(example(), interrupted=("2 files were left unread.",))), "answers"
    )
    assert text.splitlines()[1] == "INTERRUPTED: 2 files were left unread."
