"""Requests and answers joined: in order in HTTP/1, by stream in HTTP/2."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from harness.model.facts import RequestFact
from harness.sources import decrypted_requests
from harness.sources.decrypted import Head, Part
from harness.sources.decrypted_requests import RequestReader
from harness.sources.flow_feed import FedPacket

NONE: Mapping[str, bytes] = {}


def ask(path: str, stream: int = 0, fields: Mapping[str, bytes] = NONE) -> Head:
    return Head(
        1, stream, "2" if stream else "1.1", "GET", path.encode(), None, {"host": b"a.example", **fields}
    )


def answer(status: int, stream: int = 0, fields: Mapping[str, bytes] = NONE) -> Head:
    return Head(1, stream, "2" if stream else "1.1", None, b"", status, fields)


def part(octets: int, stream: int = 0, *, request: bool = False, end: bool = True) -> Part:
    return Part(1, stream, request, octets, None, end)


def joined(*messages: Head | Part) -> list[RequestFact]:
    reader = RequestReader()
    found = [
        one
        for number, message in enumerate(messages)
        for one in reader.feed(FedPacket(0, number, 0, 1, True), message)
    ]
    return [one.fact for one in sorted([*found, *reader.finish()])]


def test_pipelined_answers_come_in_order() -> None:
    facts = joined(ask("/1"), ask("/2"), ask("/3"), answer(100), answer(200), part(5), answer(404), part(7))
    assert [(fact.path, fact.status, fact.response_octets) for fact in facts] == [
        ("/1", 200, 5), ("/2", 404, 7), ("/3", None, None),
    ]  # fmt: skip


def test_streams_answer_in_any_order() -> None:
    messages: list[Head | Part] = [
        ask("/1", 1),
        ask("/3", 3),
        answer(404, 3),
        part(4, 3),
        answer(200, 1),
        part(1, 1, end=False),
        part(2, 1),
    ]
    assert [(fact.path, fact.status, fact.response_octets) for fact in joined(*messages)] == [
        ("/1", 200, 3),
        ("/3", 404, 4),
    ]


def test_sizes_are_counted_else_told() -> None:
    length = {"content-length": b"9"}
    (fact,) = joined(ask("/", 0, length), part(3, request=True), answer(200, 0, length))
    assert (fact.request_octets, fact.response_octets) == (3, 9)
    (fact,) = joined(ask("/", 0, {"content-length": b"-1"}))
    assert fact.request_octets is None


def test_an_answer_without_its_request_is_left_out() -> None:
    assert joined(answer(200), part(3)) == []


@pytest.mark.parametrize(("status", "scheme"), [(101, "wss"), (400, "https")])
def test_a_websocket_is_one_when_it_was_opened(status: int, scheme: str) -> None:
    (fact,) = joined(ask("/", 0, {"upgrade": b"WebSocket"}), answer(status))
    assert fact.scheme == scheme


def test_what_waits_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decrypted_requests, "MAX_OPEN", 3)
    reader = RequestReader()
    found = [
        one
        for number in range(10)
        for one in reader.feed(FedPacket(0, number, 0, number, True), ask(f"/{number}"))
    ]
    assert [one.fact.path for one in found] == [f"/{number}" for number in range(7)]
    assert len(list(reader.finish())) == 3
