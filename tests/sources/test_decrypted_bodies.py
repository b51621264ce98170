"""Bodies joined from their parts, bounded, and told whether they are whole."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from harness.model.content import Part as ExchangePart
from harness.sources import decrypted_bodies
from harness.sources.decrypted import Chunk, Decrypted, Head, MqttMessage, Part
from harness.sources.decrypted_bodies import Body, BodyReader
from harness.sources.flow_feed import FedPacket

HEADS = (ExchangePart.QUERY, ExchangePart.HEADER)


def read(*messages: Decrypted) -> list[Body]:
    reader = BodyReader()
    found = [
        body
        for number, message in enumerate(messages)
        for body in reader.feed(FedPacket(0, number, number, 1, True), message)
    ]
    return [body for body in (*found, *reader.finish()) if body.part not in HEADS]


def test_target_and_fields_of_a_head_are_given_before_its_body() -> None:
    reader = BodyReader()
    said = Head(1, 1, "2", "POST", b"/at?lat=1", None, {"x-id": b"7"})
    found = list(reader.feed(FedPacket(0, 1, 1, 1, True), said))
    assert [(body.part, body.data, body.up) for body in found] == [
        (ExchangePart.QUERY, b"/at?lat=1", True),
        (ExchangePart.HEADER, b"x-id: 7", True),
    ]
    answer = Head(1, 1, "2", None, b"", 200, {})
    assert list(reader.feed(FedPacket(0, 1, 1, 1, False), answer)) == []


def head(fields: Mapping[str, bytes] | None = None) -> Head:
    return Head(1, 1, "2", "POST", b"/", None, fields or {})


def part(data: bytes, stream: int = 1, *, end: bool = False, decoded: bytes | None = None) -> Part:
    return Part(1, stream, True, len(data), data, end, decoded)


def test_parts_of_streams_are_kept_apart() -> None:
    typed = {"content-type": b"Text/Plain; a=b", "content-encoding": b"GZIP"}
    found = read(head(typed), part(b"ab"), part(b"xy", 3, end=True), part(b"c", end=True))
    assert [body[1:-1] for body in found] == [
        ("http/1", True, None, None, 2, b"xy", True), ("http/2", True, "text/plain", "gzip", 3, b"abc", True),
    ]  # fmt: skip
    assert found[1].at.packet == 3


def test_a_coding_that_was_undone_is_not_told() -> None:
    (body,) = read(head({"content-encoding": b"gzip"}), part(b"zz", end=True, decoded=b"whole"))
    assert (body.data, body.coding, body.octets, body.complete) == (b"whole", None, 2, True)


def test_what_does_not_end_is_not_complete() -> None:
    (body,) = read(head(), part(b"ab"))
    assert (body.data, body.complete) == (b"ab", False)


def test_messages_are_bodies_of_their_own() -> None:
    found = read(
        MqttMessage(1, "publish", None, "t", 2, b"{}"), Chunk(1, "websocket", b"hi"), Chunk(1, "tls", b"x")
    )
    assert [(body.protocol, body.data, body.complete) for body in found] == [
        ("mqtt", b"{}", True), ("websocket", b"hi", True), ("tls", b"x", True),
    ]  # fmt: skip


def test_sizes_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decrypted_bodies, "MAX_BODY_OCTETS", 4)
    (body,) = read(head(), part(b"abc"), part(b"def", end=True))
    assert (body.data, body.octets, body.complete) == (b"abcd", 6, False)
    monkeypatch.setattr(decrypted_bodies, "MAX_OPEN_OCTETS", 5)
    found = read(part(b"abc", 1), part(b"def", 3), part(b"g", 3, end=True))
    assert [(body.data, body.complete) for body in found] == [(b"abc", False), (b"defg", True)]
