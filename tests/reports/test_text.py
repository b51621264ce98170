"""What reaches a terminal is inert, whatever came in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from harness.reports.text import cells, head, pad, pieces, shown, tail, wrap
from tests.support.analysis_rows import HOSTILE_NAMES

ANY = st.text(
    st.characters(codec=None, categories=None) | st.sampled_from("\x1b\x9b\n\r\u202e\u200b\ud800\u0301")
)


@pytest.mark.parametrize(
    ("raw", "safe"),
    [
        ("plain.example", "plain.example"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b31m\x7f\x00", r"\x9b31m\x7f\x00"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\u202a\u202e\u2066\u2069\u200e\u061c", r"\u202a\u202e\u2066\u2069\u200e\u061c"),
        ("\u200b\u200d\u2060\ufeff\u00ad", r"\u200b\u200d\u2060\ufeff\xad"),
        ("\u2028\u2029\u00a0\u3000", r"\u2028\u2029\xa0\u3000"),
        ("e\u0301", r"e\u0301"),
        ("\u05d0\u0660", r"\u05d0\u0660"),
        ("\u3164\u2800", r"\u3164\u2800"),
        ("\ud800\udc80", r"\ud800\udc80"),
        ("\U000e0041\ue000\ufffe", r"\U000e0041\ue000\ufffe"),
        ("dröne 大疆 \U0001f681", "dröne 大疆 \U0001f681"),
        (r"\x1b already escaped \\", r"\x1b already escaped \\"),
    ],
)
def test_only_visible_text_is_left_as_it_is(raw: str, safe: str) -> None:
    assert shown(raw) == safe


@given(ANY)
def test_nothing_shown_can_act(raw: str) -> None:
    for char in shown(raw):
        assert char.isprintable()
        assert unicodedata.category(char)[0] not in "CM"
        assert unicodedata.bidirectional(char) not in {
            "R",
            "AL",
            "AN",
            "RLE",
            "RLO",
            "LRE",
            "LRO",
            "RLI",
            "LRI",
        }


@given(ANY)
def test_escaping_twice_changes_nothing(raw: str) -> None:
    assert shown(shown(raw)) == shown(raw)


@given(ANY, st.integers(4, 40))
def test_cut_and_wrapped_text_keeps_to_the_width(raw: str, width: int) -> None:
    assert cell_len(head(raw, width)) <= width
    assert cell_len(tail(raw, width)) <= width
    assert all(cell_len(line) <= width for line in wrap(raw, width))


@given(ANY, st.integers(4, 40))
def test_wrapping_leaves_nothing_out(raw: str, width: int) -> None:
    assert "".join(wrap(raw, width)).replace(" ", "") == shown(raw).replace(" ", "")


@given(ANY, st.integers(4, 40))
def test_pieces_give_the_whole(raw: str, width: int) -> None:
    assert "".join(pieces(raw, width)) == shown(raw)
    assert all(cell_len(piece) <= width for piece in pieces(raw, width))


def test_a_path_is_cut_behind_a_slash_where_one_is_near() -> None:
    assert wrap("captures/flight/gateway.pcap", 20) == ["captures/flight/", "gateway.pcap"]
    assert wrap("/" + "a" * 30, 20) == ["/" + "a" * 19, "a" * 11]


@given(ANY, st.integers(0, 40))
def test_padding_fills_and_never_cuts(raw: str, width: int) -> None:
    assert cell_len(pad(raw, width)) == max(width, cells(raw))
    assert pad(raw, width, right=True).strip() == shown(raw).strip()


def test_a_name_keeps_its_end_and_prose_its_start() -> None:
    assert tail("collector.telemetry.example", 15) == "...etry.example"
    assert head("collector.telemetry.example", 15) == "collector.te..."


@pytest.mark.parametrize("raw", HOSTILE_NAMES)
def test_hostile_names_stay_on_one_line(raw: str) -> None:
    assert shown(raw).splitlines() == [shown(raw)]
