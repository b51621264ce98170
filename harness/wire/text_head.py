"""The start of a stream -> start line and header fields of a message in the style of RFC 822 (RTSP, SIP, HTTP responses).

Those protocols share the form of a head (RFC 9112 §2.1, RFC 7826 §5.2, RFC 3261 §7): a start line, field lines, an
empty line. Lines end with CRLF; a bare LF is taken too. A line that begins with white space continues the one before.

Blind spots: a head above ``MAX_HEAD_OCTETS`` or of more than ``MAX_LINES`` lines is given up. Lines without a colon
are left out.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

MAX_HEAD_OCTETS: Final = 16384
"""Octets of a stream looked at for a message, as for HTTP requests."""
MAX_START_LINE: Final = 4096
"""Octets within which the first line must end for it to be a start line at all."""
MAX_LINES: Final = 256
"""Field lines of a head."""
_SPACE: Final = b" \t\r"


class TextHead(NamedTuple):
    """A whole head."""

    start_line: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    """Lower-case name, value without white space around it; in order, repeated where they are."""
    end: int
    """Octets of the message up to and with its empty line."""

    def first(self, *names: bytes) -> bytes | None:
        """Value of the first field that has one of these names; None = none has."""
        return next((value for name, value in self.fields if name in names), None)


def start_line(data: bytes, layer: str) -> bytes | Malformed:
    """Give the first line without its end, or say that it is not there (yet)."""
    end = data.find(b"\n", 0, MAX_START_LINE)
    if end >= 0:
        return data[:end].removesuffix(b"\r")
    if len(data) >= MAX_START_LINE:
        return Malformed(Reason.NOT_THIS, 0, layer)
    return Malformed(Reason.TRUNCATED, len(data), layer)


def head_end(data: bytes) -> int:
    """Octets up to and with the first empty line; 0 = it is not there (yet).

    Two searches for fixed octets, so that asking again with each small segment stays cheap.
    """
    plain = data.find(b"\n\n", 0, MAX_HEAD_OCTETS)
    usual = data.find(b"\n\r\n", 0, MAX_HEAD_OCTETS if plain < 0 else plain + 1)
    if usual >= 0:
        return usual + 3
    return plain + 2 if plain >= 0 else 0


def read_head(data: bytes, layer: str) -> TextHead | Malformed:
    """Read a head whose start line was recognised before.

    Returns:
        TRUNCATED where its empty line is not there yet, TOO_LONG where it is too far or lines are too many.
    """
    end = head_end(data)
    if not end:
        if len(data) >= MAX_HEAD_OCTETS:
            return Malformed(Reason.TOO_LONG, MAX_HEAD_OCTETS, layer)
        return Malformed(Reason.TRUNCATED, len(data), layer)
    lines = data[:end].split(b"\n", MAX_LINES + 3)
    if len(lines) > MAX_LINES + 3:  # start line, empty line and what split leaves behind the last LF
        return Malformed(Reason.TOO_LONG, end, layer)
    return TextHead(lines[0].removesuffix(b"\r"), _fields(lines[1:-2]), end)


def head_wanted(data: bytes, head: TextHead | Malformed) -> int:
    """Octets that a message wants which ends with its head, or had a fault in it: 0 if it is another protocol."""
    if not isinstance(head, Malformed):
        return head.end
    if head.reason is Reason.NOT_THIS:
        return 0
    return len(data) + 1 if head.reason is Reason.TRUNCATED else min(len(data), MAX_HEAD_OCTETS)


def number_of(value: bytes | None) -> int | None:
    """Read a length or count in decimal digits; None = not sent, or no such number."""
    return int(value) if value is not None and value.isdigit() and len(value) <= 18 else None


def _fields(lines: list[bytes]) -> tuple[tuple[bytes, bytes], ...]:
    """Join continued lines (each fold as one space) and split them at the first colon."""
    joined: list[list[bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and joined:
            joined[-1].append(line.strip(_SPACE))
        else:
            joined.append([line])
    fields = []
    for parts in joined:
        name, colon, value = b" ".join(parts).partition(b":")
        if colon:
            fields.append((name.strip(_SPACE).lower(), value.strip(_SPACE)))
    return tuple(fields)
