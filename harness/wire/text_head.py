"""The start of a stream -> start line and fields of a message in the style of RFC 822 (RTSP, SIP, HTTP responses).

Those protocols share the form of a head (RFC 9112 §2.1, RFC 7826 §5.2, RFC 3261 §7): a start line, field lines, an
empty line. Lines end with CRLF; a bare LF is taken too. A line that begins with white space continues the one before.

Blind spots: a head above ``MAX_HEAD_OCTETS`` or of more than ``MAX_LINES`` lines is given up. Lines without a colon
are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

MAX_HEAD_OCTETS: Final = 16384
"""Octets of a stream looked at for a message, as for HTTP requests."""
MAX_START_LINE: Final = 4096
"""Octets within which the first line must end for it to be a start line at all."""
MAX_LINES: Final = 256
"""Field lines of a head."""
_SPACE: Final = b" \t\r"
_LONG_METHOD: Final = 16
"""Octets within which the space behind a method is looked for first."""
_MOST_SPACE: Final = 64
"""Octets of white space before a colon that are borne, which SIP allows."""


Fits = Callable[[bytes], object]
"""True or something for a whole start line of the protocol."""


class TextHead(NamedTuple):
    """A whole head; fields are looked for when they are asked for, as most are not."""

    start_line: bytes
    octets: bytes
    """From the end of the start line to the end of the empty line."""
    lower: bytes
    """The same in lower case, as names of fields are compared."""
    end: int
    """Octets of the message up to and with its empty line."""

    def first(self, *names: bytes) -> bytes | None:
        """Value of the first field that has one of these names, without white space around it; None = none has.

        Args:
            names: In lower case.
        """
        first = -1
        for name in names:
            place = _find(self.lower, name)
            if place >= 0 and (first < 0 or place < first):
                first = place
        return _value(self.octets, first) if first >= 0 else None

    def every(self, name: bytes) -> list[bytes]:
        """Values of all fields of a name in lower case, in order."""
        values, place = [], _find(self.lower, name)
        while place >= 0:
            values.append(_value(self.octets, place))
            place = _find(self.lower, name, place)
        return values


def start_line(data: bytes, layer: str) -> bytes | Malformed:
    """Give the first line without its end, or say that it is not there (yet)."""
    end = data.find(b"\n", 0, MAX_START_LINE)
    if end >= 0:
        return data[:end].removesuffix(b"\r")
    if len(data) >= MAX_START_LINE:
        return Malformed(Reason.NOT_THIS, 0, layer)
    return Malformed(Reason.TRUNCATED, len(data), layer)


def method_fault(data: bytes, methods: frozenset[bytes], layer: str) -> Malformed | None:
    """Give what keeps the octets from beginning with one of the methods and a space; None = nothing does."""
    space = data.find(b" ", 0, _LONG_METHOD)
    if space >= 0 and data[:space] in methods:
        return None
    longest = max(map(len, methods))
    space = data.find(b" ", 0, longest + 1)
    if (data[:space] if space >= 0 else data[: longest + 1]) in methods:
        return None
    if space < 0 and any(method.startswith(data[: longest + 1]) for method in methods):
        return Malformed(Reason.TRUNCATED, len(data), layer)
    return Malformed(Reason.NOT_THIS, 0, layer)


def target_fault(data: bytes, starts: tuple[bytes, ...], layer: str) -> Malformed | None:
    """Give what keeps the octets behind the first space from being one of the starts, as far as they are there; None = nothing."""
    space = data.find(b" ")
    target = data[space + 1 : space + 1 + max(map(len, starts))].lower()
    if space < 0 or any(target.startswith(start) or start.startswith(target) for start in starts):
        return None
    return Malformed(Reason.NOT_THIS, space + 1, layer)


def recognised_head(data: bytes, layer: str, fault: Malformed | None, fits: Fits) -> TextHead | Malformed:
    """Read a head as soon as its start line is recognised.

    Args:
        fault: What keeps the octets from beginning as the protocol's messages do; None = nothing does.
        fits: Says of a whole start line whether it is one.
    """
    if fault is not None:
        return fault
    line = start_line(data, layer)
    if isinstance(line, Malformed):
        return line
    return read_head(data, layer) if fits(line) else Malformed(Reason.NOT_THIS, 0, layer)


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
    line_end = data.index(b"\n")
    if data.count(b"\n", line_end + 1, end) > MAX_LINES + 1:
        return Malformed(Reason.TOO_LONG, end, layer)
    octets = data[line_end:end]
    return TextHead(data[:line_end].removesuffix(b"\r"), octets, octets.lower(), end)


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


def _find(lower: bytes, name: bytes, start: int = 0) -> int:
    """Offset behind the colon of the first field of a name from an offset on; below 0 = there is none."""
    at = lower.find(b"\n" + name, start)
    while at >= 0:
        after = at + 1 + len(name)
        rest = lower[after : after + _MOST_SPACE]
        value = rest.lstrip(_SPACE)
        if value[:1] == b":":
            return after + len(rest) - len(value) + 1
        at = lower.find(b"\n" + name, after)
    return at


def _value(octets: bytes, start: int) -> bytes:
    """Value that begins at an offset, with the lines that continue it, each fold as one space."""
    end = octets.index(b"\n", start)
    parts = [octets[start:end].strip(_SPACE)]
    while octets[end + 1 : end + 2] in (b" ", b"\t"):
        start, end = end + 1, octets.index(b"\n", end + 1)
        parts.append(octets[start:end].strip(_SPACE))
    return b" ".join(parts).strip(_SPACE)
