"""Values of AMF0, written from the specification (Adobe, 2007)."""

from __future__ import annotations

import struct

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.amf0 import MAX_DEPTH, Value, read_object, read_value
from tests.support.stream_messages import amf_number, amf_object, amf_string

OBJECT = amf_object(a=amf_string(b"x"), b=amf_number(1.5), c=amf_object(d=b"\5"))


@pytest.mark.parametrize(
    "octets",
    [
        amf_number(3000.25),
        b"\1\1",
        amf_string(b"abc"),
        OBJECT,
        b"\5",
        b"\6",
        b"\7\0\1",
        b"\x08\0\0\0\1" + OBJECT[1:],
        b"\x0a\0\0\0\2\5" + amf_string(b"x"),
        b"\x0b" + bytes(10),
        b"\x0c\0\0\0\2ab",
        b"\x0d",
        b"\x0f\0\0\0\4<a/>",
        b"\x10\0\1T" + OBJECT[1:],
    ],
)
def test_every_kind_of_value_ends_where_it_ends(octets: bytes) -> None:
    value = read_value(b"\0" + octets + b"\5", 1)
    assert isinstance(value, Value)
    assert value.end == 1 + len(octets)
    for length in range(len(octets)):
        assert isinstance(read_value(octets[:length], 0), Malformed)


def test_strings_and_numbers() -> None:
    text, number = read_value(amf_string(b"abc"), 0), read_value(b"\0" + struct.pack(">d", 1.5), 0)
    assert isinstance(text, Value)
    assert isinstance(number, Value)
    assert (text.text, text.number, number.text, number.number) == (b"abc", None, None, 1.5)


def test_an_object_by_name() -> None:
    found = read_object(OBJECT, 0)
    assert isinstance(found, tuple)
    assert [(name, value.text, value.number) for name, value in found[0].items()] == [
        (b"a", b"x", None),
        (b"b", None, 1.5),
        (b"c", None, None),
    ]
    assert found[1] == len(OBJECT)
    assert read_object(amf_string(b"a"), 0) == Malformed(Reason.BAD_VALUE, 0, "rtmp")


def test_of_a_name_that_comes_again_the_first_counts() -> None:
    found = read_object(b"\3\0\1a" + amf_string(b"x") + b"\0\1a" + amf_string(b"y") + b"\0\0\x09", 0)
    assert isinstance(found, tuple)
    assert found[0][b"a"].text == b"x"


def test_amf3_and_unknown_markers_end_reading() -> None:
    for marker in (0x04, 0x0E, 0x11, 0xFF):
        assert read_value(bytes((marker,)), 0) == Malformed(Reason.BAD_VALUE, 0, "rtmp")


def test_depth_and_length_are_limited() -> None:
    """What nests deeply, or claims four thousand million values, costs no more than its octets."""
    deep = b"\3\0\1a" * MAX_DEPTH
    assert isinstance(read_value(deep + b"\5" + b"\0\0\x09" * MAX_DEPTH, 0), Value)
    assert read_value(b"\3\0\1a" * 4_000, 0) == Malformed(Reason.TOO_LONG, 4 * MAX_DEPTH, "rtmp")
    assert read_value(b"\x0a\xff\xff\xff\xff" + b"\5" * 9, 0) == Malformed(Reason.BAD_LENGTH, 14, "rtmp")
    assert isinstance(read_value(b"\x0a\xff\xff\xff\xff" * 3_000, 0), Malformed)
