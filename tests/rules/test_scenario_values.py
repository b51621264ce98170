"""Values of a scenario: one form for each, and a way to mend everything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.rules import scenario_values as values

OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1972, 1, 1), datetime(2199, 12, 30), timezones=OFFSETS)  # noqa: DTZ001


@given(MOMENTS)
def test_any_time_with_a_zone_is_its_nanoseconds(moment: datetime) -> None:
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    expected = (since.days * 86_400 + since.seconds) * 10**9 + since.microseconds * 1000
    assert values.time_ns(moment.isoformat()) == expected


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("1972-01-01T00:00Z", 63_072_000 * 10**9),
        ("1972-01-01T00:00:00.000000001Z", 63_072_000 * 10**9 + 1),
        ("1972-01-01T00:00:00.1-00:30", (63_072_000 + 1800) * 10**9 + 100_000_000),
    ],
)
def test_times_hold_nanoseconds(text: str, ns: int) -> None:
    assert values.time_ns(text) == ns


@pytest.mark.parametrize(
    ("check", "text", "hint"),
    [
        (values.time_ns, "2026-11-02", "write it like"),
        (values.time_ns, "2026-11-02 10:00:00Z", "write it like"),
        (values.time_ns, "2026-11-02T24:00:00Z", "does not exist"),
        (values.time_ns, "2026-11-02T10:00:60Z", "does not exist"),
        (values.time_ns, "2026-11-02T10:00:00+24:00", "does not exist"),
        (values.time_ns, "0001-01-01T00:00:00+23:59", "does not exist"),
        (values.time_ns, "1969-12-31T23:59:59Z", "write a year from 1971 to 2200"),
        (values.time_ns, "\u0662026-11-02T10:00:00Z", "write it like"),
        (values.as_date, "2026-1-2", "write it like"),
        (values.as_date, "2026-02-29", "does not exist"),
        (values.id_text, ".hidden", "a letter or digit first"),
        (values.id_text, "a" * 61, "at most 60"),
        (values.id_text, "a\n", "is no id"),
        (values.country, "", "two letters"),
        (values.country, "UK", "is GB"),
        (values.account_region, "None", "two letters"),
        (values.address, "255.255.255.255", "device's own"),
        (values.address, "::", "device's own"),
        (values.address, "2001::/16", "/32 or longer"),
        (values.single_address, "192.0.2.0/24", "write the address itself"),
        (values.host, "localhost", "name at least two"),
        (values.host, "b\u00fccher.example", "xn--bcher-kva.example"),
        (values.capture_path, "C:/a.pcap", "absolute"),
        (values.capture_path, ".", "needless parts"),
        (values.capture_path, "a/../../b", "leads out"),
        (values.capture_path, "a\u202eb", "cannot be shown"),
        (values.sha256, "g" * 64, "64 hex digits"),
    ],
)
def test_what_is_wrong_says_how_to_mend_it(check: Callable[[str], object], text: str, hint: str) -> None:
    with pytest.raises(ValueError) as fault:
        check(text)
    assert hint in str(fault.value)


def test_one_form_for_what_can_be_written_in_many() -> None:
    assert values.sha256("A" * 64) == "a" * 64
    assert values.mac("0200.0000.0001") == "02:00:00:00:00:01"
    assert values.host_or_address("2001:DB8::1") == "2001:db8::1"
    assert values.host_or_address("log.skylark.example") == "log.skylark.example"
    assert values.capture_path("us/v1 (2).pcapng") == "us/v1 (2).pcapng"
    assert values.account_region("none") == "none"


CHECKS = [
    values.time_text,
    values.date_text,
    values.id_text,
    values.country,
    values.account_region,
    values.mac,
    values.address,
    values.single_address,
    values.host,
    values.host_or_address,
    values.capture_path,
    values.sha256,
]


@given(
    st.text(max_size=80) | st.from_regex(r"[0-9a-f:./TZ+-]{1,40}", fullmatch=True), st.sampled_from(CHECKS)
)
def test_any_text_is_taken_in_a_form_that_lasts_or_refused(text: str, check: Callable[[str], str]) -> None:
    try:
        found = check(text)
    except ValueError:
        return
    assert check(found) == found
