r"""A layer -> the same text with its URL escapes (RFC 3986 §2.1) or JSON escapes (RFC 8259 §7) undone.

Only the surroundings of escapes are written again: what lies far from any was searched already. Escapes that are
none (``%zz``, ``\q``) stay.

Blind spots: a text cut at the end of such surroundings, 1,024 octets from the nearest escape, ends there.
XML and HTML entities and quoted-printable are not undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from harness.content.budget import ESCAPE_WORK, Budget
from harness.content.layers import SAME, SEPARATOR, Layer, Run

AROUND_OCTETS: Final = 1_024
_URL: Final = re.compile(rb"%[0-9A-Fa-f]{2}")
_FORM: Final = re.compile(rb"(%[0-9A-Fa-f]{2}(?:%[0-9A-Fa-f]{2}){0,65535})|\+")
"""Escapes in a row are undone at once: each goes as far as the others."""
_JSON: Final = re.compile(
    rb'\\(?:(["\\/bfnrt](?:\\["\\/bfnrt]){0,65535})|u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))'
)
_SHORT: Final = bytes.maketrans(b"bfnrt", b"\b\f\n\r\t")
Undo = Callable[[re.Match[bytes]], bytes]


def unescape_url(layer: Layer, budget: Budget, *, form: bool) -> Layer | None:
    """Undo percent-encoding; None where there is none, or no room.

    Args:
        layer: What it stands in.
        budget: Pays for what is written again.
        form: Whether a plus is a space even where no escape stands (WHATWG URL, urlencoded parsing).
    """
    if not form and _URL.search(layer.data) is None:
        return None
    return _unescaped(layer, "url", _FORM, _url_octet, budget)


def unescape_json(layer: Layer, budget: Budget) -> Layer | None:
    """Undo the escapes of JSON strings; None where there is none, or no room."""
    return _unescaped(layer, "json", _JSON, _json_octets, budget)


def _url_octet(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].translate(None, b"%").decode()) if match[1] else b" "


def _json_octets(match: re.Match[bytes]) -> bytes:
    short, high, low, unit = match.groups()
    if short:
        return short[::2].translate(_SHORT)
    code = int(high or unit, 16)
    if high:  # a pair of surrogates: RFC 8259 §7
        code = 0x10000 + ((code & 0x3FF) << 10) + (int(low, 16) & 0x3FF)
    return chr(code).encode("utf-8", "surrogatepass")


class _Writer:
    """Writes the surroundings of escapes, those that touch as one, and keeps where each piece comes from."""

    def __init__(self, data: bytes) -> None:
        """Begin with nothing."""
        self._data = data
        self.pieces: list[bytes] = []
        self.runs: list[Run] = []
        self._at = 0
        self._done = 0
        self._end = -1
        """Where the surroundings of the last escape end; negative: there was none."""

    def cost(self, begin: int) -> int:
        """What it costs to write an escape and what stands between it and the last one."""
        return ESCAPE_WORK + begin - max(self._done, begin - 2 * AROUND_OCTETS)

    def write(self, begin: int, end: int, octets: bytes) -> None:
        """Write an escape that was undone, behind what stands in front of it."""
        if self._end < 0 or begin - AROUND_OCTETS > self._end:
            self.close()
            self._done = max(0, begin - AROUND_OCTETS)
        self._same(begin)
        # Several in a row are of one length; one alone may hold any number of octets, whose places are then its first ones.
        step = max(1, (end - begin) // max(1, len(octets)))
        self._add(octets, begin, step=step)
        self._done, self._end = end, min(len(self._data), end + AROUND_OCTETS)

    def close(self) -> None:
        """Write what stands behind the last escape."""
        if self._end >= 0:
            self._same(self._end)
            self.pieces.append(SEPARATOR)
            self._at += len(SEPARATOR)

    def _same(self, end: int) -> None:
        if self._done < end:
            self._add(self._data[self._done : end], self._done)

    def _add(self, octets: bytes, outer: int, step: int | None = None) -> None:
        self.pieces.append(octets)
        self.runs.append(Run(self._at, len(octets), outer, same=step is None, step=step or 1))
        self._at += len(octets)


def _unescaped(
    layer: Layer, coding: str, pattern: re.Pattern[bytes], undo: Undo, budget: Budget
) -> Layer | None:
    writer = _Writer(layer.data)
    for match in pattern.finditer(layer.data):
        begin, end = match.span()
        if not budget.take(writer.cost(begin)):
            budget.give_up(len(layer.data) - begin)
            break
        writer.write(begin, end, undo(match))
    writer.close()
    if not writer.runs:
        return None
    data = b"".join(writer.pieces)
    return Layer(data, (*layer.coding, coding), layer, tuple(writer.runs), SAME, escapes_only=True)
