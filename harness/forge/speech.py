# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Messages of a conversation as the situation describes them in; their octets, and which value stands where, out.

HTTP/1 with bodies, codings and chunks (RFC 9112), MQTT 3.1.1 (OASIS), and octets without any frame.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from harness.forge.binary import mavlink, protobuf, varint
from harness.forge.marked import Mark, Marked, coded, joined, placed
from harness.forge.written import Values, one, percent, written

Message = dict[str, Any]
PACKINGS: dict[str, tuple[str | None, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", lambda octets: gzip.compress(octets, mtime=0)),
    "zlib": ("zlib", zlib.compress),
    "deflate": ("deflate", zlib.compress),
    "base64": ("base64", base64.b64encode),
    "base64url": ("base64", base64.urlsafe_b64encode),
    "hex": ("hex", lambda octets: octets.hex().encode()),
    "url": ("url", percent),
    "member": (
        None,
        lambda octets: json.dumps({"v": 2, "data": octets.decode()}, separators=(",", ":")).encode(),
    ),
}
"""What a body is put into: word for a reader, how."""


NO_CONTENT = b" 204"
"""A response that says so has no length (RFC 9110 §8.6)."""


class Placed(NamedTuple):
    """A value in a message."""

    part: str
    """query, header or body of HTTP; stream; datagram."""
    mark: Mark


class Said(NamedTuple):
    """One message."""

    up: bool
    octets: bytes
    values: tuple[Placed, ...]
    host: str | None
    """Host that an HTTP request names."""


def speech(spoken: dict[str, Any], values: Values, seed: str) -> tuple[Said, ...]:
    """All messages of a conversation; random octets follow from the seed."""
    random = Random(f"{seed}/messages")  # noqa: S311 - repeatable, no secret
    part = "datagram" if spoken["kind"] == "udp" else "stream"
    return tuple(
        _said(message, values, random, part, number) for number, message in enumerate(spoken["messages"], 1)
    )


def _said(message: Message, values: Values, random: Random, part: str, number: int) -> Said:
    body = _body(message, values, random, number)
    up = message["way"] == "up"
    if message["start"] is not None:
        return _http(message, body, values, up=up)
    if message["mqtt"] is not None:
        body = _mqtt(message["mqtt"], written(message["topic"] or [], values), body)
    return Said(up, body.octets, tuple(Placed(part, mark) for mark in body.marks), None)


def _body(message: Message, values: Values, random: Random, number: int) -> Marked:
    """What is said, packed from the inside out."""
    if message["text"] is not None:
        body = written(message["text"], values)
    elif message["protobuf"]:
        body = protobuf(message["protobuf"], values)
    elif message["mavlink"] is not None:
        body = mavlink(values[message["mavlink"]], number)
    elif message["nmea"] is not None:
        body = one(values[message["nmea"]], "nmea")
    elif message.get("octets"):
        body = Marked(bytes.fromhex(message["octets"]))
    else:
        body = Marked(random.randbytes(message["random_octets"]))
    for packing in message["packed"]:
        body = coded(body, *PACKINGS[packing])
    return body


def _http(message: Message, body: Marked, values: Values, *, up: bool) -> Said:
    start = written(message["start"], values)
    if message["coding"] is not None:
        body = coded(body, *PACKINGS[message["coding"]])
    fields = [written(field, values) for field in message["fields"]]
    fields += [Marked(f"Content-Encoding: {message['coding']}".encode())] if message["coding"] else []
    chunk = message["chunk_octets"]
    if chunk:
        fields.append(Marked(b"Transfer-Encoding: chunked"))
    elif body.octets or not (up or NO_CONTENT in start.octets):
        fields.append(Marked(b"Content-Length: %d" % len(body.octets)))
    lines = joined(joined((field, Marked(b"\r\n"))) for field in fields)
    framed = _chunked(body, chunk) if chunk else body
    parts = (
        ("query", start),
        ("", Marked(b"\r\n")),
        ("header", lines),
        ("", Marked(b"\r\n")),
        ("body", framed),
    )
    octets, found = b"", list[Placed]()
    for part, piece in parts:
        found += [Placed(part, mark) for mark in placed(piece.marks, len(octets).__add__)]
        octets += piece.octets
    return Said(up, octets, tuple(found), message["host"] if up else None)


def _chunked(body: Marked, size: int) -> Marked:
    """A body in chunks of so many octets (RFC 9112 §7.1)."""
    starts = range(0, len(body.octets), size)
    octets, moved = b"", list[int]()
    for start in starts:
        chunk = body.octets[start : start + size]
        line = b"%x\r\n" % len(chunk)
        moved.append(len(octets) + len(line))
        octets += line + chunk + b"\r\n"
    marks = placed(body.marks, lambda at: moved[at // size] + at % size)
    return Marked(octets + b"0\r\n\r\n", marks)


def _mqtt(kind: str, name: Marked, payload: Marked) -> Marked:
    """CONNECT with a client id, CONNACK, or PUBLISH of quality 0 to a topic (§3.1, §3.2, §3.3)."""
    if kind == "connack":
        return Marked(b"\x20\x02\x00\x00")
    sized = joined((Marked(len(name.octets).to_bytes(2, "big")), name))
    if kind == "connect":
        rest = joined((Marked(b"\x00\x04MQTT\x04\x02\x00\x3c"), sized))
    else:
        rest = joined((sized, payload))
    first = b"\x10" if kind == "connect" else b"\x30"
    return joined((Marked(first + varint(len(rest.octets))), rest))
