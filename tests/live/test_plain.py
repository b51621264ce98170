"""Lines for logs: kept as they are, cut up by programs, and safe whatever stands in a name."""

from __future__ import annotations

import json
import re
from pathlib import Path

from hypothesis import given

from harness.live.changes import changes
from harness.live.plain import json_lines, line_of, plain_lines
from harness.model.live import LivePicture
from harness.reports.lines import paint
from harness.reports.text import shown
from tests.support.golden import check
from tests.support.hostile_pictures import pictures
from tests.support.live_pictures import drone_pictures, endpoint, picture

FIELD = re.compile(r' ([a-z]+)=("[^"]*"|[^" ]+)')
LINE = re.compile(r"([0-9TZ:-]+|[0-9]+s) ([a-z-]+)((?: [a-z]+=(?:\"[^\"]*\"|[^\" ]+))*)\Z")


def played(width: int | None) -> str:
    pieces, before = [], None
    for after in drone_pictures():
        pieces.append(paint(plain_lines(before, after, width=width), colour=False))
        before = after
    return "".join(pieces)


def test_lines_of_a_capture_stay_as_they_are() -> None:
    check(Path(__file__).parent / "expected" / "plain.txt", played(None))


def test_on_a_terminal_no_line_is_wider_and_what_goes_on_is_indented() -> None:
    lines = played(80).splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line.startswith(("2026-11-02T", "    ")) for line in lines)
    joined = re.sub(r"\n {4}", " ", played(80))
    assert joined == played(None)


@given(pictures())
def test_any_line_can_be_cut_up_again(one: LivePicture) -> None:
    for change in changes(None, one):
        line = line_of(change)
        match = LINE.match(line)
        assert match, line
        assert [name for name, _ in FIELD.findall(match[3])] == [name for name, _ in change.fields]


@given(pictures())
def test_nothing_from_a_name_acts_on_a_terminal(one: LivePicture) -> None:
    text = paint(plain_lines(None, one), colour=False)
    assert text.count("\n") == sum(1 for _ in changes(None, one))
    assert shown(text.replace("\n", "")) == text.replace("\n", "")


@given(pictures())
def test_json_lines_hold_the_exact_values(one: LivePicture) -> None:
    lines = list(json_lines(None, one))
    told = list(changes(None, one))
    assert len(lines) == len(told)
    for line, change in zip(lines, told, strict=True):
        assert line.isascii()
        assert line.isprintable()
        said = json.loads(line)
        assert said["event"] == change.kind
        for name, value in change.fields:
            if not isinstance(value, str) or value.isascii():
                assert said[name] == value


def test_a_name_cannot_feign_another_field() -> None:
    hostile = endpoint(name='x" concern="none')
    line = next(line_of(c) for c in changes(None, picture([hostile])) if c.kind == "new")
    assert dict(FIELD.findall(line))["name"] == r'"x\x22 concern=\x22none"'


def test_a_name_that_reads_as_not_known_is_quoted() -> None:
    lines = [
        line_of(c)
        for c in changes(None, picture([endpoint(name="-"), endpoint("192.0.2.11")]))
        if c.kind == "new"
    ]
    assert ' name="-" ' in lines[0]
    assert " name=- " in lines[1]
