"""Where to look: the display filter can always be copied whole."""

from __future__ import annotations

from harness.reports.lines import paint
from harness.reports.look import look_lines


def looked(path: str, width: int) -> list[str]:
    return paint(look_lines(17, path, width), colour=False).splitlines()


def test_one_line_where_it_has_room() -> None:
    assert looked("a.pcapng", 80) == ["      packet 17 of a.pcapng (Wireshark: frame.number == 17)"]


def test_a_long_path_is_broken_and_the_filter_is_not() -> None:
    lines = looked("folder/" * 20 + "a.pcapng", 60)
    assert lines[-1] == "      Wireshark: frame.number == 17"
    assert (
        "".join(line.strip() for line in lines[:-1]).replace(" ", "")
        == "packet17of" + "folder/" * 20 + "a.pcapng"
    )
    assert all(len(line) <= 60 for line in lines)


def test_a_path_cannot_act() -> None:
    assert looked("\x1b[2J\n.pcap", 80) == [
        r"      packet 17 of \x1b[2J\n.pcap (Wireshark: frame.number == 17)"
    ]
