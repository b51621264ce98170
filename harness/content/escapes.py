r"""A layer -> the same text with its URL escapes (RFC 3986 §2.1) or JSON escapes (RFC 8259 §7) undone.

Only the surroundings of escapes are written again: what lies far from any was searched already. Escapes that are
none (``%zz``, ``\q``) stay.

Blind spots: a text cut at the end of such surroundings, 1,024 octets from the nearest escape, ends there.
XML and HTML entities and quoted-printable are not undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from harness.content.budget import Budget
from harness.content.layers import SAME, SEPARATOR, Layer, Run

AROUND_OCTETS: Final = 1_024
_URL: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_FORM: Final = re.compile(rb"%([0-9A-Fa-f]{2})|\+")
_JSON: Final = re.compile(
    rb'\\(?:(["\\/bfnrt])|u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))'
)
_SHORT: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}
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
    return bytes((int(match[1], 16),)) if match[1] else b" "


def _json_octets(match: re.Match[bytes]) -> bytes:
    short, high, low, unit = match.groups()
    if short:
        return _SHORT.get(short, short)
    code = int(high or unit, 16)
    if high:  # a pair of surrogates: RFC 8259 §7
        code = 0x10000 + ((code & 0x3FF) << 10) + (int(low, 16) & 0x3FF)
    return chr(code).encode("utf-8", "surrogatepass")


def _surroundings(
    data: bytes, pattern: re.Pattern[bytes]
) -> Iterator[tuple[int, int, list[re.Match[bytes]]]]:
    """Stretches that hold escapes, each with them; those that touch are one."""
    start, end = 0, -1
    inside: list[re.Match[bytes]] = []
    for match in pattern.finditer(data):
        if match.start() - AROUND_OCTETS > end:
            if inside:
                yield start, end, inside
            start, inside = max(0, match.start() - AROUND_OCTETS), []
        inside.append(match)
        end = min(len(data), match.end() + AROUND_OCTETS)
    if inside:
        yield start, end, inside


def _unescaped(
    layer: Layer, coding: str, pattern: re.Pattern[bytes], undo: Undo, budget: Budget
) -> Layer | None:
    pieces: list[bytes] = []
    runs: list[Run] = []
    at = 0
    for start, end, matches in _surroundings(layer.data, pattern):
        if not budget.take(end - start):
            break
        done = start
        for match in matches:
            for outer, octets, same in (
                (done, layer.data[done : match.start()], True),
                (match.start(), undo(match), False),
            ):
                pieces.append(octets)
                runs.append(Run(at, len(octets), outer, same))
                at += len(octets)
            done = match.end()
        pieces += (layer.data[done:end], SEPARATOR)
        runs.append(Run(at, end - done, done, same=True))
        at += end - done + len(SEPARATOR)
    if not runs:
        return None
    return Layer(b"".join(pieces), (*layer.coding, coding), layer, tuple(runs), SAME, escapes_only=True)
