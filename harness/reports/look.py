"""Where to look: the packet, its file, and a display filter that can be copied whole."""

from __future__ import annotations

from collections.abc import Iterator

from harness.reports.lines import Line, plain, wrapped
from harness.reports.text import cells


def look_words(packet: int, path: str) -> str:
    """The same in running text, not yet escaped."""
    return f"packet {packet} of {path} (Wireshark: {display_filter(packet)})"


def display_filter(packet: int) -> str:
    """What to put into Wireshark's filter bar."""
    return f"frame.number == {packet}"


def look_lines(packet: int, path: str, width: int, *, indent: str = " " * 6) -> Iterator[Line]:
    """One line where it has room, else several; the display filter is never broken.

    Args:
        packet: From 1, as Wireshark numbers frames.
        path: What to call the file.
        width: Columns.
        indent: Spaces before each line.
    """
    where, wanted = f"packet {packet} of {path}", display_filter(packet)
    if len(indent) + cells(where) + len(" (Wireshark: )") + len(wanted) <= width:
        yield plain(f"{indent}{where} (Wireshark: {wanted})")
        return
    yield from wrapped(where, width, first=indent)
    yield plain(f"{indent}Wireshark: {wanted}")
