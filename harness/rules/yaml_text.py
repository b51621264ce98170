r"""Text from anywhere in; YAML 1.2 that reads as that text and nothing else, out.

Plain is written only what no version of YAML takes for anything but text: words of ASCII letters and digits that begin with
a letter, and are none of the words for true, false and null (YAML 1.1 had many). All else stands in double quotes
(YAML 1.2.2 §7.3.1), in ASCII, each other character escaped (§5.7), so that nothing can end the quotes, begin a key, an
anchor, a tag or a merge, or act on a terminal. Comments are one line of ASCII.

Blind spots: YAML has no lone surrogates; one becomes the text ``\udcXX``, as in JSON documents of harness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap
from typing import Final

WIDTH: Final = 110
"""Columns that text is folded to."""
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ ._/-][A-Za-z0-9]+)*")
_TAKEN: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_PROSE: Final = re.compile(r"[!-~]+(?: [!-~]+)*")
_ODD: Final = re.compile(r"[^ !#-\[\]-~]")
"""What does not stand for itself between double quotes."""


def scalar(text: str) -> str:
    r"""One value, in one line.

    >>> print(scalar("api.acme.example"), scalar("1.e5"), scalar("NO"), scalar("a: b\n<<: *c"))
    api.acme.example "1.e5" "NO" "a: b\n<<: *c"
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _TAKEN:
        return text
    return f'"{_ODD.sub(_escape, text)}"'


def flow(values: Iterable[str | int]) -> str:
    """A list in brackets."""
    return f"[{', '.join(str(value) if isinstance(value, int) else scalar(value) for value in values)}]"


def entry(key: str, text: str, indent: int) -> Iterator[str]:
    """A key with text, folded over several lines where it is long and holds nothing odd (YAML 1.2.2 §8.1.3)."""
    pad = " " * indent
    line = f"{pad}{key}: {scalar(text)}"
    if len(line) <= WIDTH or not _PROSE.fullmatch(text):
        yield line
        return
    yield f"{pad}{key}: >-"
    room = WIDTH - indent - 2
    yield from (f"{pad}  {part}" for part in wrap(text, room, break_long_words=False, break_on_hyphens=False))


def listed(key: str, values: Iterable[str | int], indent: int) -> Iterator[str]:
    """A key with a list: in brackets where it fits into a line, else one item a line."""
    pad = " " * indent
    items = [value if isinstance(value, int) else scalar(value) for value in values]
    line = f"{pad}{key}: [{', '.join(map(str, items))}]"
    if len(line) <= WIDTH:
        yield line
        return
    yield f"{pad}{key}:"
    yield from (f"{pad}- {item}" for item in items)


def comment(text: str, indent: int = 0) -> Iterator[str]:
    """Comment lines; what is not printable ASCII is escaped, and a long word stays whole."""
    pad = " " * indent + "# "
    safe = re.sub(r"[^ -~]", _escape, text)
    yield from (pad + part for part in wrap(safe, WIDTH - len(pad), break_long_words=False))


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    code = ord(char)
    if char in '"\\':
        return f"\\{char}"
    if char == "\n":
        return "\\n"
    if 0xD800 <= code < 0xE000:
        return f"\\\\u{code:04x}"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
