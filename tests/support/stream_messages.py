"""Builders of MQTT packets, RTMP chunks and HTTP/2 frames, written from the specifications and sharing nothing with the decoders."""

from __future__ import annotations

import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS = b"\0\0\0\4\0\0\0\0\0"
RTMP_HANDSHAKE = b"\x03" + bytes(1536) + bytes(1536)


def mqtt_text(text: bytes) -> bytes:
    """A string with its length (MQTT 5.0 §1.5.4)."""
    return len(text).to_bytes(2, "big") + text


def packet(first: int, body: bytes) -> bytes:
    """An MQTT packet: type and flags, remaining length (§2.1.4), body."""
    length, left = b"", len(body)
    while True:
        left, low = divmod(left, 128)
        length += bytes((low | (0x80 if left else 0),))
        if not left:
            return bytes((first,)) + length + body


def connect(
    client_id: bytes = b"a", *, level: int = 4, flags: int = 2, keep_alive: int = 60, behind: bytes = b"",
    properties: bytes = b"",
) -> bytes:  # fmt: skip
    """A CONNECT; properties with their length where the level has them."""
    name = mqtt_text(b"MQIsdp" if level & 0x7F == 3 else b"MQTT")
    head = name + bytes((level, flags)) + keep_alive.to_bytes(2, "big") + properties
    return packet(0x10, head + mqtt_text(client_id) + behind)


def publish(topic: bytes, payload: bytes = b"x", first: int = 0x30) -> bytes:
    """A PUBLISH with QoS 0."""
    return packet(first, mqtt_text(topic) + payload)


def subscribe(*filters: bytes, properties: bytes = b"") -> bytes:
    """A SUBSCRIBE."""
    return packet(0x82, b"\0\1" + properties + b"".join(mqtt_text(text) + b"\1" for text in filters))


def amf_string(text: bytes) -> bytes:
    return b"\x02" + len(text).to_bytes(2, "big") + text


def amf_number(number: float) -> bytes:
    return b"\0" + struct.pack(">d", number)


def amf_object(**values: bytes) -> bytes:
    """An AMF0 object of values that are written already (AMF 0 §2.5)."""
    pairs = (len(name).to_bytes(2, "big") + name.encode() + value for name, value in values.items())
    return b"\x03" + b"".join(pairs) + b"\0\0\x09"


def rtmp_connect(**values: str) -> bytes:
    """The body of a connect command with strings (RTMP 1.0 §7.2.1.1)."""
    texts = {name: amf_string(value.encode()) for name, value in values.items()}
    return amf_string(b"connect") + amf_number(1) + amf_object(**texts)


def chunks(body: bytes, kind: int = 20, *, stream: int = 3, size: int = 128, time: int = 0) -> bytes:
    """A message in chunks: the first with a whole header, the others with none (RTMP 1.0 §5.3.1)."""
    late = struct.pack(">I", time) if time >= 0xFFFFFF else b""
    head = min(time, 0xFFFFFF).to_bytes(3, "big") + len(body).to_bytes(3, "big") + bytes((kind,)) + bytes(4)
    pieces = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    return bytes((stream,)) + head + late + (bytes((0xC0 | stream,)) + late).join(pieces)


def frame(kind: int, body: bytes, *, flags: int = 0, stream: int = 1) -> bytes:
    """A frame of HTTP/2 (RFC 9113 §4.1)."""
    return len(body).to_bytes(3, "big") + bytes((kind, flags)) + stream.to_bytes(4, "big") + body
