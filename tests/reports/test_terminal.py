"""The terminal report as a reader sees it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import __version__
from harness.reports.terminal import LEAST_WIDTH, render
from harness.reports.text import shown
from tests.support import golden
from tests.support.analysis_example import example, hostile, without_rows
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.examples import COSTLY

EXPECTED = Path(__file__).parent / "expected"


@pytest.mark.parametrize(("width", "all_rows"), [(80, False), (160, False), (80, True)])
def test_transcript(width: int, all_rows: bool) -> None:
    report = render(example(), width, colour=False, all_rows=all_rows)
    text = report.replace(f"harness {__version__}", "harness VERSION")
    golden.check(EXPECTED / f"report_{width}{'_all' if all_rows else ''}.txt", text)


@pytest.mark.parametrize("width", [LEAST_WIDTH, 80, 100, 120, 160, 240])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    lines = render(example(), width, colour=False).splitlines()
    assert [line for line in lines if len(line) > width] == []


def test_colour_only_repeats_what_words_say() -> None:
    coloured = render(example(), 80, colour=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == render(example(), 80, colour=False).split()
    assert "\x1b[1;31mCN: WITNESSED\x1b[0m" in coloured


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("name", [*HOSTILE_NAMES, "\udc80.example", "l" * 255, "\x1b" * 255])
def test_hostile_text_is_inert_wherever_it_stands(name: str, width: int) -> None:
    report = render(hostile(name), width, colour=False, all_rows=True)
    assert re.search(r"[^\n -~]", report) is None
    clean = render(hostile("x" * len(shown(name))), width, colour=False, all_rows=True)
    assert report.count("\nCaptures:") == clean.count("\nCaptures:") == 1


@COSTLY
@given(st.text(st.characters(codec=None, categories=None), max_size=40))
def test_no_text_can_act(text: str) -> None:
    report = render(hostile(text), 80, colour=False)
    assert all(char == "\n" or char == shown(char) for char in report)


def test_witnesses_are_told_with_a_packet_to_look_at() -> None:
    report = render(example(), 160, colour=False)
    assert (
        "CN: WITNESSED - application data went to 1 endpoint there. 2 more endpoints could be there."
        in report
    )
    assert "packet 17 of app.pcapng (Wireshark: frame.number == 17)" in report
    assert "SG: POSSIBLE - no witness, but 1 endpoint could be there." in report
    assert "This is not proof of absence." in report
    assert "Wherever they are: 2 endpoints run or hosted under CN's legal control." in report


def test_captures_of_one_name_are_told_apart_by_their_paths() -> None:
    base = example()
    captures = base.captures.with_columns(path=pl.Series(["day-1/app.pcapng", "day-2/app.pcapng"]))
    report = render(replace(base, captures=captures), 160, colour=False)
    assert "packet 17 of day-1/app.pcapng (" in report
    assert "packet 17 of day-2/app.pcapng (" in report


def test_legal_control_is_not_told_as_location() -> None:
    base = example()
    places = base.places.with_columns(
        registered_country=pl.lit("KP"), operator_country=pl.lit("IR"), country=pl.lit(None, pl.String)
    )
    report = " ".join(render(replace(base, places=places), 160, colour=False).split())
    assert "KP" in report
    for found in re.finditer(r"\b(KP|IR)\b", report):
        assert report[: found.start()].endswith("registered ")


def test_every_limit_and_attribution_is_printed() -> None:
    analysis = example()
    words = " ".join(render(analysis, 80, colour=False).split())
    for answer in analysis.answers:
        assert all(limit in words for limit in answer.limits)
    assert "IP Geolocation by DB-IP (https://db-ip.com)" in words
    assert "data of 2026-11-01 (vendor stated)" in words
    assert "date of data not known" in words
    assert all(note in words for note in analysis.notes)


def test_without_a_question_the_standing_limits_are_printed() -> None:
    words = " ".join(render(replace(example(), answers=()), 80, colour=False).split())
    assert "A server may pass data on to another country" in words
    assert "WITNESSED" not in words


def test_damage_is_told() -> None:
    words = " ".join(render(example(), 80, colour=False).split())
    assert (
        "DAMAGED: the record at octet 1,048,500 is longer than the file; reading stopped at octet 1,048,500"
        in words
    )
    assert "UNREAD: 37 packets: unknown link type 220; first is packet 64" in words
    assert "LOST: the capturing system reports 12 dropped packets" in words


def test_local_endpoints_are_one_line_unless_all_are_asked_for() -> None:
    assert "gateway.home.example" not in render(example(), 80, colour=False)
    assert "2 local endpoints: 1 multicast, 1 private; --all lists them" in render(
        example(), 80, colour=False
    )
    assert "gateway.home.example" in render(example(), 80, colour=False, all_rows=True)


def test_a_long_list_says_how_much_was_left_out() -> None:
    base = example()
    one = base.endpoints.filter(pl.col("scope") == "internet").head(1)
    many = pl.concat([one.with_columns(server_port=pl.lit(port, pl.UInt16)) for port in range(1, 41)])
    analysis = replace(base, endpoints=many, classes=base.classes.clear(), answers=())
    assert "... and 15 more endpoints (1.2 GB up, 180.0 kB down); --all lists every one" in render(
        analysis, 80, colour=False
    )
    assert "--all" not in render(analysis, 80, colour=False, all_rows=True)


def test_octets_of_several_vantage_points_are_never_added() -> None:
    report = render(example(), 80, colour=False)
    assert "never add up" in " ".join(report.split())
    assert "1 private;" in report


def test_an_empty_analysis_is_told_plainly() -> None:
    empty = replace(without_rows(), manifest=example().manifest, answers=(), notes=())
    assert "Endpoints: 0\n" in render(empty, 80, colour=False)
