"""Geofeeds (RFC 8805)."""

from __future__ import annotations

import pytest

from tests.support.geo_files import GEOFEED, read, told


def test_hong_kong_written_as_a_part_of_china_is_hong_kong() -> None:
    found = read("geofeed", GEOFEED)
    assert told(found) == {
        "192.0.2.0-192.0.2.255": ("HK",),
        "198.51.100.0-198.51.100.255": ("US",),
        "2001:db8::-2001:db8:ffff:ffff:ffff:ffff:ffff:ffff": ("DE",),
    }
    assert found.ignored == {"(none)": 1}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"192.0.2.1/24,DE,,,", "bits set behind"),
        (b"192.0.2.0/33,DE,,,", "no prefix has that length"),
        (b"host.example,DE,,,", "is no prefix"),
        (b"192.0.2.0/24", "a prefix and a country"),
        (b"192.0.2.0/24,Germany,,,", "no country's code"),
        (b"192.0.2.0/24,DE\x1b[31m,,,", "no country's code"),
    ],
)
def test_faults_are_located_and_escaped(line: bytes, fault: str) -> None:
    (found,) = read("geofeed", GEOFEED + line).faults
    assert found.startswith("f:6: ")
    assert fault in found
    assert found.isprintable()
