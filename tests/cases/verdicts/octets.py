"""What either side of a conversation says, octet by octet, as a situation has it."""

from __future__ import annotations

from tests.cases.verdicts.base_documents import Document


def up(octets: bytes) -> Document:
    """The phone says these octets."""
    return {"way": "up", "octets": octets.hex()}


def down(octets: bytes) -> Document:
    """The far side does."""
    return {"way": "down", "octets": octets.hex()}
