"""The client's direction of a SOCKS connection -> the host behind the proxy (SOCKS 4, 4a; RFC 1928; RFC 1929).

What follows the handshake is the tunnelled stream, as if it had been sent to the target itself.

Recognition needs the request, not only the greeting. For random octets: version 5 at most 2^-35; version 4 about 2^-22
(command, a port, an address, a user id of printable characters up to its zero octet).

Blind spots: a handshake whose methods offer GSSAPI (RFC 1961) or a private method, if the proxy chose that: only no
authentication and user and password are followed. The server's refusal is in the other direction. A SOCKS 4 request
without user id to an address such as 1.0.0.1 has the form of a DNS message of 1,025 octets over TCP: it waits for
the first octets of the tunnelled stream. Targets of datagrams that a proxy relays (UDP ASSOCIATE) stand in each of them (RFC 1928
§7); which flow carries these the proxy says in its answer, and they have no more than three fixed octets of their own, zeros. User ids
and passwords are never kept.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.addresses import of_octets
from harness.wire.text import host_text

LAYER: Final = "socks"
MAX_METHODS: Final = 16
"""Methods in a greeting; the registry of methods has 10."""
MAX_NAME: Final = 255
"""Octets of a user id or host of SOCKS 4, which have no length; as in SOCKS 5."""
_VERSION_4: Final = 4
_VERSION_5: Final = 5
_AUTHENTICATION: Final = 1
"""Version of the exchange of user and password (RFC 1929 §2)."""
_USER_AND_PASSWORD: Final = 2
_NONE_ACCEPTABLE: Final = 0xFF
_ADDRESS_OCTETS: Final = {1: 4, 4: 16}
_DOMAIN: Final = 3
_PRINTABLE: Final = bytes(range(0x21, 0x7F))
_DNS_OCTETS: Final = 13
"""From SOCKS 4's version to the ARCOUNT of a DNS message over TCP, its length's two octets included."""


class SocksCommand(StrEnum):
    """What the proxy is asked for (RFC 1928 §4)."""

    CONNECT = "connect"
    BIND = "bind"
    UDP_ASSOCIATE = "udp_associate"
    """The host is then the client's own, mostly 0.0.0.0; targets are in each datagram."""


_COMMANDS: Final = {1: SocksCommand.CONNECT, 2: SocksCommand.BIND, 3: SocksCommand.UDP_ASSOCIATE}


class SocksRequest(NamedTuple):
    """What a client asks a proxy for."""

    version: int
    """4 (4a included) or 5."""
    command: SocksCommand
    host: str
    """A name in the form that names are compared in, or a canonical address."""
    port: int
    user: bool
    """Whether a user was named."""
    octets: int
    """Octets of the handshake: the tunnelled stream begins behind them."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the client's stream the handshake needs.

    Returns:
        0 if this is no SOCKS; more than ``len(data)``, a lower bound, if more is needed; else it can be decoded now.
    """
    if data[:1] not in (b"\x05", b"\x04", b""):
        return 0
    read = _read(data)
    if isinstance(read, SocksRequest):
        return max(read.octets, _DNS_OCTETS) if _like_dns(data) else read.octets
    return 0 if read.reason is Reason.NOT_THIS else len(data) + 1


def decode_socks(data: bytes) -> SocksRequest | Malformed:
    """Read the handshake at the start of a client's stream; no part of it gives NOT_THIS or, cut, TRUNCATED."""
    return _read(data)


def _read(data: bytes) -> SocksRequest | Malformed:
    version = data[:1]
    if version == b"\x05":
        return _version_5(data)
    if version == b"\x04":
        return _version_4(data)
    return _cut_short(data) if not data else _other(0)


def _cut_short(data: bytes) -> Malformed:
    return Malformed(Reason.TRUNCATED, len(data), LAYER)


def _other(offset: int) -> Malformed:
    return Malformed(Reason.NOT_THIS, offset, LAYER)


def _version_5(data: bytes) -> SocksRequest | Malformed:
    """Greeting, then user and password if they were offered and are there, then the request (RFC 1928 §3, §4)."""
    if len(data) < 2:
        return _cut_short(data)
    position = 2 + data[1]
    methods = data[2:position]
    if not 1 <= data[1] <= MAX_METHODS or len(set(methods)) < len(methods) or _NONE_ACCEPTABLE in methods:
        return _other(1)
    user = data[position : position + 1] == bytes([_AUTHENTICATION]) and _USER_AND_PASSWORD in methods
    if user:
        after = _skip_password(data, position)
        if isinstance(after, Malformed):
            return after
        position = after
    return _request_5(data, position, user=user)


def _skip_password(data: bytes, position: int) -> int | Malformed:
    """Step over user and password (RFC 1929 §2); clients send an empty password, which it does not allow."""
    if position + 1 >= len(data):
        return _cut_short(data)
    user_octets = data[position + 1]
    if not user_octets:
        return _other(position + 1)
    position += 2 + user_octets
    return position + 1 + data[position] if position < len(data) else _cut_short(data)


def _request_5(data: bytes, position: int, *, user: bool) -> SocksRequest | Malformed:
    """Read the request (RFC 1928 §4)."""
    start = data[position : position + 3]
    if (
        start[:1] not in (b"", b"\x05")
        or (start[1:2] and start[1] not in _COMMANDS)
        or start[2:] not in (b"", b"\0")
    ):
        return _other(position)
    if len(start) < 3:
        return _cut_short(data)
    place = _address(data, position + 3)
    if isinstance(place, Malformed):
        return place
    host, port, end = place
    command = _COMMANDS[start[1]]
    if command is SocksCommand.CONNECT and not port:
        return _other(end - 2)
    return SocksRequest(_VERSION_5, command, host, port, user, end)


def _address(data: bytes, position: int) -> tuple[str, int, int] | Malformed:
    """Read address type, address and port (RFC 1928 §5); and the offset behind them."""
    if position >= len(data):
        return _cut_short(data)
    kind = data[position]
    position += 1
    if kind == _DOMAIN:
        if position >= len(data):
            return _cut_short(data)
        length = data[position]
        position += 1
        if not length:
            return _other(position - 1)
    elif kind in _ADDRESS_OCTETS:
        length = _ADDRESS_OCTETS[kind]
    else:
        return _other(position - 1)
    octets = data[position : position + length]
    if kind == _DOMAIN and octets.translate(None, _PRINTABLE):
        return _other(position)
    end = position + length + 2
    if end > len(data):
        return _cut_short(data)
    host = host_text(octets) if kind == _DOMAIN else of_octets(octets)
    return host, int.from_bytes(data[end - 2 : end], "big"), end


def _version_4(data: bytes) -> SocksRequest | Malformed:
    """Read a request of version 4, or of 4a where the address is 0.0.0.x, x not 0: then a host follows the user id."""
    if data[1:2] not in (b"", b"\1", b"\2") or (len(data) >= 8 and not _may_be_target(data)):
        return _other(1)
    if len(data) < 8:
        return _cut_short(data)
    named = data[4:7] == b"\0\0\0"
    end = _end_of_text(data, 8)
    if isinstance(end, Malformed):
        return end
    if _like_dns(data):
        if len(data) < _DNS_OCTETS:
            return _cut_short(data)
        if not data[10] and not data[12]:  # NSCOUNT and ARCOUNT below 256
            return _other(4)
    host = of_octets(data[4:8])
    if named:
        start = end + 1
        end = _end_of_text(data, start)
        if isinstance(end, Malformed):
            return end
        if end == start:
            return _other(start)
        host = host_text(data[start:end])
    port = int.from_bytes(data[2:4], "big")
    return SocksRequest(_VERSION_4, _COMMANDS[data[1]], host, port, data[8] != 0, end + 1)


def _like_dns(data: bytes) -> bool:
    """Say whether a request of version 4 has QDCOUNT 1 and ANCOUNT below 256 where a DNS message over TCP has them."""
    return data[:1] == b"\x04" and data[6:9] == b"\0\1\0" and data[4:6] != b"\0\0"


def _may_be_target(data: bytes) -> bool:
    """Say whether port and address can be a target: no port 0 to connect to, no 0.0.0.0."""
    return data[4:8] != b"\0\0\0\0" and (data[1] != 1 or data[2:4] != b"\0\0")


def _end_of_text(data: bytes, start: int) -> int | Malformed:
    """Find the zero octet that ends printable text."""
    end = data.find(b"\0", start, start + MAX_NAME + 1)
    text = data[start:end] if end >= 0 else data[start : start + MAX_NAME + 1]
    if text.translate(None, _PRINTABLE) or (end < 0 and len(text) > MAX_NAME):
        return _other(start)
    return end if end >= 0 else _cut_short(data)
