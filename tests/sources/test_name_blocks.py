"""Name resolution blocks: addresses and names of a file, and what is no record."""

from __future__ import annotations

import struct
from typing import Literal

import pytest

from harness.sources import file_statements
from harness.sources.name_blocks import stated_names
from tests.support.conversations import up
from tests.support.frames import block, enhanced, interface, section
from tests.support.reading import read

SIX = bytes.fromhex("20010db8000000000000000000000001")
FOUR = bytes((192, 0, 2, 7))


def record(kind: int, value: bytes, *, big: bool = False) -> bytes:
    return struct.pack((">" if big else "<") + "HH", kind, len(value)) + value + bytes(-len(value) % 4)


@pytest.mark.parametrize("order", ["little", "big"])
def test_names_of_both_kinds_of_address(order: Literal["little", "big"]) -> None:
    big = order == "big"
    body = record(1, FOUR + b"One.example\0two.example\0", big=big) + record(3, bytes(6) + b"mac\0", big=big)
    body += record(2, SIX + b"six.example.\0", big=big) + bytes(4) + record(1, FOUR + b"behind\0", big=big)
    assert list(stated_names(body, order)) == [
        ("192.0.2.7", "one.example"), ("192.0.2.7", "two.example"), ("2001:db8::1", "six.example"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", [
    b"", b"\1\0", record(1, FOUR), record(1, b"abc"), record(2, FOUR + b"a\0"), record(1, FOUR + b"\0\0"),
    record(1, FOUR + b"name\0")[:10],
])  # fmt: skip
def test_what_is_no_record_names_nothing(body: bytes) -> None:
    assert list(stated_names(body, "little")) == []


def test_odd_octets_are_escaped_and_the_last_zero_may_be_missing() -> None:
    assert list(stated_names(record(1, FOUR + b"a b\xff"), "little")) == [("192.0.2.7", "a\\032b\\255")]


def test_a_file_s_names_are_kept_once_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_statements, "MAX_NAMES", 2)
    names = b"".join(record(1, FOUR + text + b"\0") for text in (b"a", b"b", b"a", b"c"))
    said = read(section() + interface() + enhanced(1, up(b"x")) + block(4, names)).said
    assert said.names == (("192.0.2.7", "a"), ("192.0.2.7", "b"))
    assert (said.odd_options, said.other_blocks) == (1, (("name resolution", 1),))
    long = read(section() + block(4, record(1, FOUR + b"a" * 1_025 + b"\0"))).said
    assert (long.names, long.odd_options) == ((), 1)
