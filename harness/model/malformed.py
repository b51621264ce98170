"""What a decoder returns when bytes are not what their place says they should be.

Bytes from the wire are hostile, so an odd message is a value that is counted,
never an exception. The reasons are closed: a new one needs a decoder that gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a message could not be decoded."""

    TRUNCATED = "truncated"
    """The bytes end before the message's own lengths say it does."""
    BAD_LENGTH = "bad_length"
    """A length field contradicts another or runs past its container."""
    BAD_VALUE = "bad_value"
    """A field holds a value that its specification forbids."""
    LOOP = "loop"
    """A pointer or chain leads back to itself (RFC 1035 §4.1.4 compression)."""
    TOO_LONG = "too_long"
    """The message is longer than the format allows or than is held for it."""
    NOT_THIS = "not_this"
    """The bytes are another protocol; nothing is wrong with them."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A message that could not be decoded, and where decoding stopped."""

    reason: Reason
    offset: int
    """Octets from the start of the message to the fault; the length where it ended early."""
    layer: str
    """Decoder that stopped: ``dns``, ``tls``, ``http``, ``quic``."""
