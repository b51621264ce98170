"""TLS records -> the handshake messages in them, joined (RFC 8446 §5.1, RFC 5246 §6.2.1).

Blind spots: octets past the limits here are not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from harness.model.malformed import Malformed, Reason

LAYER: Final = "tls"
MAX_OCTETS: Final = 65536
"""Octets of a stream looked at; real hellos are 200 to 2,000, with post-quantum keys."""
MAX_RECORDS: Final = 512
"""Records that messages may be spread over: it bounds the work for a stream of one-octet records."""
HANDSHAKE: Final = 22
_HANDSHAKE_OCTET: Final = bytes((HANDSHAKE,))
RECORD_HEADER: Final = 5
MESSAGE_HEADER: Final = 4
MAX_FRAGMENT: Final = 16384
"""RFC 8446 §5.1: length of TLSPlaintext.fragment."""

_HEADER_VALUES: Final = ((HANDSHAKE,), (3,), range(5))
"""Type and version 0x0300 to 0x0304; handshake records are not interleaved with others (RFC 8446 §5.1)."""


def gather(
    data: bytes, needed: Callable[[bytes], int | Malformed], *, may_end: bool = False
) -> tuple[bytes, int] | Malformed:
    """Join handshake messages from their records.

    Args:
        data: A stream from the start of its first record.
        needed: Given the messages as far as they are joined, at least one octet, says how many octets of
            them are needed, a lower bound; or that they are not what is looked for.
        may_end: A record of another type behind the first is the end, not a fault.

    Returns:
        The messages as far as they are needed and there, headers included, and the octets of ``data`` that
        this takes in all, a lower bound while some are missing.
    """
    parts: list[bytes] = []
    have, need, position = 0, MESSAGE_HEADER, 0
    for _ in range(MAX_RECORDS):
        header = data[position : position + RECORD_HEADER]
        if may_end and position and header[:1] != _HANDSHAKE_OCTET:
            return b"".join(parts), position + 1  # the octet that tells of the end is needed too
        fault = _header_fault(header, position)
        if fault is not None:
            return fault
        if len(header) < RECORD_HEADER:
            return b"".join(parts), position + RECORD_HEADER + need - have
        length = header[3] << 8 | header[4]
        position += RECORD_HEADER
        fragment = data[position : position + length]
        parts.append(fragment)
        have += len(fragment)
        if have:
            parts = [b"".join(parts)]
            asked = needed(parts[0])
            if isinstance(asked, Malformed):
                return asked
            need = asked
        rest = length - len(fragment)
        missing = need - have
        position += length
        total = position - rest + missing  # missing may be negative: the record holds more messages
        if missing > rest:
            total = position + 1 if may_end else total + RECORD_HEADER
        if total > MAX_OCTETS:
            return Malformed(Reason.TOO_LONG, RECORD_HEADER + 1, LAYER)
        if missing <= rest or rest:
            return parts[0][:need] if have else b"", total
    return Malformed(Reason.TOO_LONG, position, LAYER)


def _header_fault(header: bytes, position: int) -> Malformed | None:
    """Check a record header as far as it is there; a first record of another kind is another protocol."""
    odd = Reason.BAD_VALUE if position else Reason.NOT_THIS
    for offset, allowed in enumerate(_HEADER_VALUES[: len(header)]):
        if header[offset] not in allowed:
            return Malformed(odd, position + offset, LAYER)
    if len(header) == RECORD_HEADER and not 0 < (header[3] << 8 | header[4]) <= MAX_FRAGMENT:
        return Malformed(Reason.BAD_LENGTH, position + 3, LAYER)
    return None
