"""The table of messages against the definitions that MAVLink publishes, by its own rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.wire.mavlink_contents import IDENTITIES, OPERATORS, POSITIONS
from harness.wire.mavlink_messages import MessageForm, form_of, known_ids
from tests.support.drone_frames import crc_low_first

DEFINITIONS = Path(__file__).parents[1] / "support/mavlink_definitions.txt"
"""A message a line: number, name, then type and name of each field in the order of the definition; ``|`` before extension fields."""
SIZES = {"char": 1, "uint8_t": 1, "int8_t": 1, "uint16_t": 2, "int16_t": 2} | {
    "uint32_t": 4, "int32_t": 4, "float": 4, "uint64_t": 8, "int64_t": 8, "double": 8,
}  # fmt: skip
Field = tuple[str, int, str]
"""Type, length of an array or 0, name."""


def definitions() -> dict[int, tuple[str, list[Field], list[Field]]]:
    """Messages by number: name, fields, extension fields."""
    found = {}
    for line in DEFINITIONS.read_text(encoding="ascii").splitlines():
        number, name, *words = line.split()
        at = words.index("|") if "|" in words else len(words)
        found[int(number)] = (name, _fields(words[:at]), _fields(words[at + 1 :]))
    return found


def _fields(words: list[str]) -> list[Field]:
    fields = []
    for told, name in zip(words[::2], words[1::2], strict=True):
        kind, _, length = told.removesuffix("]").partition("[")
        fields.append((kind, int(length or 0), name))
    return fields


def on_the_wire(fields: list[Field]) -> list[Field]:
    """Guide, "Field Reordering": by size of the type, largest first, else as defined."""
    return sorted(fields, key=lambda field: -SIZES[field[0]])


def octets(fields: list[Field]) -> int:
    return sum(SIZES[kind] * (length or 1) for kind, length, _ in fields)


def crc_extra(name: str, fields: list[Field]) -> int:
    """Guide, "CRC_EXTRA Calculation"."""
    text = f"{name} ".encode()
    for kind, length, field in on_the_wire(fields):
        text += f"{kind} {field} ".encode() + (bytes([length]) if length else b"")
    checksum = crc_low_first(text, 0x8408, 0xFFFF)
    return checksum & 0xFF ^ checksum >> 8


DEFINED = definitions()


@pytest.mark.parametrize("number", DEFINED)
def test_a_row_follows_from_its_definition(number: int) -> None:
    name, fields, extensions = DEFINED[number]
    base = octets(fields)
    assert form_of(number) == MessageForm(name, crc_extra(name, fields), base, base + octets(extensions))


def test_no_row_is_without_definition() -> None:
    assert known_ids() == set(DEFINED)


@pytest.mark.parametrize(
    ("number", "extra"),
    [(0, 50), (1, 124), (24, 24), (30, 39), (33, 104), (242, 104), (253, 83), (12900, 114)],
)
def test_published_values(number: int, extra: int) -> None:
    """As the generated libraries of MAVLink have them."""
    form = form_of(number)
    assert form is not None
    assert form.crc_extra == extra


def offset_of(name: str, *names: str) -> tuple[int, int] | None:
    """Offset and octets of the first of some fields that a message has."""
    _, fields, extensions = next(row for row in DEFINED.values() if row[0] == name)
    at = 0
    for kind, length, field in on_the_wire(fields) + extensions:
        if field in names:
            return at, SIZES[kind] * (length or 1)
        at += SIZES[kind] * (length or 1)
    return None


@pytest.mark.parametrize("name", POSITIONS)
def test_positions_stand_where_the_definition_puts_them(name: str) -> None:
    at = POSITIONS[name][1]
    assert offset_of(name, "lat", "latitude", "operator_latitude") == (at, 4)
    assert offset_of(name, "lon", "longitude", "operator_longitude") == (at + 4, 4)


def test_identities_stand_where_the_definition_puts_them() -> None:
    for name, place in (IDENTITIES | OPERATORS).items():
        assert offset_of(name, "uid2", "uas_id", "operator_id") == place
    assert offset_of("AUTOPILOT_VERSION", "uid") == (8, 8)
    assert offset_of("AUTOPILOT_VERSION", "flight_sw_version") == (16, 4)
    assert offset_of("OPEN_DRONE_ID_MESSAGE_PACK", "msg_pack_size") == (23, 1)
    assert offset_of("OPEN_DRONE_ID_MESSAGE_PACK", "messages") == (24, 225)


def test_unknown_messages_are_none() -> None:
    assert form_of(163) is None
