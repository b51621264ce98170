"""Questions and answers of DNS, as little of it as the lab speaks (RFC 1035 §4, RFC 3596).

One question of type A or AAAA, and at most one address in the answer. Written apart from the reader under test
(``harness.wire.dns``), so that both would have to err alike.
"""

from __future__ import annotations

import ipaddress
import struct
from typing import Final

from harness.lab.world import answer

A: Final = 1
AAAA: Final = 28
_HEADER: Final = struct.Struct("!6H")
_RECURSE: Final = 0x0100
_ANSWER: Final = 0x8180
_NO_SUCH_NAME: Final = 3
_TIME_TO_LIVE_S: Final = 60


def question(number: int, name: str, kind: int) -> bytes:
    """Ask for the address of a name."""
    labels = b"".join(bytes((len(label),)) + label for label in name.encode().split(b"."))
    return _HEADER.pack(number, _RECURSE, 1, 0, 0, 0) + labels + struct.pack("!BHH", 0, kind, 1)


def asked(message: bytes) -> tuple[str, int, int]:
    """The name and type that a message asks for, and where its question ends.

    Raises:
        ValueError: It is no question.
    """
    at, labels = _HEADER.size, []
    try:
        while length := message[at]:
            labels.append(message[at + 1 : at + 1 + length].decode("ascii"))
            at += 1 + length
        (kind,) = struct.unpack_from("!H", message, at + 1)
    except (IndexError, struct.error) as fault:
        raise ValueError("a question that is cut off") from fault
    return ".".join(labels), kind, at + 5


def reply(message: bytes, region: str) -> bytes:
    """Answer a question as the zone does for a client in a region.

    Raises:
        ValueError: It is no question.
    """
    name, kind, end = asked(message)
    address = answer(name, region, version=6 if kind == AAAA else 4)
    found = b""
    if address is not None and kind in (A, AAAA):
        octets = ipaddress.ip_address(address).packed
        found = struct.pack("!HHHIH", 0xC00C, kind, 1, _TIME_TO_LIVE_S, len(octets)) + octets
    code = _ANSWER | (_NO_SUCH_NAME if address is None else 0)
    head = _HEADER.pack(int.from_bytes(message[:2], "big"), code, 1, 1 if found else 0, 0, 0)
    return head + message[_HEADER.size : end] + found


def address_in(message: bytes) -> str | None:
    """The address that an answer holds; None where it has none."""
    _, _, end = asked(message)
    if not _HEADER.unpack_from(message)[3]:
        return None
    (length,) = struct.unpack_from("!H", message, end + 10)
    return str(ipaddress.ip_address(message[end + 12 : end + 12 + length]))
