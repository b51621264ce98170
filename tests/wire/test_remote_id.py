"""Messages of Open Drone ID, written out by ``opendroneid.h``."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.positions import Position
from harness.wire.remote_id import RemoteId, UasId, read_messages, read_pack
from tests.support.drone_frames import (
    BASIC_ID,
    LOCATION,
    OPERATOR,
    PACK,
    SELF_ID,
    remote_id_message,
    remote_id_pack,
)


def told(data: bytes, start: int = 0) -> RemoteId:
    decoded = read_pack(data, start)
    assert isinstance(decoded, RemoteId)
    return decoded


def test_pack_of_everything() -> None:
    assert told(PACK) == RemoteId(
        ("basic ID", "location", "system", "self-ID", "operator ID"),
        (UasId("serial number", "1581F0000EXAMPLE0001"),),
        "GBR-OP-123ABCD",
        "Recreational",
        (
            Position("aircraft", "location", 28, 481173000, 115166667),
            Position("operator", "system", 53, -338568000, 1512093000),
        ),
    )


def test_single_messages_and_octets_behind_them() -> None:
    assert told(BASIC_ID).uas_ids == (UasId("serial number", "1581F0000EXAMPLE0001"),)
    assert told(PACK + LOCATION) == told(PACK)
    assert told(b"xx" + OPERATOR, 2).operator_id == "GBR-OP-123ABCD"


@pytest.mark.parametrize(
    ("kind", "field", "expected"),
    [
        (0, b"anything", ()),
        (2, b"N12345", (UasId("registration", "N12345"),)),
        (3, bytes(range(16)), (UasId("UTM UUID", bytes(range(16)).hex() + "00000000"),)),
        (4, b"\x01" + bytes(19), (UasId("session ID", "01" + "00" * 19),)),
        (5, b"reserved", ()),
        (1, b"", ()),
        (3, b"", ()),
        (1, b"A\x1b[1mB\n", (UasId("serial number", "A\\027[1mB\\010"),)),
    ],
)
def test_kinds_of_identity(kind: int, field: bytes, expected: tuple[UasId, ...]) -> None:
    assert told(remote_id_message(0, bytes([kind << 4 | 2]) + field)).uas_ids == expected


def test_unknown_positions_and_empty_texts_are_none() -> None:
    empty = told(remote_id_pack(*(remote_id_message(kind, b"") for kind in range(6))))
    assert len(empty.kinds) == 6
    assert empty[1:] == ((), None, None, ())


def test_the_first_text_counts_and_two_identities_are_kept() -> None:
    other = remote_id_message(0, b"\x22N12345")
    decoded = told(remote_id_pack(OPERATOR, BASIC_ID, other, remote_id_message(5, b"\x00second"), SELF_ID))
    assert decoded.operator_id == "GBR-OP-123ABCD"
    assert [identity.text for identity in decoded.uas_ids] == ["1581F0000EXAMPLE0001", "N12345"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.TRUNCATED),
        (PACK[:-1], Reason.TRUNCATED),
        (BASIC_ID[:-1], Reason.TRUNCATED),
        (b"\xf3" + PACK[1:], Reason.NOT_THIS),
        (b"\xf2\x18" + PACK[2:], Reason.NOT_THIS),
        (b"\xf2\x19\x00" + PACK[3:], Reason.BAD_LENGTH),
        (b"\xf2\x19\x0a" + PACK[3:] * 3, Reason.BAD_LENGTH),
        (remote_id_pack(remote_id_message(6, b"")), Reason.BAD_VALUE),
        (remote_id_pack(BASIC_ID, remote_id_message(1, b"", version=3)), Reason.BAD_VALUE),
    ],
)
def test_malformed(data: bytes, reason: Reason) -> None:
    decoded = read_pack(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is reason


def test_messages_without_a_pack_head() -> None:
    decoded = read_messages(BASIC_ID + LOCATION, 0, 2)
    assert isinstance(decoded, RemoteId)
    assert decoded.kinds == ("basic ID", "location")
