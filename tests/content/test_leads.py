"""Leads: a key or a check digit, and no map tile."""

from __future__ import annotations

import pytest

from harness.content.leads import MAX_LEADS, find_leads
from harness.model.content import Part


def ids(data: bytes, part: Part = Part.BODY) -> set[str]:
    return {lead.id for lead in find_leads(data, part)}


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"sn":"1ZNBH1R00C00FM"}', {"key-serial"}),
        (b"x=1&device_sn=ABC1234567&y=2", {"key-serial"}),
        (b"<imei>490154203237518</imei>", {"key-phone-id", "text-imei"}),
        (b"490154203237518", {"text-imei"}),
        (b"490154203237517", set()),
        (b"1764182400000000", set()),
        (b"serial 1581F4XYZ0123456789A.", {"text-cta-serial"}),
        (b"serial 1581E4XYZ0123456789A.", set()),
        (b'{"latitude": 47.39774, "longitude": 8.54561}', {"key-position"}),
        (b'{"lat": 47, "lng": 8.5}', set()),
        (b"47.39774,8.54561", {"text-position"}),
        (b'{"bssid":"02:00:5e:10:00:01"}', {"key-mac"}),
        (b"02:00:5e:10:00:01", set()),
        (b"X-Amz-Security-Token: IQoJb3JpZ2luX2VjE1234", {"key-credential"}),
        (b"mail to Pilot.One@lab.example, please", {"text-email"}),
        (b"8613800138000", {"text-cn-mobile"}),
        (b"13800138000", set()),
        (b"DJIFlightRecord_2026-01-02_[03-04-05].txt", {"text-flight-record"}),
        (b"\xff\xd8\xff\xe0", {"media-jpeg"}),
        (b"\0\0\0\x20ftypisom", {"media-mp4"}),
    ],
)
def test_found(data: bytes, found: set[str]) -> None:
    assert ids(data) == found


def test_targets() -> None:
    assert ids(b"/api/v2/flight_log/zipupload", Part.QUERY) == {"target-flight-record"}
    assert ids(b"/api/v2/flight_log/zipupload", Part.BODY) == set()
    assert ids(b"/api/42/envelope/?sentry_key=abc", Part.QUERY) == {"target-crash"}


@pytest.mark.parametrize(
    "target",
    [
        b"/tiles/15/17201/11405.png", b"/vt?lyrs=m&x=17201&y=11405&z=15", b"/wmts/1.0.0/street/15/11405/17201@2x.jpg",
        b"/appmaptile?lang=en&size=1&scale=1&style=8&x=17201&y=11405&z=15",
    ],
)  # fmt: skip
def test_map_tiles_are_no_positions(target: bytes) -> None:
    assert ids(target, Part.QUERY) == set()


def test_published_check_digits() -> None:
    """ISO/IEC 7812-1 annex B example 49927398716 is 11 digits; 3GPP TS 23.003 IMEI example 49015420323751 8."""
    assert ids(b"imei 490154203237518") == {"text-imei"}


def test_leads_are_bounded() -> None:
    assert len(find_leads(b"a@b.example " * 1_000, Part.BODY)) == MAX_LEADS
