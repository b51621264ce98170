"""Text from outside in, text that is safe and honest on a terminal out.

Names from the wire and paths from the file system are hostile: they may hold
escape sequences (ECMA-48), line breaks, or characters that turn the reading
direction (UAX #9) or take no room. ``shown`` replaces each of those by a visible
escape; widths are measured on its result. The exact value stands in the JSON.

Blind spots: letters of other scripts that look like Latin ones are left as they
are. Letters written from right to left are escaped too, because next to them a
terminal may turn digits round.
"""

from __future__ import annotations

import re
import unicodedata

from rich.cells import cell_len, chop_cells

ELLIPSIS = "..."
_PLAIN = re.compile(r"[ -~]*\Z")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters by category, yet drawn as nothing."""


def shown(text: str) -> str:
    r"""Escape everything in ``text`` that is not plainly visible from left to right.

    Controls, line breaks, ESC, DEL, bidi and zero-width characters, combining
    marks, blanks other than space, right-to-left letters, unassigned code points and
    lone surrogates become ``\xNN``, ``\uNNNN`` or ``\UNNNNNNNN``. Printable text is
    unchanged, backslashes included, so that applying it twice changes nothing.

    >>> print(shown("a\x1b[31m\u202e"))
    a\x1b[31m\u202e
    """
    if _PLAIN.match(text):
        return text
    return "".join(char if _visible(char) else _escape(char) for char in text)


def _visible(char: str) -> bool:
    if char <= "~":
        return char >= " "
    return (
        char.isprintable()
        and char not in _BLANK
        and not unicodedata.category(char).startswith("M")
        and unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT
    )


def _escape(char: str) -> str:
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def cells(text: str) -> int:
    """Terminal columns that ``text`` takes once escaped."""
    return cell_len(shown(text))


def head(text: str, width: int) -> str:
    """Escape and cut at the end to at most ``width`` columns (``width`` at least 4)."""
    text = shown(text)
    if cell_len(text) <= width:
        return text
    return _prefix(text, width - len(ELLIPSIS)) + ELLIPSIS


def tail(text: str, width: int) -> str:
    """Escape and cut at the start: of a host name or path the end says most."""
    text = shown(text)
    if cell_len(text) <= width:
        return text
    return ELLIPSIS + _prefix(text[::-1], width - len(ELLIPSIS))[::-1]


def _prefix(text: str, width: int) -> str:
    return chop_cells(text, width)[0] if width > 0 else ""


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Escape and fill with spaces to ``width`` columns; longer text is left whole."""
    text = shown(text)
    space = " " * max(0, width - cell_len(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """Escape and break at spaces into lines of at most ``width`` columns.

    A word longer than a line is cut into pieces, behind a slash where one is near;
    nothing is left out. Empty text gives no line.
    """
    lines: list[str] = []
    line = ""
    for word in shown(text).split():
        joined = f"{line} {word}" if line else word
        if cell_len(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = pieces(word, width)
        lines.extend(full)
    return [*lines, line] if line else lines


def pieces(text: str, width: int) -> list[str]:
    """Escape and cut into pieces of at most ``width`` columns that put together give the whole.

    Cut behind a slash where one is near: paths are easier to read when their names stay whole.
    """
    rest, cut = shown(text), []
    while cell_len(rest) > width:
        piece = _prefix(rest, width)
        slash = piece.rfind("/") + 1
        if slash > width // 2:
            piece = piece[:slash]
        cut.append(piece)
        rest = rest[len(piece) :]
    return [*cut, rest]
