"""The first octets of a server's direction -> its ServerHello, and its certificate where that is in clear.

Definitions: RFC 8446 §4.1.3 (ServerHello), RFC 5246 §7.4.2 (Certificate). From TLS 1.3 on the certificate is
encrypted, and reading ends with the hello; before, it is the message behind the hello, and of its list only the
first certificate, the server's own, is read.

Blind spots: a session that is resumed sends no certificate. Raw public keys (RFC 7250) and compressed
certificates (RFC 8879, TLS 1.3 only) have no names here.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.certificates import Certificate, read_certificate
from harness.wire.tls_extensions import ALPN, SUPPORTED_VERSIONS, Reader, read_extensions, read_protocols
from harness.wire.tls_records import LAYER, MESSAGE_HEADER, RECORD_HEADER, gather

MAX_BEFORE_CERTIFICATE: Final = 3
"""Messages that may stand before it, the hello counted; RFC 5246 §7.3 and RFC 4680 know of two."""
_SERVER_HELLO: Final = 2
_CERTIFICATE: Final = 11
_LIST_HEADER: Final = 3
_SESSION_ID_AT: Final = MESSAGE_HEADER + 34
"""Behind version and random."""
_TLS13_SUITES: Final = b"\x13"
_SM_SUITES: Final = (b"\x00\xc6", b"\x00\xc7")
"""Of TLS 1.3 too (RFC 8998 §2)."""

_u16 = struct.Struct("!H").unpack_from
_read_certificate: Final = lru_cache(64)(read_certificate)
"""A server sends the same one in each connection; those kept take 64 KiB each at most."""


class ServerFlight(NamedTuple):
    """What a server answered in clear."""

    version: int
    """The one chosen: supported_versions where it is there (RFC 8446 §4.2.1), else the hello's own."""
    cipher: int
    """Cipher suite chosen."""
    alpn: str | None
    """Protocol chosen; None = not said in clear."""
    certificate: Certificate | Malformed | None
    """The server's own; Malformed: it is there, and cannot be read. None = not in clear, none sent, or cut."""
    complete: bool
    """False = the bytes end before it could be told whether a certificate comes."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream are needed; as ``harness.wire.tls.wanted``."""
    gathered = gather(data, _needed, may_end=True)
    if isinstance(gathered, Malformed):
        return 0 if gathered.reason is Reason.NOT_THIS else len(data)
    return gathered[1]


def decode_server_flight(data: bytes) -> ServerFlight | Malformed:
    """Read what stands at the start of a server's stream.

    Args:
        data: TCP payload from the start of the first record. May be cut short behind the hello.
    """
    gathered = gather(data, _needed, may_end=True)
    if isinstance(gathered, Malformed):
        return gathered
    messages, total = gathered
    end = _end(messages, 0)
    if end is None or end > len(messages):
        return Malformed(Reason.TRUNCATED, min(total, len(data)), LAYER)
    hello = _read_hello(messages[:end])
    if isinstance(hello, Malformed):
        return hello
    leaf = _leaf(messages)
    found = _read_certificate(leaf) if isinstance(leaf, bytes) else leaf
    return hello._replace(certificate=found, complete=total <= len(data))


def _end(messages: bytes, position: int) -> int | None:
    """Where the message at ``position`` ends by its own length; None where its header is not there."""
    body = position + MESSAGE_HEADER
    return body + int.from_bytes(messages[position + 1 : body], "big") if body <= len(messages) else None


def _certificate_at(messages: bytes) -> tuple[int | None, int]:
    """Where the Certificate message begins, and how many octets are needed to say more; None: none is there yet."""
    position = 0
    for _ in range(MAX_BEFORE_CERTIFICATE + 1):
        end = _end(messages, position)
        if end is None:
            return None, position + MESSAGE_HEADER
        if messages[position] == _CERTIFICATE and position:
            return position, end
        if end > len(messages):
            return None, end
        if position == 0 and _is_encrypted_behind(messages):
            return None, end
        position = end
    return None, position


def _is_encrypted_behind(hello: bytes) -> bool:
    """Nothing in clear follows: a cipher suite of TLS 1.3 was chosen, which no other version has (RFC 8446 §B.4)."""
    if len(hello) <= _SESSION_ID_AT:
        return True
    suite = _SESSION_ID_AT + 1 + hello[_SESSION_ID_AT]
    return hello[suite : suite + 1] == _TLS13_SUITES or hello[suite : suite + 2] in _SM_SUITES


def _needed(messages: bytes) -> int | Malformed:
    """Octets of the messages up to the end of the first certificate."""
    if messages[0] != _SERVER_HELLO:
        return Malformed(Reason.NOT_THIS, RECORD_HEADER, LAYER)
    at, need = _certificate_at(messages)
    if at is None:
        return need
    leaf = at + MESSAGE_HEADER + _LIST_HEADER
    if leaf + _LIST_HEADER > need:
        return need  # an empty list
    if leaf + _LIST_HEADER > len(messages):
        return leaf + _LIST_HEADER
    return min(need, leaf + _LIST_HEADER + int.from_bytes(messages[leaf : leaf + _LIST_HEADER], "big"))


def _leaf(messages: bytes) -> bytes | Malformed | None:
    """Octets of the first certificate; None where there is none, or it is cut."""
    at, end = _certificate_at(messages)
    if at is None:
        return None
    start = at + MESSAGE_HEADER + 2 * _LIST_HEADER
    after = start + int.from_bytes(messages[start - _LIST_HEADER : start], "big")
    if start > len(messages) or start >= after:
        return None
    if after > end:
        return Malformed(Reason.BAD_LENGTH, start - _LIST_HEADER, LAYER)
    return messages[start:after] if after <= len(messages) else None


def _read_hello(message: bytes) -> ServerFlight | Malformed:
    """Read a whole ServerHello, header included."""
    end = len(message)
    try:
        version: int = _u16(message, MESSAGE_HEADER)[0]
        position = _SESSION_ID_AT
        position += 1 + message[position]  # session id
        cipher: int = _u16(message, position)[0]
        position += 3  # cipher suite, compression method
        if position == end:  # extensions are optional before TLS 1.3
            return ServerFlight(version, cipher, None, None, complete=True)
        extensions_end = position + 2 + _u16(message, position)[0]
    except (IndexError, struct.error):  # read past the end: the only way either can be raised
        return Malformed(Reason.BAD_LENGTH, end, LAYER)
    if extensions_end > end:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    found = read_extensions(message, position + 2, extensions_end, _READERS)
    if isinstance(found, Malformed):
        return found
    protocols = found.values.get(ALPN, ())
    return ServerFlight(
        found.values.get(SUPPORTED_VERSIONS, version),
        cipher,
        protocols[0] if protocols else None,
        None,
        complete=True,
    )


def _chosen_version(message: bytes, position: int, end: int) -> int | Malformed:
    """The server's supported_versions: one version (RFC 8446 §4.2.1)."""
    if end - position != 2:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    chosen: int = _u16(message, position)[0]
    return chosen


_READERS: Final[dict[int, Reader]] = {ALPN: read_protocols, SUPPORTED_VERSIONS: _chosen_version}
