"""Ids made of what somebody typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.scenario_ids import id_of, is_id, new_id
from harness.rules.scenario_values import id_text


@given(st.text(), st.sets(st.sampled_from(["step", "step-2", "login", "a"])))
def test_any_text_gives_an_id_that_scenarios_take_and_that_is_not_taken(text: str, taken: set[str]) -> None:
    made = new_id(text, "step", taken)
    assert id_text(made) == made
    assert made not in taken


@given(st.text(max_size=70) | st.text("az09._-A/\n", max_size=62))
def test_an_id_is_short_and_of_few_letters(text: str) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    expected = 0 < len(text) <= 60 and text[0] in letters and set(text) <= {*letters, *"._-"}
    assert is_id(text) == expected


def test_words_stay_words() -> None:
    assert [id_of(text, "step") for text in ("Take-off", "log in", "__x__", "起飞", "")] == [
        "take-off", "log-in", "x", "step", "step",
    ]  # fmt: skip


def test_a_long_one_that_is_taken_keeps_its_number() -> None:
    long = "a" * 60
    assert new_id(long, "step", {long}) == "a" * 58 + "-2"
