"""Nothing that is said of evidence is better than it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.figures import cut_duration, percent_up

UNITS = {"s": 1, "min": 60, "h": 3600}


@given(st.floats(0, 1))
def test_what_is_unwelcome_is_never_told_as_less(ratio: float) -> None:
    told = Fraction(percent_up(ratio).removesuffix("%")) / 100
    # The shortest decimals of a number may be below it by half of its last bit.
    assert Fraction(ratio) <= told + Fraction(1, 10**15)
    assert told < Fraction(ratio) + Fraction(1, 9_999)
    assert (percent_up(ratio) == "0%") == (ratio == 0)


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_counts_that_give_whole_hundredths_are_told_as_these(lost: int, of: int) -> None:
    told = Fraction(percent_up(min(lost, of) / of).removesuffix("%")) * 100
    exact = Fraction(min(lost, of), of) * 10_000
    assert told >= exact
    assert told - exact < 1


@pytest.mark.parametrize(
    ("ratio", "text"), [(1.0, "100%"), (0.1, "10%"), (0.29, "29%"), (0.290_001, "29.01%"), (0.001, "0.1%")]
)
def test_shares_in_words(ratio: float, text: str) -> None:
    assert percent_up(ratio) == text


@given(st.integers(0, 10**17))
def test_time_is_never_told_as_more(span_ns: int) -> None:
    number, unit = cut_duration(span_ns).replace(",", "").split()
    told_ns = Fraction(number) * UNITS[unit] * 10**9
    assert told_ns <= span_ns
    assert span_ns - told_ns < max(10**9, UNITS[unit] * 10**8) + 10**9


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (60, "1.0 min"), (3599, "59.9 min"), (36_000_000, "10,000.0 h")]
)
def test_times_in_words(seconds: int, text: str) -> None:
    assert cut_duration(seconds * 10**9) == text
