"""What hostile octets cost is bounded, alone and as many; what honest bodies hold is found all the same; what is left is told."""

from __future__ import annotations

import base64
import gzip
import json
import random
import struct
import zlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.content import budget as limits
from harness.content.budget import MOST_RATIO, MOST_RATIO_WITH_LEADS, MOST_WORK, Budget, Purse
from harness.content.search import search, sought
from harness.model.content import Body, Standing, WhyUndecoded
from harness.model.honey import Honey, HoneyKind, Place
from tests.support.hostile_bodies import BODIES, SIZE, calibration_s, cost_s, wanted

SERIAL = b"QX0MADEUP7734"
HOME = Place(latitude=47.39774, longitude=8.54561, radius_m=100)
SOUGHT = sought(
    (
        Honey(id="serial", kind=HoneyKind.SERIAL, values=(SERIAL.decode(),)),
        Honey(id="home", kind=HoneyKind.HOME_POINT, place=HOME),
    ),
    b"0123456789abcdef",
)
PART = 8
"""An eighth of each body, and of the free work: all costs go with the length."""
MOST_CALIBRATIONS = 69
"""CPU of a megabyte beside that of the calibration: up to 46 on a quiet machine, half as much again for noise. Once it was up to 350."""


@cache
def unit_s() -> float:
    return min(calibration_s() for _ in range(5))


@pytest.mark.parametrize("name", BODIES)
def test_hostile_octets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "FREE_WORK", limits.FREE_WORK // PART)
    data = BODIES[name]()[: SIZE // PART]
    for leads in (False, True):
        # What else runs on the machine slows both, so each try has a calibration of its own beside it.
        tries = ((cost_s(data, wanted(leads=leads)) * SIZE / len(data), calibration_s()) for _ in range(5))
        assert any(cost < MOST_CALIBRATIONS * max(unit, unit_s()) for cost, unit in tries)


def test_many_small_bombs_cost_no_more_than_one() -> None:
    """Of each 7 KB could become 7 MB: the free work of a body is for a few of them only."""
    bomb, purse = zlib.compress(bytes(7 << 20), 9), Purse()
    read = [not search(Body(bomb), SOUGHT, purse).undecoded for _ in range(12)]
    assert read == sorted(read, reverse=True)
    assert 5 < sum(read) < 11
    search(Body(bytes(1 << 20)), SOUGHT, purse)
    assert search(Body(bomb), SOUGHT, purse).undecoded == ()


@given(st.lists(st.tuples(st.integers(0, 1 << 24), st.integers(0, 1 << 27), st.booleans())))
def test_all_bodies_together(bodies) -> None:
    """No order of lengths and costs gets more than what is free and what the lengths allow."""
    purse, spent, allowed = Purse(), 0, MOST_WORK
    for octets, work, leads in bodies:
        budget = purse.budget(octets, leads=leads)
        assert budget.left <= Budget(octets, leads=leads).left
        before = budget.left
        budget.spend(work)
        spent += before - budget.left
        allowed += octets * (MOST_RATIO_WITH_LEADS if leads else MOST_RATIO)
        purse.give_back(budget)
        assert spent <= allowed


def test_eighteen_thousand_streams_are_all_read() -> None:
    texts = [b"%x " % at + SERIAL * (at % 1_000 == 999) for at in range(18_000)]
    streams = [gzip.compress(text, mtime=0) for text in texts]
    starts = [sum(map(len, streams[:at])) for at in range(999, 18_000, 1_000)]
    for leads in (False, True):
        found = search(Body(b"".join(streams)), SOUGHT._replace(leads=leads))
        assert [(hit.chain, hit.outer_offset) for hit in found.hits] == [
            ("gzip > plain", at) for at in starts
        ]
        assert [hit.offset for hit in found.hits] == [
            texts[at].index(b" ") + 1 for at in range(999, 18_000, 1_000)
        ]
        assert found.undecoded == ()


def test_an_honest_log_is_read_to_its_end() -> None:
    """8 MB of JSON in 1 MB of gzip, the value in its last line; and a text of escapes in base64."""
    chance = random.Random(5)
    lines = [
        json.dumps({"t": at, "level": "info", "module": "telemetry", "alt_m": chance.randrange(9_999), "yaw": chance.random()})
        for at in range(70_000)
    ]  # fmt: skip
    packed = gzip.compress("\n".join([*lines, SERIAL.decode()]).encode(), mtime=0)
    found = search(Body(packed, "application/json", "gzip"), SOUGHT)
    assert [hit.chain for hit in found.hits] == ["gzip > plain"]
    assert found.undecoded == ()
    escaped = "".join(f"\\u{chance.randrange(0x4E00, 0x9FFF):04x}" for _ in range(100_000)).encode()
    found = search(Body(base64.b64encode(b'{"a":"' + escaped + b"\\u0051" + SERIAL[1:] + b'"}')), SOUGHT)
    assert [hit.chain for hit in found.hits] == ["base64 > json > plain"]
    assert found.undecoded == ()


def test_what_is_left_is_told() -> None:
    data = BODIES["zlib of zeros"]()[: 1 << 18]
    (row,) = search(Body(data + SERIAL), SOUGHT).undecoded
    assert row.reason is WhyUndecoded.TOO_LARGE
    assert len(data) // 2 < row.octets
    assert [hit.chain for hit in search(Body(data + SERIAL), SOUGHT).hits] == ["plain"]


def test_nothing_bridges_two_streams() -> None:
    north, east = zlib.compress(b"x" * 80 + b'{"lat": 47.39774'), zlib.compress(b"8.54561}" + b"x" * 80)
    assert search(Body(north + east), SOUGHT).hits == ()
    both = zlib.compress(b"x" * 80 + b"47.39774, 8.54561" + b"x" * 80)
    assert [hit.chain for hit in search(Body(north + both + east), SOUGHT).hits] == ["zlib > decimal"]


def test_chance_is_that_of_the_own_stream() -> None:
    """One pair of integers stands in a short stream, however much is in the stream beside it."""
    pair = struct.pack("<ii", 473977400, 85456100)
    small = gzip.compress(b"\0" * 40 + pair + b"\0" * 40, mtime=0)
    large = gzip.compress(b"some words " * 50_000, mtime=0)
    for data in (small, small + large, large + small):
        assert [(hit.standing, hit.offset) for hit in search(Body(data), SOUGHT).hits] == [
            (Standing.WITNESS, 40)
        ]


def test_each_stream_may_begin_as_a_picture() -> None:
    noise = [random.Random(at).randbytes(2_000) for at in range(2)]
    streams = [
        zlib.compress(head + one) for head, one in zip((b"\xff\xd8\xff\xe0", b"words"), noise, strict=True)
    ]
    rows = search(Body(b"".join(streams)), SOUGHT).undecoded
    assert [row.reason for row in rows] == [WhyUndecoded.MEDIA, WhyUndecoded.OPAQUE]
    hits = search(Body(b"".join(streams)), SOUGHT._replace(leads=True)).hits
    assert [hit.found_id for hit in hits] == ["media-jpeg"]
