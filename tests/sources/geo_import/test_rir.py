"""Delegation statistics, in the exchange format of the registries."""

from __future__ import annotations

import pytest

from tests.support.geo_files import RIR, read, told


def test_blocks_that_are_held_and_a_count_that_is_no_power_of_two() -> None:
    found = read("rir", RIR)
    assert told(found) == {
        "192.0.2.0-192.0.2.95": ("CN",),
        "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff": ("HK",),
    }
    assert (found.date, found.date_basis) == ("2026-10-31", "vendor_stated")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("apnic|CN|ipv4|192.0.2.0|0|20110811|allocated", "no count"),
        ("apnic|CN|ipv4|192.0.2.0|4294967296|20110811|allocated", "no IPv4 has so many"),
        ("apnic|CN|ipv4|2001:db8::|1|20110811|allocated", "no IPv4 address"),
        ("apnic|CN|ipv6|2001:db8::1|32|20110811|allocated", "bits set"),
        ("apnic|China|ipv4|192.0.2.0|1|20110811|allocated", "no country's code"),
        ("apnic|CN|ipv4", "at least 7"),
    ],
)
def test_faults_are_located(line: str, fault: str) -> None:
    (told_fault,) = read("rir", RIR + line.encode()).faults
    assert told_fault.startswith("f:8: ")
    assert fault in told_fault
