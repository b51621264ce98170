"""Comma-separated ranges of several vendors."""

from __future__ import annotations

import pytest

from tests.support.geo_files import ASN, CSV, NUMBERS, read, told


def test_addresses_as_text_and_no_answer_for_a_region() -> None:
    found = read("csv", CSV)
    assert told(found) == {
        "192.0.2.0-192.0.2.255": ("DE",),
        "192.0.2.64-192.0.2.127": ("TR",),
        "2001:db8::-2001:db8::ff": ("HK",),
    }
    assert found.ignored == {"EU": 1}


def test_addresses_as_numbers_and_ipv4_inside_ipv6() -> None:
    assert told(read("csv", NUMBERS)) == {
        "192.0.2.0-192.0.2.255": ("CN",),
        "198.51.100.0-198.51.100.255": ("DE",),
        "2001:db8::-2001:db8::ff": ("HK",),
    }


def test_as_numbers_and_names_with_commas() -> None:
    assert told(read("csv", ASN)) == {
        "192.0.2.0-192.0.2.255": (64496, "One, Inc."),
        "192.0.2.128-192.0.2.191": (64497, "Two"),
    }


def test_a_heading_is_left_out() -> None:
    assert told(read("csv", b"start_ip,end_ip,country\n" + CSV)) == told(read("csv", CSV))


def test_pseudo_codes_are_kept_where_a_row_says_that_a_block_is_announced() -> None:
    assert told(read("csv", CSV, keep_pseudo=True))["198.51.100.0-198.51.100.255"] == ("EU",)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"192.0.2.9,192.0.2.1,DE", "before its start"),
        (b"192.0.2.9,2001:db8::,DE", "two IP versions"),
        (b"192.0.2.9,x,DE", "'x' is no address"),
        (b"1,2", "are expected"),
        (b'1,2,"' + b"x" * 9000, "a line of"),
        (b"1," + b"9" * 40 + b",DE", "is no address"),
    ],
)
def test_faults_are_located(line: bytes, fault: str) -> None:
    (found,) = read("csv", CSV + line).faults
    assert found.startswith("f:5: ")
    assert fault in found


def test_faults_are_told_up_to_a_cap() -> None:
    faults = read("csv", b"x\n" * 1000).faults
    assert len(faults) == 21
    assert faults[-1] == "f: no further faults are told"
