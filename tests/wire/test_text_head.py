"""Heads of text protocols: lines, folds and limits."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.text_head import (
    MAX_HEAD_OCTETS,
    MAX_LINES,
    TextHead,
    head_end,
    method_fault,
    number_of,
    read_head,
    target_fault,
)

START = b"SOMETHING x\r\n"


def head(data: bytes) -> TextHead:
    read = read_head(data, "x")
    assert isinstance(read, TextHead)
    return read


def test_fields_are_trimmed_lower_case_and_in_order() -> None:
    whole = START + b"A:  b \r\nC : d\r\na:e\r\nno field\r\n\r\n"
    read = head(whole + b"body")
    assert (read.start_line, read.end) == (b"SOMETHING x", len(whole))
    assert read.first(b"a") == b"b"
    assert read.first(b"z", b"c") == b"d"
    assert read.first(b"z") is None
    assert read.first(b"no") is None


def test_folds_are_one_space() -> None:
    read = head(START + b"A:\r\n b\r\n\t c\r\nd: e\n f:g\n \n\n")
    assert read.first(b"a") == b"b c"
    assert read.first(b"d") == b"e f:g"
    assert read.first(b"f") is None


def test_a_name_is_whole_and_may_have_white_space_behind_it() -> None:
    read = head(START + b"From: 1\r\nTo-x: 2\r\nF\t :3\r\nTO   : 4\r\n\r\n")
    assert read.first(b"f") == b"3"
    assert read.first(b"to", b"t") == b"4"
    assert read.first(b"f", b"from") == b"1"
    assert read.first(b"something x") is None


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"a\r\n\r\n", 5),
        (b"a\n\nb", 3),
        (b"a\n\r\n\n", 4),
        (b"a\n\n\r\n", 3),
        (b"a\r\n\r", 0),
        (b"a\r\n", 0),
        (b"", 0),
    ],
)
def test_end_of_a_head(data: bytes, end: int) -> None:
    assert head_end(data) == end


def test_end_is_the_same_for_more_octets() -> None:
    data = b"a\r\nb\n\r\n\n\r\n\n"
    first = next(n for n in range(len(data)) if head_end(data[:n]))
    assert {head_end(data[:n]) for n in range(first, len(data) + 1)} == {first}


def test_every_field_of_a_name_is_given_in_order() -> None:
    read = head(START + b"A: b\r\nAA: x\r\na :c,\r\n d\r\nb: a: x\r\nA:\r\n\r\n")
    assert read.every(b"a") == [b"b", b"c, d", b""]
    assert read.every(b"z") == []


def test_limits() -> None:
    assert head(START + b"a:\r\n" * (MAX_LINES - 1) + b"b:c\r\n\r\n").first(b"b") == b"c"
    many = read_head(START + b"a:\r\n" * (MAX_LINES + 1) + b"\r\n", "x")
    assert isinstance(many, Malformed)
    assert many.reason is Reason.TOO_LONG
    far = read_head(START + b"a" * MAX_HEAD_OCTETS + b"\r\n\r\n", "x")
    assert far == Malformed(Reason.TOO_LONG, MAX_HEAD_OCTETS, "x")


@pytest.mark.parametrize(
    ("value", "number"),
    [(b"0", 0), (b"0068", 68), (None, None), (b"-1", None), (b"", None), (b"9" * 19, None)],
)
def test_numbers(value: bytes | None, number: int | None) -> None:
    assert number_of(value) == number


METHODS = frozenset((b"PLAY", b"OPTIONS"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PLAY x", None), (b"PLAY", None), (b"OPTIONS", None), (b"OPT", Reason.TRUNCATED), (b"", Reason.TRUNCATED),
        (b"PLAYX", Reason.NOT_THIS), (b"PLA x", Reason.NOT_THIS), (b"OPTIONSX y", Reason.NOT_THIS),
    ],
)  # fmt: skip
def test_what_keeps_octets_from_beginning_with_a_method(data: bytes, reason: Reason | None) -> None:
    fault = method_fault(data, METHODS, "text")
    assert (fault and fault.reason) is reason


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"PLAY", None), (b"PLAY ", None), (b"PLAY rt", None), (b"PLAY RTSP://a", None), (b"PLAY * ", None),
        (b"PLAY x", Malformed(Reason.NOT_THIS, 5, "text")),
    ],
)  # fmt: skip
def test_what_keeps_a_target_from_beginning_as_it_must(data: bytes, fault: Malformed | None) -> None:
    assert target_fault(data, (b"rtsp://", b"* "), "text") == fault
