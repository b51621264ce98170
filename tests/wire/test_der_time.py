"""Times of certificates: the two forms of RFC 5280, and what is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.der_time import GENERALIZED_TIME, UTC_TIME, time_text

EARLIEST, LATEST = datetime(1950, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
SECONDS = st.integers(int(EARLIEST.timestamp()), int(LATEST.timestamp()))


@given(SECONDS)
def test_any_second_in_both_forms(second: int) -> None:
    told = datetime.fromtimestamp(second, UTC)
    digits = f"{told.year:04}{told:%m%d%H%M%S}Z".encode()
    text = f"{told.year:04}-{told:%m-%dT%H:%M:%S}Z"
    assert time_text(GENERALIZED_TIME, digits) == text
    if told.year < 2050:
        assert time_text(UTC_TIME, digits[2:]) == text


def test_no_end_of_validity() -> None:
    """RFC 5280 §4.1.2.5: the value that stands for it."""
    assert time_text(GENERALIZED_TIME, b"99991231235959Z") == "9999-12-31T23:59:59Z"


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (UTC_TIME, b""),
        (UTC_TIME, b"2601010000Z"),
        (UTC_TIME, b"260101000000+0000"),
        (UTC_TIME, b"20260101000000Z"),
        (UTC_TIME, b"\xef\xbc\x9260101000000Z"),
        (UTC_TIME, b"260230000000Z"),
        (UTC_TIME, b"260101000060Z"),
        (GENERALIZED_TIME, b"00000101000000Z"),
        (GENERALIZED_TIME, b"20260101000000.5Z"),
        (GENERALIZED_TIME, b"20260101000000Z\n"),
        (0x0C, b"20260101000000Z"),
    ],
)
def test_what_is_no_time(tag: int, content: bytes) -> None:
    assert time_text(tag, content) is None
