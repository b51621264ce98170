"""What is read in decrypted streams, as values: heads, parts of bodies, messages of MQTT and WebSocket, alerts.

``frame`` is the number of a packet in what tshark was fed; ``stream`` that of HTTP/2 and HTTP/3, 0 for HTTP/1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Head(NamedTuple):
    """The head of a request or response."""

    frame: int
    stream: int
    version: str
    """``1.0``, ``1.1``, ``2`` or ``3``."""
    method: str | None
    """None: a response."""
    target: bytes
    status: int | None
    """None: a request."""
    fields: Mapping[str, bytes]
    """Lower-case name to the first value; pseudo-headers included."""


class Part(NamedTuple):
    """Octets of a body, in order."""

    frame: int
    stream: int
    request: bool
    octets: int
    """As they were sent, without chunk headers."""
    data: bytes | None
    """None: not asked for."""
    end: bool
    """The body is complete with it."""
    decoded: bytes | None = None
    """The whole body without its content coding, where tshark undid that."""


class MqttMessage(NamedTuple):
    """One CONNECT, PUBLISH or SUBSCRIBE."""

    frame: int
    kind: str
    client_id: str | None
    topic: str | None
    octets: int
    """Of the message published."""
    data: bytes | None


class Chunk(NamedTuple):
    """Decrypted octets of another protocol, or the message of a WebSocket frame."""

    frame: int
    protocol: str
    """``websocket`` or ``tls``: what no protocol was recognised in."""
    data: bytes


class AlertRead(NamedTuple):
    """A TLS alert, sent in clear or decrypted."""

    frame: int
    level: str
    description: str


class FinishedRead(NamedTuple):
    """A Finished message: the handshake was decrypted."""

    frame: int


Decrypted = Head | Part | MqttMessage | Chunk | AlertRead | FinishedRead
