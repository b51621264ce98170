"""The first octets of a TLS connection -> its ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2).

The handshake message may be spread over several records (``harness.wire.tls_records``), or come
without any, as in QUIC (``read_hello_message``). Read is all that tells the client's make or wish: versions,
cipher suites, types of extensions, and what ``harness.wire.tls_extensions`` knows of these. An
encrypted ClientHello (RFC 9849) may be there: then the name may be only the outer one,
though most clients send the extension as GREASE.

Blind spots: an SSL 2.0 hello is not TLS here. A second hello after a
HelloRetryRequest is a hello like another (``harness.wire.told_hello`` knows where it stands).
Octets after the extensions are not looked at.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.tls_extensions import (
    ALPN,
    CLIENT_READERS,
    ENCRYPTED_CLIENT_HELLO,
    GREASE,
    SERVER_NAME,
    SIGNATURE_ALGORITHMS,
    SUPPORTED_VERSIONS,
    Ech,
    Extensions,
    numbers,
    read_extensions,
)
from harness.wire.tls_records import (
    HANDSHAKE,
    LAYER,
    MAX_FRAGMENT,
    MAX_OCTETS,
    MESSAGE_HEADER,
    RECORD_HEADER,
    gather,
)

MAX_HELLO_OCTETS: Final = MAX_OCTETS
_CLIENT_HELLO: Final = 1
_BODY: Final = RECORD_HEADER + MESSAGE_HEADER

_u16 = struct.Struct("!H").unpack_from


class ClientHello(NamedTuple):
    """What a client said before anything was encrypted."""

    sni: str | None
    """First host_name asked for; None = none sent. As sent: may be an address literal."""
    alpn: tuple[str, ...]
    """Protocols offered, in the client's order; empty = none sent."""
    ech: Ech | None
    """The encrypted_client_hello extension, in earnest or as GREASE; None = none sent."""
    legacy_version: int
    """0x0303 in every hello of TLS 1.3; the highest version offered in older ones."""
    versions: tuple[int, ...]
    """supported_versions, in order, GREASE included; empty = none sent."""
    ciphers: tuple[int, ...]
    """Cipher suites, in order, GREASE included."""
    extensions: tuple[int, ...]
    """Types of extensions, in order, GREASE included."""
    signature_algorithms: tuple[int, ...]
    """In order; empty = none sent."""
    complete: bool = True
    """False = the bytes end early: what extensions say is only what stands before the cut."""
    random: bytes = b""
    """32 octets that key logs know the session by (RFC 9850 §2)."""

    @property
    def grease(self) -> bool:
        """Values of RFC 8701 are among the numbers offered."""
        return not GREASE.isdisjoint(
            (*self.ciphers, *self.extensions, *self.versions, *self.signature_algorithms)
        )


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the hello needs.

    Returns:
        0 if this is no TLS hello; more than ``len(data)`` if more is needed, a lower bound
        (asking again with less is wasted work); else it can be decoded now, be it to ``Malformed``.
    """
    if len(data) >= _BODY and _looks_like_hello(data):
        message = int.from_bytes(data[6:9], "big")
        if MESSAGE_HEADER + message <= (data[3] << 8 | data[4]) <= MAX_FRAGMENT:
            return _BODY + message
    gathered = gather(data, _needed)
    if isinstance(gathered, Malformed):
        return 0 if gathered.reason is Reason.NOT_THIS else len(data)
    return gathered[1]


def decode_client_hello(data: bytes) -> ClientHello | Malformed:
    """Read the ClientHello at the start of a stream.

    Args:
        data: TCP payload from the start of the first record. May be cut short: a hello
            whose name stands before the cut is given, with ``complete=False``.
    """
    if len(data) >= _BODY and _looks_like_hello(data):
        end = _BODY + int.from_bytes(data[6:9], "big")
        record_end = RECORD_HEADER + (data[3] << 8 | data[4])
        if end <= record_end <= RECORD_HEADER + MAX_FRAGMENT and end <= len(data):
            return _read_hello(data[:end], _BODY, end)
    gathered = gather(data, _needed)
    if isinstance(gathered, Malformed):
        return gathered
    message, _ = gathered
    if len(message) < MESSAGE_HEADER:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return _read_hello(message, MESSAGE_HEADER, MESSAGE_HEADER + int.from_bytes(message[1:4], "big"))


def read_hello_message(message: bytes) -> ClientHello | Malformed:
    """Read a ClientHello that comes without records, as in the CRYPTO frames of QUIC (RFC 9001 §4.1.3).

    Args:
        message: From its type octet on; octets after it do no harm. May be cut short, as for
            ``decode_client_hello``.
    """
    if not message:
        return Malformed(Reason.TRUNCATED, 0, LAYER)
    need = _needed(message)
    if isinstance(need, Malformed):
        return Malformed(need.reason, 0, LAYER)
    if need > MAX_HELLO_OCTETS:
        return Malformed(Reason.TOO_LONG, 1, LAYER)
    if len(message) < MESSAGE_HEADER:
        return Malformed(Reason.TRUNCATED, len(message), LAYER)
    return _read_hello(message[:need], MESSAGE_HEADER, need)


def _looks_like_hello(data: bytes) -> bool:
    """Check the fixed octets of a hello that begins in its first record; needs 6 octets."""
    return data[0] == HANDSHAKE and data[1] == 3 and data[2] <= 4 and data[5] == _CLIENT_HELLO


def _needed(message: bytes) -> int | Malformed:
    """Octets of the message that begins here, header included."""
    if message[0] != _CLIENT_HELLO:
        return Malformed(Reason.NOT_THIS, RECORD_HEADER, LAYER)
    if len(message) < MESSAGE_HEADER:
        return MESSAGE_HEADER
    return MESSAGE_HEADER + int.from_bytes(message[1:4], "big")


def _read_hello(message: bytes, position: int, end: int) -> ClientHello | Malformed:
    """Read the hello's body at ``position``; ``end``, where its own length ends, lies past the bytes if cut."""
    limit = len(message)
    try:
        version: int = _u16(message, position)[0]
        random = message[position + 2 : position + 34]
        position += 34
        position += 1 + message[position]  # legacy_session_id
        octets: int = _u16(message, position)[0]
        if octets % 2:
            return Malformed(Reason.BAD_LENGTH, position, LAYER)
        ciphers = numbers(message, position + 2, octets)
        position += 2 + octets
        position += 1 + message[position]  # legacy_compression_methods
        if position == end:  # extensions are optional before TLS 1.3
            return ClientHello(None, (), None, version, (), ciphers, (), (), random=random)
        extensions_end = position + 2 + _u16(message, position)[0]
    except (IndexError, struct.error):  # read past the end: the only way either can be raised
        return Malformed(Reason.TRUNCATED if end > limit else Reason.BAD_LENGTH, limit, LAYER)
    if extensions_end > end:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    found = read_extensions(message, position + 2, extensions_end, CLIENT_READERS)
    if isinstance(found, Malformed):
        return found
    if not found.complete and found.values.get(SERVER_NAME) is None:
        return Malformed(Reason.TRUNCATED, limit, LAYER)
    return _hello(version, ciphers, found, random)


def _hello(version: int, ciphers: tuple[int, ...], found: Extensions, random: bytes) -> ClientHello:
    given = found.values.get
    return ClientHello(
        given(SERVER_NAME),
        given(ALPN, ()),
        given(ENCRYPTED_CLIENT_HELLO),
        version,
        given(SUPPORTED_VERSIONS, ()),
        ciphers,
        found.kinds,
        given(SIGNATURE_ALGORITHMS, ()),
        found.complete,
        random,
    )
