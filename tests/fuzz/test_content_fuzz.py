"""Any octets give a result in bounded time, the same every time, and places that lie inside."""

from __future__ import annotations

import base64
import gzip
import json
import random
import struct
import time
import zlib
from collections.abc import Iterator

from harness.content.search import search, sought
from harness.model.content import Body, Part
from harness.model.honey import Honey, HoneyKind, Place

INPUTS = 10_000
SOUGHT = sought(
    (
        Honey(id="mail", kind=HoneyKind.ACCOUNT_EMAIL, values=("pilot@lab.example",)),
        Honey(
            id="home", kind=HoneyKind.HOME_POINT, place=Place(latitude=-33.85, longitude=151.2, radius_m=500)
        ),
    ),
    b"salt" * 4,
    leads=True,
)
TEXT = json.dumps({"mail": "pilot\u0040lab.example", "lat": -33.85012, "lng": 151.20013}).encode()
SEEDS = (
    TEXT,
    gzip.compress(TEXT),
    zlib.compress(TEXT),
    base64.b64encode(gzip.compress(TEXT)),
    b"a=%70ilot%40lab.example&b=" + base64.b64encode(TEXT),
    struct.pack("<iidd", -338500000, 1512000000, -33.85, 151.2),
    b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0\x10\0\0\0\x10\0\0\0\x01\0\0\0a" + zlib.compress(TEXT)[2:-4],
    b"\x28\xb5\x2f\xfd\x20\x05\x29\0\0hello",
    b"$GPGGA,123519,3351.007,S,15112.008,E,1,08,0.9,545.4,M,46.9,M,,*47",
)
CODINGS = (None, None, None, "gzip", "deflate", "zstd", "br", "gzip, deflate", "x" * 99, ",,")


def inputs(count: int) -> Iterator[Body]:
    chance = random.Random(11)
    for number in range(count):
        data = bytearray(chance.choice(SEEDS) if number % 3 else chance.randbytes(chance.randint(0, 90)))
        for _ in range(chance.randint(0, 4)):
            at = chance.randrange(len(data) + 1)
            data[at : at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
        yield Body(
            bytes(data), None, chance.choice(CODINGS), chance.random() < 0.9, chance.choice(list(Part))
        )


def test_any_body_gives_a_result() -> None:
    found = 0
    for body in inputs(INPUTS):
        result = search(body, SOUGHT)
        assert all(0 <= hit.outer_offset <= len(body.data) for hit in result.hits), body
        assert all(hit.octets > 0 for hit in result.hits), body
        assert all(row.octets > 0 for row in result.undecoded), body
        found += bool(result.hits)
    assert found > INPUTS // 10


def test_the_same_body_gives_the_same_result() -> None:
    for body in inputs(300):
        assert search(body, SOUGHT) == search(body, SOUGHT)


def test_hostile_bodies_cost_no_more_than_others() -> None:
    """Made of what each search begins with, over and over."""
    for piece in (
        b"x\x9c", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"%41", b"\\u0041", b"A" * 17 + b" ", b"0a" * 17 + b" ",
        b"H4sI", b"x\x9c\x00\x00\x00\xff\xff", b"pilot@", b"-33.8500 ", b"151.2001,-33.85001;", b"\x08\x80\x80\x80\x01",
        struct.pack("<i", -338500000), struct.pack(">d", -33.85), b"\0", b"3351.007,S,", b"r3gx2", b"a@b.c ",
    ):  # fmt: skip
        started = time.process_time()
        search(Body(piece * ((1 << 18) // len(piece))), SOUGHT)
        assert time.process_time() - started < 5, piece  # usually 0.1 to 0.5
