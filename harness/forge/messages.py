# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Conversations over TCP that say something: their messages in clear, or the flights of a TLS session."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from harness.forge.packets import Told, told
from harness.forge.sealed import Flight, sealed_octets
from harness.forge.tcp import Connection, Segment

Spoken = dict[str, Any]


def play_messages(connection: Connection, spoken: Spoken) -> None:
    """Say everything, each side after the other."""
    session = spoken["session"]
    if session is None:
        flights = [Flight(one.up, one.octets, at) for at, one in enumerate(spoken["said"])]
    else:
        flights = session.flights
    names, resend = _names(connection, spoken), spoken["retransmissions"]
    for up, together in groupby(enumerate(flights), key=lambda item: item[1].up):
        segments = [
            segment
            for at, flight in together
            for segment in _segments(
                flight, spoken["segment_octets"], names.get(at, ()), sealed=session is not None
            )
        ]
        if up:
            # Where TLS is spoken the first data of the client is its hello.
            connection.client_says(segments, resend)
            resend = 0
        else:
            connection.server_says(segments)


def _names(connection: Connection, spoken: Spoken) -> dict[int, tuple[Told, ...]]:
    """Names in clear by flight: of the hello and of a certificate that is not sealed, or of the first request."""
    address, session = connection.line.key.server_ip, spoken["session"]
    if session is None:
        asking = [at for at, one in enumerate(spoken["said"]) if one.host]
        return {at: (told(spoken["said"][at].host, "http_host", address),) for at in asking[:1]}
    name = spoken["sni"]
    if name is None:
        return {}
    found: dict[int, tuple[Told, ...]] = {0: (told(name, "sni", address),)}
    if spoken["tls_version"] == "1.2":
        found[1] = (told(name, "certificate", address),)
    return found


def _segments(flight: Flight, size: int, names: tuple[Told, ...], *, sealed: bool) -> list[Segment]:
    """Packets of a flight; names are told by the first, which holds them whole."""
    found = list[Segment]()
    for at in range(0, len(flight.octets), size):
        part = flight.octets[at : at + size]
        begins, octets = sealed_octets(flight.octets, at, at + len(part)) if sealed else (False, 0)
        found.append(Segment(part, begins, octets, names if at == 0 else (), flight.message, at))
    return found
