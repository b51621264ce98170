"""One datagram of WireGuard -> its message type ("WireGuard: Next Generation Kernel Network Tunnel", §5.4).

Each message begins with its type and three zero octets; the first three types have one length each, data have a
multiple of 16 octets behind their header.

Certainty: one datagram of a handshake is certain enough against random octets, of which one in 10^9 of just its
length passes; binary protocols with little-endian numbers may begin alike, so keys must not be empty. Data are to be taken
only on a flow that had a handshake, or where ``consistent`` holds.

Blind spots: flavours that change the first octets on purpose. Who is behind the tunnel, which is its purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason

LAYER: Final = "wireguard"
_NOT_THIS: Final = Malformed(Reason.NOT_THIS, 0, LAYER)
"""Made once: most of what is tried is something else."""
INITIATION: Final = 1
RESPONSE: Final = 2
COOKIE: Final = 3
DATA: Final = 4
MIN_PACKETS: Final = 4
"""Data messages without a handshake, to be certain."""
MAX_STEP: Final = 1024
"""Packets that may be missing between two of them."""
_LENGTHS: Final = {INITIATION: 148, RESPONSE: 92, COOKIE: 64}
_MIN_DATA: Final = 32
_COUNTER: Final = slice(8, 16)
_KEYS: Final = {INITIATION: slice(8, 40), RESPONSE: slice(12, 44), COOKIE: slice(8, 32)}
"""Ephemeral keys, and the nonce of a cookie reply: random, so some octet is not zero."""


class WireguardMessage(NamedTuple):
    """One message."""

    kind: int
    """1 initiation, 2 response, 3 cookie reply, 4 data."""

    @property
    def from_client(self) -> bool | None:
        """Whether the side speaks that began this handshake; either may, again every two minutes."""
        return {INITIATION: True, RESPONSE: False}.get(self.kind)


def decode_wireguard(datagram: bytes) -> WireguardMessage | Malformed:
    """Recognise a datagram that is one message."""
    if datagram[1:4] != b"\0\0\0":
        return _NOT_THIS
    kind = datagram[0]
    if kind == DATA:
        right = len(datagram) >= _MIN_DATA and not len(datagram) % 16
    else:
        right = len(datagram) == _LENGTHS.get(kind) and any(datagram[_KEYS[kind]])
    return WireguardMessage(kind) if right else _NOT_THIS


def consistent(datagrams: Sequence[bytes]) -> bool:
    """Say whether datagrams of one direction are data of one session for certain: same receiver, rising counter.

    Args:
        datagrams: In order of arrival; reordered ones make it False.
    """
    if len(datagrams) < MIN_PACKETS or len({datagram[4:8] for datagram in datagrams}) > 1:
        return False
    if not all(
        isinstance(decode_wireguard(data), WireguardMessage) and data[0] == DATA for data in datagrams
    ):
        return False
    counters = [int.from_bytes(datagram[_COUNTER], "little") for datagram in datagrams]
    return all(0 < after - before <= MAX_STEP for before, after in pairwise(counters))
