# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Values: a packet as made, with what a reader must find in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class FlowKey(NamedTuple):
    """Five-tuple, client side first; ports are None where the protocol has none."""

    transport: str
    client_ip: str
    client_port: int | None
    server_ip: str
    server_port: int | None


class Told(NamedTuple):
    """A name that a packet tells, and the address that it is tied to."""

    name: str
    by: str
    """dns, dns_cname, sni, certificate or http_host."""
    address: str


def told(name: str, by: str, address: str) -> Told:
    r"""A name as a reader is to write it: lower case, no dot at the end, odd octets as ``\DDD`` (RFC 1035 §5.1)."""
    octets = name.encode().lower().removesuffix(b".")
    text = "".join(chr(one) if 0x21 <= one <= 0x7E and one != 0x5C else f"\\{one:03d}" for one in octets)
    return Told(text, by, address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """One packet at the tap."""

    time_ns: int
    """True time; the file's clock may differ."""
    up: bool
    """Sent by the client of its flow."""
    frame: bytes
    conversation: int
    """Position among the network's conversations."""
    key: FlowKey | None = None
    """None where it carries no IP."""
    payload_octets: int = 0
    """Transport payload."""
    flags: int | None = None
    """TCP flags."""
    tsval: int | None = None
    tsecr: int | None = None
    sealed: bool = False
    """Begins with a TLS record."""
    sealed_octets: int = 0
    """Octets in records of application data."""
    names: tuple[Told, ...] = ()
    message: int | None = None
    """Index of the message that its payload belongs to; None: of none."""
    message_begin: int = 0
    """Where in that message, as it was sent, its payload begins."""
