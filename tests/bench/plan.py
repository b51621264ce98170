"""Which packet comes when: the whole capture as arrays, before any byte is made.

Each connection is a DNS exchange, a TCP handshake, a TLS ClientHello (one in four in
two segments), a ServerHello, data, and the end. Connections begin at random times
and overlap, so their packets interleave as they do behind a real gateway.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tests.bench import messages

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

START_US = 1_700_000_000 * 10**6
SPAN_US = 600 * 10**6
"""Connections begin within ten minutes."""
CLIENTS, MOST_SERVERS = 64, 5_000
SEGMENT = {False: 1448, True: 1428}
"""Payload that fills a 1500-octet packet with the timestamp option, by "is IPv6"."""
FULL_RECORD, RECORD_HEADERS = 1530, {False: 82, True: 102}
LEAST_PACKETS = 12
"""DNS 2, handshake 3, hellos 3, data 1, end 3."""


class Kind(IntEnum):
    """What a packet is."""

    QUERY = 0
    ANSWER = 1
    SYN = 2
    SYN_ACK = 3
    ACK = 4
    HELLO = 5
    HELLO_REST = 6
    SERVER_HELLO = 7
    DATA_UP = 8
    DATA_DOWN = 9
    FIN = 10
    FIN_ACK = 11
    LAST_ACK = 12


UPWARD = (Kind.QUERY, Kind.SYN, Kind.ACK, Kind.HELLO, Kind.HELLO_REST, Kind.DATA_UP, Kind.FIN, Kind.LAST_ACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What to make; equal sizes give equal captures."""

    packets: int = 2_000_000
    connections: int = 25_000
    octets: int = 1_740_000_000
    """Aim for the file; met within a percent where the packets allow it."""
    seed: int = 1

    def __post_init__(self) -> None:
        if self.connections < 1 or self.packets < self.connections * LEAST_PACKETS:
            raise ValueError(f"a connection needs {LEAST_PACKETS} packets")


@dataclass(frozen=True, slots=True)
class Plan:
    """One value a packet, grouped by connection; ``order`` sorts them by time."""

    connection: Ints
    kind: Ints
    upward: Flags
    payload: Ints
    """Octets of transport payload."""
    time_us: Ints
    sequence: Ints
    """TCP sequence number from 0 at the SYN; 0 for DNS."""
    acknowledgement: Ints
    echoed_us: Ints
    """Time of the peer's packet that the timestamp option echoes; 0 in a SYN."""
    order: Ints


def is_ipv6(connection: Ints) -> Flags:
    """One connection in ten."""
    return np.equal(connection % 10, 3)


def is_large(connection: Ints) -> Flags:
    """One ClientHello in four needs two segments."""
    return np.equal(connection % 4, 1)


def server_of(connection: Ints, connections: int) -> Ints:
    """Number of the server; servers are shared as in life, the order is mixed."""
    return connection * 7919 % min(connections, MOST_SERVERS)


def _packets_each(size: Size, random: np.random.Generator) -> Ints:
    """Few connections with many packets, many with few; the sum is exact."""
    weight = random.lognormal(sigma=1.0, size=size.connections)
    spare = size.packets - size.connections * LEAST_PACKETS
    each = LEAST_PACKETS + np.floor(weight / weight.sum() * spare).astype(np.int64)
    each[: size.packets - int(each.sum())] += 1
    return np.asarray(each, np.int64)


def _kinds(connection: Ints, position: Ints, left: Ints, random: np.random.Generator) -> Ints:
    """Kind of each packet from its place in the connection; ``left`` counts the packets after it."""
    large = is_large(connection)
    data_up = random.random(len(connection)) < 0.1
    kind = np.where(data_up, Kind.DATA_UP, Kind.DATA_DOWN).astype(np.int64)
    opening = (Kind.QUERY, Kind.ANSWER, Kind.SYN, Kind.SYN_ACK, Kind.ACK, Kind.HELLO)
    for place, opening_kind in enumerate(opening):
        kind[position == place] = opening_kind
    kind[(position == 6) & large] = Kind.HELLO_REST
    kind[position == np.where(large, 7, 6)] = Kind.SERVER_HELLO
    for place, closing_kind in enumerate((Kind.LAST_ACK, Kind.FIN_ACK, Kind.FIN)):
        kind[left == place] = closing_kind
    return kind


def _message_lengths(connection: Ints, kind: Ints, connections: int) -> Ints:
    """Payload of everything but data."""
    server, ipv6, large = server_of(connection, connections), is_ipv6(connection), is_large(connection)
    name_octets = np.array([len(messages.server_name(n)) for n in range(min(connections, MOST_SERVERS))])[
        server
    ]
    hello = (
        np.where(large, *(len(messages.client_hello(0, "", large=size)) for size in (True, False)))
        + name_octets
    )
    segment = np.where(ipv6, SEGMENT[True], SEGMENT[False])
    query = len(messages.dns_query(0, "", ipv6=False)) + name_octets
    length = np.zeros(len(kind), np.int64)
    for which, octets in (
        (Kind.QUERY, query),
        (Kind.ANSWER, query + np.where(ipv6, 28, 16)),
        (Kind.HELLO, np.minimum(hello, segment)),
        (Kind.HELLO_REST, hello - segment),
    ):
        length[kind == which] = octets[kind == which]
    length[kind == Kind.SERVER_HELLO] = len(messages.server_hello(0))
    return length


def _payloads(size: Size, connection: Ints, kind: Ints, random: np.random.Generator) -> tuple[Ints, Ints]:
    """Payload of each packet; data packets are full or bare acknowledgements, as the file size asks.

    Bare acknowledgements travel upward, so the kind of those packets changes.
    """
    ipv6 = is_ipv6(connection)
    payload = _message_lengths(connection, kind, size.connections)
    data = (kind == Kind.DATA_UP) | (kind == Kind.DATA_DOWN)
    bare = int(payload.sum() + np.where(ipv6, RECORD_HEADERS[True], RECORD_HEADERS[False]).sum())
    gain = FULL_RECORD - RECORD_HEADERS[False]
    share = np.clip((size.octets - bare) / max(1, gain * int(data.sum())), 0, 1)
    full = data & (random.random(len(kind)) < share)
    payload[full] = np.where(ipv6, SEGMENT[True], SEGMENT[False])[full]
    return payload, np.where(data & ~full, Kind.DATA_UP, kind)


def _times(connection: Ints, kind: Ints, first: Ints, size: Size, random: np.random.Generator) -> Ints:
    """Time of each packet: a random beginning, round trips where the peer answers, think time in data."""
    begin = random.integers(0, SPAN_US, size.connections)
    round_trip = random.integers(5_000, 200_000, size.connections)[connection]
    gap = random.integers(20, 400, len(kind))
    answered = np.isin(kind, (Kind.ANSWER, Kind.SYN_ACK, Kind.SERVER_HELLO, Kind.FIN_ACK))
    gap = np.where(answered, round_trip, gap)
    data = (kind == Kind.DATA_UP) | (kind == Kind.DATA_DOWN)
    gap = np.where(data, np.minimum(random.exponential(250_000, len(kind)), 30_000_000).astype(np.int64), gap)
    since = np.cumsum(gap)
    return START_US + begin[connection] + since - since[first][connection]


def _sent_before(consumed: Ints, first: Ints, connection: Ints) -> Ints:
    """Sequence space used by earlier packets of the same connection."""
    total = np.cumsum(consumed) - consumed
    return total - total[first][connection]


def _echoed(upward: Flags, kind: Ints, time_us: Ints) -> Ints:
    """Time of the last packet from the other side."""
    index = np.arange(len(kind))
    last_up = np.maximum.accumulate(np.where(upward, index, 0))
    last_down = np.maximum.accumulate(np.where(upward, 0, index))
    echoed = time_us[np.where(upward, last_down, last_up)]
    return np.where(kind == Kind.SYN, 0, echoed)


def make_plan(size: Size) -> Plan:
    """Lay out every packet."""
    random = np.random.default_rng(size.seed)
    each = _packets_each(size, random)
    connection = np.repeat(np.arange(size.connections), each)
    first = np.cumsum(each) - each
    position = np.arange(size.packets) - first[connection]
    kind = _kinds(connection, position, each[connection] - 1 - position, random)
    payload, kind = _payloads(size, connection, kind, random)
    upward = np.isin(kind, UPWARD)
    time_us = _times(connection, kind, first, size, random)
    consumed = payload + np.isin(kind, (Kind.SYN, Kind.SYN_ACK, Kind.FIN, Kind.FIN_ACK))
    consumed[kind <= Kind.ANSWER] = 0
    sent_up = _sent_before(np.where(upward, consumed, 0), first, connection)
    sent_down = _sent_before(np.where(upward, 0, consumed), first, connection)
    return Plan(
        connection=connection,
        kind=kind,
        upward=upward,
        payload=payload,
        time_us=time_us,
        sequence=np.where(upward, sent_up, sent_down),
        acknowledgement=np.where(upward, sent_down, sent_up),
        echoed_us=_echoed(upward, kind, time_us),
        order=np.argsort(time_us, kind="stable"),
    )
