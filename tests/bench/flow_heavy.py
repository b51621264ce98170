"""Flow-heavy: many connections with DNS and TLS that interleave, made from the plan of all packets.

Each connection has a DNS exchange, a handshake with the timestamp option, a TLS ClientHello with a server name,
a ServerHello, data and an end; ``plan`` says how they follow each other.

Blind spots: no loss, no retransmission, no fragments, TCP and UDP checksums are zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tests.bench import headers, messages, plan
from tests.bench.plan import Ints, Kind, Plan, Size

CHUNK_PACKETS = 32_768
NOISE_OCTETS = 1 << 22
SPOKEN = (Kind.QUERY, Kind.ANSWER, Kind.HELLO, Kind.HELLO_REST, Kind.SERVER_HELLO)
"""Packets whose payload is a message; data is noise behind a TLS record header."""
ALIKE = 20
"""Connections whose numbers differ by a multiple of this have the same IP version and kind of ClientHello."""


def _message(kind: int, connection: int, connections: int) -> bytes:
    """Payload of one message packet."""
    at = np.array([connection])
    server, ipv6 = int(plan.server_of(at, connections)[0]), bool(plan.is_ipv6(at)[0])
    name = messages.server_name(server)
    match kind:
        case Kind.QUERY:
            return messages.dns_query(connection, name, ipv6=ipv6)
        case Kind.ANSWER:
            return messages.dns_answer(connection, name, headers.server_address(server, ipv6=ipv6))
        case Kind.SERVER_HELLO:
            return messages.server_hello(connection)
    hello = messages.client_hello(connection, name, large=bool(plan.is_large(at)[0]))
    segment = plan.SEGMENT[ipv6]
    return hello[:segment] if kind == Kind.HELLO else hello[segment:]


def _chunk(size: Size, layout: Plan, rows: Ints, noise: headers.Octets) -> headers.Octets:
    """Bytes of some packets in order."""
    head, payload = headers.header_octets(layout, rows), layout.payload[rows]
    ends = np.cumsum(head + payload)
    at = ends - head - payload
    octets = np.resize(noise, int(ends[-1]))
    headers.write_headers(octets, at, layout, rows, size.connections)
    kind, body = layout.kind[rows], at + head
    data = np.flatnonzero(np.isin(kind, (Kind.DATA_UP, Kind.DATA_DOWN)) & (payload > 0))
    record = np.zeros(len(data), [("type", "u1"), ("version", ">u2"), ("length", ">u2")])
    record["type"], record["version"], record["length"] = 0x17, 0x0303, payload[data] - 5
    octets[body[data][:, None] + np.arange(5)] = record.view(np.uint8).reshape(-1, 5)
    for row in np.flatnonzero(np.isin(kind, SPOKEN)).tolist():
        message = _message(int(kind[row]), int(layout.connection[rows[row]]), size.connections)
        octets[body[row] : ends[row]] = np.frombuffer(message, np.uint8)
    return octets


def _later(layout: Plan, size: Size, repeat: int) -> Plan:
    """The same plan again with new connections, begun when all of the repeats before have ended.

    Raises:
        ValueError: Connections of this number would not find their server again.
    """
    if not repeat:
        return layout
    if size.connections % ALIKE or size.connections > plan.MOST_SERVERS:
        raise ValueError(f"repeats need a multiple of {ALIKE} connections, at most {plan.MOST_SERVERS}")
    span_us = (int(layout.time_us.max() - plan.START_US) // 10**6 + 1) * 10**6
    later_us = repeat * span_us
    return replace(
        layout,
        connection=layout.connection + repeat * size.connections,
        time_us=layout.time_us + later_us,
        echoed_us=np.where(layout.echoed_us > 0, layout.echoed_us + later_us, 0),
    )


def pieces(size: Size, repeats: int = 1) -> Iterator[bytes]:
    """Everything after the file header: the capture of this size, so often, each with new connections."""
    first = plan.make_plan(size)
    noise = np.random.default_rng(size.seed).integers(0, 256, NOISE_OCTETS, np.uint8)
    for repeat in range(repeats):
        layout = _later(first, size, repeat)
        for begin in range(0, size.packets, CHUNK_PACKETS):
            yield _chunk(size, layout, layout.order[begin : begin + CHUNK_PACKETS], noise).tobytes()
