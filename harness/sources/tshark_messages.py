"""What tshark reads in a packet -> messages, in the order that they have in it.

Blind spots: a message whose body is not all there is one that tshark does not show, with its head. Pushed responses of HTTP/2 are
left out. A server that begins HTTP/2 in the middle of HTTP/1 (h2c) is read as far as tshark follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.sources.decrypted import (
    AlertRead,
    Chunk,
    Decrypted,
    FinishedRead,
    Head,
    MqttMessage,
    Part,
)
from harness.sources.http3_reader import Http3Connection, head_of
from harness.sources.tshark import Layers
from harness.sources.tshark_fields import Node, holders, nodes, number, octets_of, raw, several, text, walk
from harness.wire.tls_alerts import alert_name

MAX_CONNECTIONS: Final = 4_096
"""QUIC connections that are read at one time; the oldest is given up."""
_LEVELS: Final = {1: "warning", 2: "fatal"}
_FINISHED: Final = 20
_MQTT: Final = {1: "connect", 3: "publish", 8: "subscribe"}
_PUSH_PROMISE: Final = 5
_DATA, _END_STREAM = 0, 1
_ENCODED: Final = "Content-encoded entity body"
_VERSION: Final = "HTTP/"


class MessageReader:
    """Reads the packets of one capture, in order.

    Args:
        keep: Whether octets of bodies are wanted; tshark must have been asked for octets then.
    """

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self._quic: dict[tuple[int, int], Http3Connection] = {}
        self.unread = 0
        """Header sections of HTTP/3 that could not be read."""

    def read(self, frame: int, layers: Layers, flow: int, *, from_client: bool) -> Iterator[Decrypted]:
        """Give the messages of a packet.

        Args:
            flow: Tells QUIC connections of one flow from those of others.
            from_client: Whether the client sent the packet.
        """
        for tls in nodes(layers.get("tls")):
            yield from _tls(frame, tls)
        for http in nodes(layers.get("http")):
            yield from _http1(frame, http, keep=self._keep)
        for http2 in nodes(layers.get("http2")):
            for stream in nodes(http2.get("http2.stream")):
                yield from _http2(frame, stream, from_client=from_client, keep=self._keep)
        for quic in nodes(layers.get("quic")):
            yield from _tls(frame, quic)
            yield from self._http3(frame, quic, flow, from_client=from_client)
        for mqtt in nodes(layers.get("mqtt")):
            yield from _mqtt(frame, mqtt)
        if self._keep:
            yield from _chunks(frame, layers)

    def _http3(self, frame: int, quic: Node, flow: int, *, from_client: bool) -> Iterator[Decrypted]:
        found = next(holders(quic, "quic.connection.number"), {})
        key = (flow, number(found, "quic.connection.number"))
        connection = self._quic.get(key)
        if connection is None:
            if len(self._quic) >= MAX_CONNECTIONS:
                self.unread += self._quic.pop(next(iter(self._quic))).unread
            connection = self._quic[key] = Http3Connection()
        for node in holders(quic, "quic.stream_data"):
            flags = next(iter(nodes(node.get("quic.frame_type_tree"))), {})
            yield from connection.feed(
                frame,
                number(node, "quic.stream.stream_id"),
                number(node, "quic.stream.offset"),
                octets_of(text(node, "quic.stream_data")),
                from_client=from_client,
                fin=number(flags, "quic.stream.fin") == 1,
                keep=self._keep,
            )

    def finish(self) -> None:
        """Count what was not read; call once, at the end."""
        self.unread += sum(connection.unread for connection in self._quic.values())
        self._quic.clear()


def _tls(frame: int, layer: Node) -> Iterator[Decrypted]:
    for name, value in walk(layer):
        if name == "tls.alert_message" and isinstance(value, dict) and "tls.alert_message.desc" in value:
            level = number(value, "tls.alert_message.level")
            yield AlertRead(
                frame,
                _LEVELS.get(level, f"level-{level}"),
                alert_name(number(value, "tls.alert_message.desc")),
            )
        elif name == "tls.handshake.type" and value == str(_FINISHED):
            yield FinishedRead(frame)


def _http1(frame: int, layer: Node, *, keep: bool) -> Iterator[Decrypted]:
    """A message of HTTP/1; its body, if it has one, is whole."""
    found: dict[str, str] = {}
    lines: list[str] = []
    chunks, undone = None, False
    for name, value in walk(layer):
        if name.startswith(_ENCODED):
            undone = undone or "->" in name
        elif name in ("http.request.line", "http.response.line") and isinstance(value, str):
            lines.append(value)
        elif name == "http.chunk_size" and isinstance(value, str) and value.isdigit():
            chunks = (chunks or 0) + int(value)
        elif isinstance(value, str):
            found.setdefault(name, value)
    fields = _fields(lines)
    head = _http1_head(frame, found, fields)
    if head is None:
        return
    yield head
    octets = chunks if chunks is not None else _length(fields)
    body = raw(layer, "http.file_data")
    if octets or body:
        size = len(body or b"") if octets is None else octets
        yield Part(
            frame,
            0,
            head.status is None,
            size,
            body if keep else None,
            end=True,
            decoded=body if undone and keep else None,
        )


def _http1_head(frame: int, found: dict[str, str], fields: dict[str, bytes]) -> Head | None:
    version = (found.get("http.request.version") or found.get("http.response.version") or "").removeprefix(
        _VERSION
    )
    method = found.get("http.request.method")
    if method is not None:
        target = found.get("http.request.uri", "").encode()
        return Head(frame, 0, version, method, target, None, fields)
    code = found.get("http.response.code", "")
    return Head(frame, 0, version, None, b"", int(code), fields) if code.isdigit() else None


def _fields(lines: list[str]) -> dict[str, bytes]:
    fields: dict[str, bytes] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip().encode())
    return fields


def _length(fields: dict[str, bytes]) -> int | None:
    """Content-Length, where it is a number that a body can have."""
    value = fields.get("content-length", b"")
    return int(value) if value.isdigit() and len(value) < 18 else None


def _http2(frame: int, node: Node, *, from_client: bool, keep: bool) -> Iterator[Decrypted]:
    """One frame of HTTP/2."""
    stream, kind = number(node, "http2.streamid"), number(node, "http2.type", -1)
    headers = nodes(node.get("http2.header"))
    if headers and kind != _PUSH_PROMISE:
        fields = tuple(
            (
                (text(one, "http2.header.name") or "").encode(),
                (text(one, "http2.header.value") or "").encode(),
            )
            for one in headers
        )
        head = head_of(frame, stream, "2", fields)
        if head is not None:
            yield head
    ended = bool(number(node, "http2.flags") & _END_STREAM)
    if kind == _DATA:
        octets = max(number(node, "http2.length") - number(node, "http2.pad_length"), 0)
        data = _data_of(node, octets)
        undone = next((octets_of(text(value, "http2.data.data")) for name, value in node.items()
                       if name.startswith(_ENCODED) and "->" in name and isinstance(value, dict)), None)  # fmt: skip
        yield Part(
            frame, stream, from_client, octets, data if keep else None, ended, undone if keep else None
        )
    elif headers and ended:
        yield Part(frame, stream, from_client, 0, b"" if keep else None, end=True)


def _data_of(node: Node, octets: int) -> bytes:
    """Octets of a DATA frame; tshark shows those of the last one as the end of all."""
    data = text(node, "http2.data.data")
    if data is not None or not octets:
        return octets_of(data)
    joined = next(holders(node, "http2.body.reassembled.data"), {})
    return octets_of(text(joined, "http2.body.reassembled.data"))[-octets:]


def _mqtt(frame: int, node: Node) -> Iterator[Decrypted]:
    flags = next(holders(node, "mqtt.msgtype"), {})
    kind = _MQTT.get(number(flags, "mqtt.msgtype"))
    if kind is None:
        return
    message = octets_of(text(node, "mqtt.msg"))
    topics = [topic for topic in several(node.get("mqtt.topic")) if isinstance(topic, str)]
    for topic in topics or (None,):
        yield MqttMessage(frame, kind, text(node, "mqtt.clientid"), topic, len(message), message)


def _chunks(frame: int, layers: Layers) -> Iterator[Decrypted]:
    """Decrypted octets that are no message of the above."""
    for node in nodes(layers.get("websocket")):
        data = raw(node, "websocket.payload")
        if data:
            yield Chunk(frame, "websocket", data)
    if not {"http", "http2", "mqtt", "websocket", "quic"} & layers.keys():
        for node in nodes(layers.get("data")):
            yield Chunk(frame, "tls", octets_of(text(node, "data.data")))
