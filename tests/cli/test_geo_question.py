"""Which countries addresses are to be clear of."""

from __future__ import annotations

import argparse

import pytest

from harness.cli.geo_question import Question, add_question, question


def asked(*arguments: str) -> tuple[Question, list[str]]:
    parser = argparse.ArgumentParser()
    add_question(parser)
    faults: list[str] = []
    return question(parser.parse_args(arguments), faults), faults


def test_mainland_china_unless_asked_otherwise() -> None:
    assert asked() == (Question(("CN",), "mainland-china"), [])
    assert asked("--group", "china-hk-mo") == (Question(("CN", "HK", "MO"), "prc-with-sars"), [])
    assert asked("--country", "ru", "--country", "BY", "--country", "RU") == (
        Question(("RU", "BY"), None),
        [],
    )


def test_every_mistake_is_told() -> None:
    _, faults = asked("--country", "UK", "--country", "ZZ")
    assert len(faults) == 2
    assert "the code for" in faults[0]


def test_a_country_and_a_group_are_two_questions() -> None:
    with pytest.raises(SystemExit):
        asked("--country", "CN", "--group", "eea")
