"""Who is passed through when they come back, and who is not."""

from __future__ import annotations

import pytest

from harness.interception.addon import refusals
from harness.interception.addon.refusals import (
    CA_NOT_ACCEPTED,
    CLOSED_WITHOUT_DATA,
    HANDSHAKE_FAILED,
    UPSTREAM_REFUSED,
    Refusals,
    is_distrust,
)
from harness.wire.proxy_values import NOT_TRUSTED

HERE, THERE = ("198.51.100.7:443", "a.example"), ("198.51.100.7:443", "b.example")


@pytest.mark.parametrize("why", [CA_NOT_ACCEPTED, CLOSED_WITHOUT_DATA, HANDSHAKE_FAILED, UPSTREAM_REFUSED])
def test_the_next_to_the_same_destination_is_left_alone(why: str) -> None:
    known = Refusals()
    assert known.why(HERE) is None
    known.refused(HERE, why)
    assert (known.why(HERE), known.why(THERE)) == (why, None)


def test_the_first_reason_stays() -> None:
    known = Refusals()
    known.refused(HERE, UPSTREAM_REFUSED)
    known.refused(HERE, CA_NOT_ACCEPTED)
    assert known.why(HERE) == UPSTREAM_REFUSED


def test_who_was_heard_there_may_leave_silently_and_may_still_refuse() -> None:
    known = Refusals()
    known.heard(HERE)
    known.refused(HERE, CLOSED_WITHOUT_DATA)
    assert known.why(HERE) is None
    known.refused(HERE, CA_NOT_ACCEPTED)
    assert known.why(HERE) == CA_NOT_ACCEPTED


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "MOST", 2)
    known = Refusals()
    for number in range(4):
        known.refused(number, CA_NOT_ACCEPTED)
    assert [known.why(number) is not None for number in range(4)] == [False, False, True, True]


def test_the_words_of_a_refusal_are_those_of_the_reader() -> None:
    assert set(refusals.NOT_TRUSTED) == set(NOT_TRUSTED)
    for odd in (None, 1, b"unknown ca", "no shared cipher", ""):
        assert not is_distrust(odd)
