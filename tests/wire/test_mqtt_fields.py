"""Fields of MQTT packets, by the examples of the specification."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.mqtt_fields import (
    connack_properties,
    properties_at,
    read_header,
    text_end,
    variable_integer,
)


@pytest.mark.parametrize(
    ("octets", "value"),
    [  # MQTT 5.0 §1.5.5, table 1-1
        ("00", 0),
        ("7f", 127),
        ("8001", 128),
        ("ff7f", 16_383),
        ("808001", 16_384),
        ("ffff7f", 2_097_151),
        ("80808001", 2_097_152),
        ("ffffff7f", 268_435_455),
    ],
)
def test_variable_byte_integers(octets: str, value: int) -> None:
    data = bytes.fromhex(octets)
    assert variable_integer(b"\xff" + data + b"\0", 1) == (value, 1 + len(data))
    assert variable_integer(data[:-1], 0) == Malformed(Reason.TRUNCATED, len(data) - 1, "mqtt")
    assert read_header(b"\x30" + data, 0) == (0x30, 1 + len(data), 1 + len(data) + value)


def test_an_integer_has_four_octets_at_most() -> None:
    assert variable_integer(b"\xff\xff\xff\xff\x01", 0) == Malformed(Reason.BAD_LENGTH, 0, "mqtt")


def test_strings() -> None:
    assert text_end(b"\0\1a", 0, 3) == 3
    assert text_end(b"\0\1a", 0, 2) == Malformed(Reason.BAD_LENGTH, 0, "mqtt")
    assert text_end(b"\0\2a", 0, 4) == Malformed(Reason.TRUNCATED, 3, "mqtt")
    assert text_end(b"\0", 0, 9) == Malformed(Reason.TRUNCATED, 1, "mqtt")
    assert text_end(b"\xff\xff", 0, 70_000) == Malformed(Reason.TOO_LONG, 0, "mqtt")


def test_properties_of_every_form() -> None:
    text = bytes.fromhex(
        "12 0003 616263  21 000a  24 01  26 0001 61 0001 62  11 00000078  1c 0001 78  1c 0001 79"
    )
    assert connack_properties(text, 0, len(text)) == {
        0x12: b"abc", 0x21: b"\0\x0a", 0x24: b"\1", 0x26: b"a\0\1b", 0x11: b"\0\0\0\x78", 0x1C: b"x",
    }  # fmt: skip
    assert connack_properties(b"\x7e\0", 0, 2) == Malformed(Reason.BAD_VALUE, 0, "mqtt")
    assert connack_properties(b"\x21\0", 0, 2) == Malformed(Reason.BAD_LENGTH, 0, "mqtt")


def test_properties_lie_within_their_packet() -> None:
    assert properties_at(b"\3abc", 0, 4) == (1, 4)
    assert properties_at(b"\3abc", 0, 3) == Malformed(Reason.BAD_LENGTH, 0, "mqtt")
    assert properties_at(b"\0", 0, 0) == Malformed(Reason.BAD_LENGTH, 0, "mqtt")
