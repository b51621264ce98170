"""Binary messages of the forge: the examples of protobuf's specification, and frames of MAVLink with a checksum that fits."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from harness.wire.mavlink import decode_frames
from tests.support.drone_frames import crc_low_first
from tests.support.forged_payloads import said
from tests.support.forging import forge
from tests.support.honey_situation import HOME, planted, talk

PUBLISHED: list[tuple[list[dict[str, Any]], str]] = [
    ([{"field": 1, "varint": 150}], "089601"),
    ([{"field": 2, "text": "testing"}], "120774657374696e67"),
    ([{"field": 3, "message": [{"field": 1, "varint": 150}]}], "1a03089601"),
    ([{"field": 1, "varint": -2}], "08feffffffffffffffff01"),
    ([{"field": 1, "zigzag": -1}, {"field": 1, "zigzag": 1}, {"field": 1, "zigzag": -2}], "080108020803"),
    ([{"field": 1, "zigzag": 0x7FFFFFFF}], "08feffffff0f"),
    ([{"field": 16, "varint": 1}], "800101"),
    ([{"field": 1, "float64": 1.0}, {"field": 2, "float32": 1.0}], "09000000000000f03f150000803f"),
    ([{"field": 1, "fixed32": -1}], "0dffffffff"),
]
"""protobuf.dev, "Encoding": its examples and rules; ones of IEEE 754."""


@pytest.fixture(scope="module")
def datagrams(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    folder = tmp_path_factory.mktemp("binary")
    messages: list[dict[str, Any]] = [{"protobuf": fields} for fields, _ in PUBLISHED]
    messages += [
        {"protobuf": [{"field": 1, kind: f"${{home:{half}}}"} for half in ("latitude", "longitude")]}
        for kind in ("float64", "float32", "varint", "zigzag", "fixed32")
    ]
    messages += [{"mavlink": "home"}, {"mavlink": "home"}]
    truth = forge(planted(talk("udp", *messages)), folder)
    return said(truth, folder)["talk-0"]


def test_examples_of_the_specification(datagrams: list[bytes]) -> None:
    assert [one.hex() for one in datagrams[: len(PUBLISHED)]] == [octets for _, octets in PUBLISHED]


def test_positions_in_fields(datagrams: list[bytes]) -> None:
    doubles, floats, plain, zigzag, fixed = datagrams[len(PUBLISHED) : len(PUBLISHED) + 5]
    latitude, longitude = (round(degrees * 1e7) for degrees in HOME)
    assert struct.unpack("<xdxd", doubles) == tuple(HOME)
    assert struct.unpack("<xfxf", floats) == pytest.approx(HOME, abs=1e-5)
    assert struct.unpack("<xixi", fixed) == (latitude, longitude)
    assert len(plain) == 2 * 11
    assert [_varint(plain[at + 1 : at + 11]) - 2**64 for at in (0, 11)] == [latitude, longitude]
    numbers = [_varint(half) for half in (zigzag[1:6], zigzag[7:12])]
    assert [-(number + 1) // 2 for number in numbers] == [latitude, longitude]


def _varint(octets: bytes) -> int:
    return sum((octet & 0x7F) << 7 * at for at, octet in enumerate(octets))


def test_frames_of_mavlink(datagrams: list[bytes]) -> None:
    first, second = datagrams[-2:]
    for frame in (first, second):
        # Its CRC takes in the octet of GLOBAL_POSITION_INT's fields, 104 (common.xml).
        assert struct.unpack("<H", frame[-2:])[0] == crc_low_first(frame[1:-2] + b"\x68", 0x8408, 0xFFFF)
        assert struct.unpack_from("<ii", frame, 14) == tuple(round(degrees * 1e7) for degrees in HOME)
    assert second[4] == first[4] + 1
    assert "Malformed" not in type(decode_frames(first)).__name__
