"""Times as text, to the nanosecond."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.told_times import BrokenValueError, epoch_ns, iso_ns, ns_of


@pytest.mark.parametrize(("text", "time_ns"), [
    ("0", 0),
    ("1300475167.096535", 1_300_475_167_096_535_000),
    ("1300475167.0965351239", 1_300_475_167_096_535_123),
    ("0.000001", 1_000),
    ("1e-06", 1_000),
    ("-1.5", -1_500_000_000),
])  # fmt: skip
def test_seconds(text: str, time_ns: int) -> None:
    assert ns_of(text) == time_ns


@given(st.integers(0, 2**62))
def test_every_nanosecond_is_its_own(time_ns: int) -> None:
    assert ns_of(f"{time_ns // 10**9}.{time_ns % 10**9:09d}") == time_ns


def test_milliseconds_are_told_by_their_size() -> None:
    assert epoch_ns("1300475167096") == epoch_ns("1300475167.096") == 1_300_475_167_096_000_000


@pytest.mark.parametrize(("text", "time_ns"), [
    ("1970-01-01T00:00:00.000Z", 0),
    ("2011-03-18T19:06:07.096535Z", 1_300_475_167_096_535_000),
    ("2011-03-18T20:06:07.096+01:00", 1_300_475_167_096_000_000),
    ("2011-03-18T19:06:07", 1_300_475_167_000_000_000),
])  # fmt: skip
def test_iso_8601(text: str, time_ns: int) -> None:
    assert iso_ns(text) == time_ns


@pytest.mark.parametrize(
    "text", ["", "-", "1.", ".5", "1,5", "nan", "inf", "1e99", "9" * 40, "99999999999", "٣"]
)
def test_what_is_no_number_of_seconds(text: str) -> None:
    with pytest.raises(BrokenValueError):
        ns_of(text)


@pytest.mark.parametrize(
    "text", ["", "T", "2011-13-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(BrokenValueError):
        iso_ns(text)
