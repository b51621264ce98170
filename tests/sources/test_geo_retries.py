"""How long a server is left alone."""

from __future__ import annotations

import time
from email.message import Message
from email.utils import formatdate

import pytest

from harness.errors import FetchError
from harness.sources.geo_retries import pause_s, refusal, retry_after_s


def asked(value: str) -> Message:
    headers = Message()
    headers["Retry-After"] = value
    return headers


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("²", None),
    ],
)
def test_seconds_are_whole_numbers(value: str, seconds: float | None) -> None:
    assert retry_after_s(asked(value)) == seconds


def test_a_date_counts_from_now() -> None:
    assert retry_after_s(asked(formatdate(time.time() + 60, usegmt=True))) == pytest.approx(60, abs=3)
    assert retry_after_s(asked("Fri, 31 Dec 1999 23:59:59 GMT")) == 0
    assert retry_after_s(Message()) is None


def test_pauses_double_up_to_the_longest() -> None:
    fault = FetchError("x", again=True)
    assert [pause_s(n, fault, pause=2, longest=10) for n in range(1, 5)] == [2, 4, 8, 10]


def test_what_the_server_wants_goes_before() -> None:
    assert pause_s(1, FetchError("x", again=True, wait_s=9), pause=2, longest=10) == 9
    with pytest.raises(FetchError, match="left alone for 11 s"):
        pause_s(1, FetchError("x", again=True, wait_s=10.5), pause=2, longest=10)


def test_a_refusal_for_good_names_no_time() -> None:
    assert refusal(404, asked("5")).wait_s is None
    assert refusal(429, asked("5")).wait_s == 5
