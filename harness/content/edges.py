"""A literal's place -> the octets or characters beside it that hold the rest of its value, and whether they do.

In base64 (RFC 4648 §4, §5) a character may hold bits of two octets, and UTF-16 (RFC 2781) has an octet of each letter
that is zero for most texts. A literal has only what its value alone decides; without a look at its edges
a value with another first or last letter would be taken for it.

In UTF-16 beside an octet that would make another letter of the outermost one in the other byte order, the text around tells the order: where
its other end has the zero that only this order asks for, the value stands (RFC 2781 §4.3 leaves the order of a text without a mark to its reader).

Blind spots: where what is needed is not there (cut, or written as an escape) nothing is said. Text that could be either order
at both ends, or goes on for more than 64 letters: both readings stand, so none is taken.
"""

from __future__ import annotations

import binascii
from typing import Final, NamedTuple

_ALPHABET: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_")
_TO_STANDARD: Final = bytes.maketrans(b"-_", b"+/")

_LAST_MIXED: Final = 0x05
"""High octet of Latin Extended (01), IPA (02), Greek (03) and Cyrillic (04, 05) in Unicode."""

_LINE_CHARACTERS: Final = b"\t\n\r"
_AROUND_LETTERS: Final = 64
"""Letters looked at to tell the byte order."""


class Span(NamedTuple):
    """Where a value stands with all that holds a bit of it."""

    offset: int
    octets: int


class Base64Edges(NamedTuple):
    """Of a value in base64."""

    value: bytes
    before: int
    """Octets of the first group that belong to what stands in front, 0 to 2."""

    @property
    def core(self) -> tuple[int, int]:
        """The characters that hold nothing but the value: the first, and that behind the last.

        >>> Base64Edges(b"secret", 1).core
        (2, 9)
        """
        return -(-8 * self.before // 6), 8 * (self.before + len(self.value)) // 6

    def span(self, data: bytes, offset: int, octets: int) -> Span | None:
        """Decode the groups that the value stands in and compare it; case of letters is not looked at, as in plain text.

        Args:
            data: What the core was found in.
            offset: Its first character.
            octets: Its length.
        """
        first, last = self.core
        start, end = offset, offset + octets
        text = data[start:end]
        if self.before:
            start = _before_line_end(data, start) - 1
            text = data[max(0, start) : start + 1] + text
        if last * 6 < 8 * (self.before + len(self.value)):
            end = _behind_line_end(data, end) + 1
            text += data[end - 1 : end]
        # What is in front of the character with the first bits is filled up: its value does not matter.
        text = b"A" * (first - 1 if self.before else 0) + text.translate(_TO_STANDARD)
        if len(text) * 6 < 8 * (self.before + len(self.value)) or not _ALPHABET.issuperset(text):
            return None
        decoded = binascii.a2b_base64(text + b"A" * (-len(text) % 4))
        found = decoded[self.before : self.before + len(self.value)]
        return Span(start, end - start) if found.lower() == self.value.lower() else None


class Utf16Edges(NamedTuple):
    """Of a text in UTF-16 whose outer zero octet is left out of the literal, so that most literals serve both byte orders."""

    little: bool

    def span(self, data: bytes, offset: int, octets: int) -> Span | None:
        """Tell whether the zero is there: behind the last letter, or before the first; see ``Base64Edges.span``."""
        end = offset + octets
        if self.little:
            text_in_front = data[max(0, offset - 3) : max(0, offset - 1)]
            wrong = offset > 0 and _is_letter(
                data[offset - 1], data[offset], amid_text=_is_ascii(text_in_front)
            )
            wrong = wrong and (_is_ascii(text_in_front) or not _ends_little(data, end))
            return Span(offset, octets) if data[end : end + 1] == b"\0" and not wrong else None
        text_behind = data[end + 1 : end + 3][::-1]
        wrong = end < len(data) and _is_letter(data[end], data[end - 1], amid_text=_is_ascii(text_behind))
        wrong = wrong and (_is_ascii(text_behind) or not _begins_big(data, offset - 1))
        return Span(offset, octets) if offset and not data[offset - 1] and not wrong else None


def _begins_big(data: bytes, zero: int) -> bool:
    """Whether text begins in big-endian order: with a zero that is no letter's half in the other order.

    Args:
        data: What it stands in.
        zero: The high octet of a letter of it.
    """
    for at in range(zero, max(-1, zero - 2 * _AROUND_LETTERS), -2):
        if data[at]:
            return False  # a letter without a high octet in front: little-endian
        if not at or not _is_text(data[at - 1]):
            return True
    return False


def _ends_little(data: bytes, zero: int) -> bool:
    """Whether text ends in little-endian order: with a zero that is no letter's half in the other order; see ``_begins_big``."""
    for at in range(zero, min(len(data), zero + 2 * _AROUND_LETTERS), 2):
        if data[at]:
            return False
        if at + 1 == len(data) or not _is_text(data[at + 1]):
            return True
    return False


def _is_text(octet: int) -> bool:
    """Whether an octet is a character of a text, where the other half of its unit is zero (Latin-1).

    FF is the last octet of the big-endian byte order mark (RFC 2781 §3.2), and hardly ever a letter.
    """
    return octet in _LINE_CHARACTERS or 0x20 <= octet < 0x7F or 0xA0 <= octet < 0xFF


def _is_ascii(unit: bytes) -> bool:
    """Whether two octets, the higher first, are a letter or sign of ASCII in UTF-16."""
    return len(unit) == 2 and unit[0] == 0 and 0x20 <= unit[1] < 0x7F


def _is_letter(high: int, low: int, *, amid_text: bool) -> bool:
    """Whether, in the other byte order, the value's outermost letter would be a letter beyond Latin-1.

    Where no text in that order stands beside it, only scripts that mix with Latin count: a length or a tag is likelier than others.
    """
    return high > 0 and (amid_text or high <= _LAST_MIXED) and chr(high << 8 | low).isalnum()


Edges = Base64Edges | Utf16Edges


def _before_line_end(data: bytes, offset: int) -> int:
    """The place itself, or that before a line end in front of it."""
    if offset and data[offset - 1] == ord("\n"):
        return offset - 2 if offset > 1 and data[offset - 2] == ord("\r") else offset - 1
    return offset


def _behind_line_end(data: bytes, offset: int) -> int:
    """The place itself, or that behind a line end."""
    if data.startswith(b"\r\n", offset):
        return offset + 2
    return offset + 1 if data.startswith(b"\n", offset) else offset
