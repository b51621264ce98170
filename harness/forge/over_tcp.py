# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Conversations over TCP: TLS, HTTP, and octets of no protocol."""

from __future__ import annotations

from random import Random
from typing import Any

from harness.forge import tls
from harness.forge.messages import play_messages
from harness.forge.packets import told
from harness.forge.tcp import SEGMENT_OCTETS, Connection, Segment, plain_segments

Spoken = dict[str, Any]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def play_tcp(connection: Connection, spoken: Spoken) -> None:
    """Play one conversation from SYN to end."""
    if not connection.open(spoken["level"], spoken["syn_retransmissions"]):
        return
    if spoken["level"] in ("handshake", "data"):
        if spoken["messages"]:
            play_messages(connection, spoken)
        else:
            _TALKS[spoken["kind"]](connection, spoken)
    connection.close(spoken["close"])


def _tls(connection: Connection, spoken: Spoken) -> None:
    random, key, name = connection.line.random, connection.line.key, spoken["sni"]
    hello = tls.client_hello(name, random)
    names = (told(name, "sni", key.server_ip),) if name else ()
    connection.client_says([Segment(hello, sealed=True, names=names)])
    answer = tls.server_hello(tls.session_of(hello), random) + tls.record(tls.CERTIFICATE_OCTETS, random)
    connection.server_says([Segment(answer[:SEGMENT_OCTETS], True, tls.CERTIFICATE_OCTETS), *_rest(answer)])
    connection.client_says([Segment(tls.finished(random), True, tls.FINISHED_OCTETS)])
    if spoken["level"] == "data":
        connection.client_says(_records(spoken["octets_up"], random), spoken["retransmissions"])
        connection.server_says(_records(spoken["octets_down"], random))


def _rest(answer: bytes) -> list[Segment]:
    return [Segment(answer[SEGMENT_OCTETS:])] if len(answer) > SEGMENT_OCTETS else []


def _records(octets: int, random: Random) -> list[Segment]:
    """Plaintext of so many octets as records, one in each packet."""
    most = SEGMENT_OCTETS - tls.RECORD_HEADER - tls.SEALING_OCTETS
    parts = [min(most, octets - at) for at in range(0, octets, most)]
    return [
        Segment(tls.record(part + tls.SEALING_OCTETS, random), True, part + tls.SEALING_OCTETS)
        for part in parts
    ]


def _http(connection: Connection, spoken: Spoken) -> None:
    random, http = connection.line.random, spoken["http"]
    body = _filled(http["body"], spoken["octets_up"], random)
    lines = [f"{http['method']} {http['path']} HTTP/1.1", f"Host: {http['host']}", "User-Agent: made-up/1.0"]
    lines += [f"Content-Length: {len(body)}"] if body else []
    names = (told(http["host"], "http_host", connection.line.key.server_ip),)
    connection.client_says(plain_segments(_message(lines, body), names), spoken["retransmissions"])
    answer = _filled(http["response"], spoken["octets_down"], random)
    status = "HTTP/1.1 200 OK" if answer else "HTTP/1.1 204 No Content"
    connection.server_says(plain_segments(_message([status, f"Content-Length: {len(answer)}"], answer)))


def _message(lines: list[str], body: bytes) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode() + body


def _filled(text: str, octets: int, random: Random) -> bytes:
    """Text filled up with letters to so many octets."""
    body = text.encode()
    return body + "".join(random.choices(LETTERS, k=max(0, octets - len(body)))).encode()


def noise(octets: int, random: Random) -> bytes:
    """Random octets that begin like no protocol that is read here."""
    first = bytes([0x80 | random.getrandbits(6)])
    return (first + random.randbytes(octets - 1)) if octets else b""


def _plain(connection: Connection, spoken: Spoken) -> None:
    random = connection.line.random
    up = _noise_segments(spoken["octets_up"], random)
    connection.client_says(up, spoken["retransmissions"])
    connection.server_says(_noise_segments(spoken["octets_down"], random))


def _noise_segments(octets: int, random: Random) -> list[Segment]:
    parts = [min(SEGMENT_OCTETS, octets - at) for at in range(0, octets, SEGMENT_OCTETS)]
    return [Segment(noise(part, random)) for part in parts]


_TALKS = {"tls": _tls, "http": _http, "tcp": _plain}
