"""Planted values in messages: in URL, headers, body and over the borders of a stream's messages; never the value itself."""

from __future__ import annotations

import base64
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.interception.addon import searching
from harness.interception.addon.needles import SEARCHED, Needles
from harness.interception.addon.searching import Searching

VALUE = b"SKYLARK-0007"


def search() -> Searching:
    return Searching(Needles([{"id": "serial", "forms": [base64.b64encode(VALUE).decode()]}]))


def message(url: str = "", body: bytes = b"", **headers: str) -> Any:
    fields = tuple((name.encode(), value.encode()) for name, value in headers.items())
    return SimpleNamespace(
        pretty_url=url,
        headers=SimpleNamespace(fields=fields),
        get_content=lambda strict: body,
        raw_content=b"?",
    )


def test_where_it_stands_is_told() -> None:
    word = VALUE.decode()
    found = list(
        search().of_exchange(message(f"https://a.example/?s={word}", b"x" + VALUE, agent=word), "up")
    )
    assert [(one["where"], one["at"], one["octets"]) for one in found] == [
        ("url", 21, 12), ("header", 7, 12), ("body", 1, 12),
    ]  # fmt: skip
    assert all(one["needle"] == "serial" and one["way"] == "up" for one in found)
    assert word not in repr(found)


def test_a_body_that_cannot_be_unpacked_is_searched_as_it_was_sent() -> None:
    def broken(strict: bool) -> bytes:
        raise ValueError("no gzip")

    odd = SimpleNamespace(get_content=broken, raw_content=b"--" + VALUE)
    assert [one["at"] for one in search().of_exchange(odd, "down")] == [2]


@given(st.lists(st.integers(0, 40), max_size=4), st.integers(0, 20))
def test_a_value_is_found_once_however_a_stream_is_cut(cuts: list[int], before: int) -> None:
    stream, looking = bytes(before) + VALUE + bytes(9), search()
    places = [0, *sorted(cut for cut in cuts if cut < len(stream)), len(stream)]
    pieces = [stream[start:end] for start, end in pairwise(places)]
    found = [one for piece in pieces for one in looking.of_stream("c", piece, "up")]
    assert [(one["where"], one["at"]) for one in found] == [("message", before)]


def test_ways_and_connections_are_apart() -> None:
    looking = search()
    halves = (VALUE[:5], VALUE[5:])
    assert not list(looking.of_stream("c", halves[0], "up"))
    assert not list(looking.of_stream("c", halves[1], "down"))
    assert not list(looking.of_stream("d", halves[1], "up"))
    looking.forget("c")
    assert not list(looking.of_stream("c", halves[1], "up"))


def test_what_is_not_searched_is_told() -> None:
    (one,) = search().of_exchange(message(body=bytes(SEARCHED + 5)), "up")
    assert one == {"needle": None, "way": "up", "where": "body", "unsearched": 5}


def test_what_is_held_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "HELD", 3)
    looking = search()
    for number in range(9):
        assert not list(looking.of_stream(str(number), b"x", "up"))
    assert len(looking._held) == 3


def test_without_planted_values_nothing_is_looked_at() -> None:
    nothing = Searching(Needles([]))
    assert not list(nothing.of_exchange(object(), "up"))
    assert not list(nothing.of_stream("c", VALUE, "up"))
