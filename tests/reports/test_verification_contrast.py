"""Cells with interference beside their twins, as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.reports.lines import Line, paint
from harness.reports.text import cells as columns_of
from harness.reports.verification_contrast import contrast_lines
from harness.tables.contrasts import CONTRASTS
from harness.tables.verification import Verification
from tests.support.contrast_example import contrasted
from tests.support.examples import COSTLY
from tests.support.verification_example import example
from tests.support.verification_scenario import ESC


def words(lines: Iterable[Line]) -> str:
    return " ".join(paint(lines, colour=False).split())


def told(*endpoints: dict[str, Any], all_rows: bool = False, twins: tuple[str, ...] = ("sg-v1",)) -> str:
    return words(contrast_lines(contrasted(example(), *endpoints, twins=twins), 80, all_rows=all_rows))


def lines_of(found: Verification, width: int = 80) -> list[str]:
    return paint(contrast_lines(found, width, all_rows=True), colour=False).splitlines()


def test_a_cell_without_a_twin_says_what_is_wanted_and_nothing_is_cautioned_about() -> None:
    text = words(contrast_lines(example(), 80, all_rows=False))
    assert text == (
        "With and without interference br-v1 (tls interception): No passive cell is like it: capture one with egress.region BR, "
        "and without interference."
    )


def test_without_interference_nothing_is_said() -> None:
    assert lines_of(replace(example(), contrasts=None, contrast_endpoints=None)) == []
    assert lines_of(replace(example(), contrasts=CONTRASTS.empty())) == []


def test_counts_come_first_with_the_caution_and_what_is_not_alike_besides() -> None:
    text = told({}, {"seen_in": "only_under"}, {"seen_in": "only_without"}, {"seen_in": "only_without"})
    assert (
        "br-v1 (tls interception) beside sg-v1: 1 endpoint in both, 1 only under interference, 2 only without."
        in text
    )
    assert "may come of the interference, or of chance, time or a step" in text
    assert "Not seen is never 'not there'." in text
    assert "- sg-v1 could hide a contact: loss." in text


def test_what_is_in_one_alone_stands_there_with_its_packet_and_what_is_alike_does_not() -> None:
    text = told({"name": "alike.example"}, {"name": "new.example", "seen_in": "only_under"})
    assert "alike.example" not in text
    assert (
        "Only under interference: 1 - new.example 203.0.113.9:443 tcp under interference: data, tls, 2 flows, 1.2 kB sent, 340 B "
        "received; in steps login packet 77 of"
    ) in text
    assert "Wireshark: frame.number == 77" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"contact_under": "handshake"}, "under interference: handshake, tls, 2 flows"),
        ({"refusals": ["suspected_pinned"]}, "clients refused the proxy: suspected pinned"),
        ({"passed_through": True}, "passed through the proxy unopened"),
    ],
)
def test_what_is_in_both_is_told_where_it_is_not_alike(row: dict[str, Any], said: str) -> None:
    text = told(row)
    assert "In both, and not alike: 1 - api.skylark.example 203.0.113.9:443 tcp" in text
    assert said in text
    assert "without: data, tls, 2 flows" in text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"instead": ["tcp"], "transport": "udp"}, "under interference: by tcp instead, to the same port"),
        ({"perhaps_both": True}, "under interference: the same address and port, where no name is certain; perhaps it is in both"),
        ({"name": None, "possible_names": ["a.example", "b.example"]}, "(no certain name) 203.0.113.9:443 tcp"),
        ({"name": None, "possible_names": ["a.example", "b.example"]}, "may be a.example, b.example"),
        ({"server_ips": ["192.0.2.1", "203.0.113.9"]}, "192.0.2.1:443 tcp and 1 other address"),
        ({"steps_without": []}, "received; in no step"),
    ],
)  # fmt: skip
def test_what_else_is_told_of_one_in_one_alone(row: dict[str, Any], said: str) -> None:
    assert said in told({"seen_in": "only_without"} | row)


def test_of_several_twins_it_is_told_how_many_saw_it() -> None:
    text = told({"seen_in": "only_without"}, twins=("sg-v1", "us-v1"))
    assert "beside sg-v1, us-v1:" in text
    assert "without in 1 of 2 cells: data" in text


def test_long_lists_are_cut_and_counted_and_whole_where_asked_for() -> None:
    rows = [{"name": f"n{number}.example", "seen_in": "only_under"} for number in range(11)]
    text = told(*rows)
    assert "Only under interference: 11" in text
    assert "n7.example" in text
    assert "n8.example" not in text
    assert "... and 3 more; --all lists every one" in text
    assert "n10.example" in told(*rows, all_rows=True)


@COSTLY
@given(st.text(min_size=1, max_size=80) | st.sampled_from([ESC, "<script>", "a" * 255, "\x1b]0;x\x07"]))
def test_hostile_names_are_escaped_and_lines_fit(name: str) -> None:
    stored = name.encode("utf-8", "backslashreplace").decode("utf-8")
    rows: list[dict[str, Any]] = [
        {"name": stored, "seen_in": "only_under"},
        {"name": None, "possible_names": [stored], "seen_in": "only_without"},
    ]
    lines = lines_of(contrasted(example(), *rows))
    assert all(line.isprintable() for line in lines)
    assert all(columns_of(line) <= 80 for line in lines)
