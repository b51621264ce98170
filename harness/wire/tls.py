"""The first octets of a TLS connection -> its ClientHello (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2).

The handshake message may be spread over several records (RFC 8446 §5.1). Read are the
server name (RFC 6066 §3), the protocols offered (RFC 7301 §3.1) and whether an
encrypted ClientHello is there (RFC 9849): then the name may be only the outer one,
though most clients send the extension as GREASE.

Blind spots: an SSL 2.0 hello is not TLS here. A second hello after a
HelloRetryRequest is not looked for; RFC 8446 §4.1.2 makes it repeat the name.
Octets after the extensions are not looked at.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.text import escaped, host_text

LAYER: Final = "tls"
MAX_HELLO_OCTETS: Final = 65536
"""Octets of the stream looked at; real hellos are 200 to 2,000, with post-quantum keys."""
MAX_RECORDS: Final = 512
"""Records that a hello may be spread over: it bounds the work for a stream of one-octet records."""

_HANDSHAKE: Final = 22
_CLIENT_HELLO: Final = 1
_RECORD_HEADER: Final = 5
_MESSAGE_HEADER: Final = 4
_BODY: Final = _RECORD_HEADER + _MESSAGE_HEADER
_MAX_FRAGMENT: Final = 16384
"""RFC 8446 §5.1: length of TLSPlaintext.fragment."""
_SERVER_NAME: Final = 0
_HOST_NAME: Final = 0
"""The only NameType there is (RFC 6066 §3)."""
_ALPN: Final = 16
_ENCRYPTED_CLIENT_HELLO: Final = 65037
_USUAL_PROTOCOLS: Final = {b"\x00\x0c\x02h2\x08http/1.1": ("h2", "http/1.1")}
"""What most clients offer, so that it need not be taken apart each time."""

_u16 = struct.Struct("!H").unpack_from
_one_name = struct.Struct("!HBH").unpack_from
_two_u16 = struct.Struct("!HH").unpack_from


class ClientHello(NamedTuple):
    """What a client said before anything was encrypted."""

    sni: str | None
    """First host_name asked for; None = none sent. As sent: may be an address literal."""
    alpn: tuple[str, ...]
    """Protocols offered, in the client's order; empty = none sent."""
    ech: bool
    """The encrypted_client_hello extension is there, in earnest or as GREASE."""
    complete: bool = True
    """False = the bytes end early: alpn and ech say only what stands before the cut."""


def wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the hello needs.

    Returns:
        0 if this is no TLS hello; more than ``len(data)`` if more is needed, a lower bound
        (asking again with less is wasted work); else it can be decoded now, be it to ``Malformed``.
    """
    if len(data) >= _BODY and _looks_like_hello(data):
        message = int.from_bytes(data[6:9], "big")
        if _MESSAGE_HEADER + message <= (data[3] << 8 | data[4]) <= _MAX_FRAGMENT:
            return _BODY + message
    gathered = _gather(data)
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
        record_end = _RECORD_HEADER + (data[3] << 8 | data[4])
        if end <= record_end <= _RECORD_HEADER + _MAX_FRAGMENT and end <= len(data):
            return _read_hello(data[:end], _BODY, end)
    gathered = _gather(data)
    if isinstance(gathered, Malformed):
        return gathered
    message, _ = gathered
    if len(message) < _MESSAGE_HEADER:
        return Malformed(Reason.TRUNCATED, len(data), LAYER)
    return _read_hello(message, _MESSAGE_HEADER, _MESSAGE_HEADER + int.from_bytes(message[1:4], "big"))


def read_hello_message(message: bytes) -> ClientHello | Malformed:
    """Read a ClientHello that stands in no records, as QUIC carries it (RFC 9001 §4.1.3); may be cut short."""
    if message[:1] not in (b"", b"\x01"):
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    if len(message) < _MESSAGE_HEADER:
        return Malformed(Reason.TRUNCATED, len(message), LAYER)
    end = _MESSAGE_HEADER + int.from_bytes(message[1:4], "big")
    if end > MAX_HELLO_OCTETS:
        return Malformed(Reason.TOO_LONG, 1, LAYER)
    return _read_hello(message[:end], _MESSAGE_HEADER, end)


def _looks_like_hello(data: bytes) -> bool:
    """Check the fixed octets of a hello that begins in its first record; needs 6 octets."""
    return data[0] == _HANDSHAKE and data[1] == 3 and data[2] <= 4 and data[5] == _CLIENT_HELLO


def _gather(data: bytes) -> tuple[bytes, int] | Malformed:
    """Join the handshake message from its records.

    Returns:
        The message as far as it is there, header included, and the octets of ``data`` that
        it needs in all, a lower bound while records are missing.
    """
    parts: list[bytes] = []
    have, need, position = 0, _MESSAGE_HEADER, 0
    for _ in range(MAX_RECORDS):
        header = data[position : position + _RECORD_HEADER]
        fault = _header_fault(header, position)
        if fault is not None:
            return fault
        if len(header) < _RECORD_HEADER:
            return b"".join(parts), position + _RECORD_HEADER + need - have
        length = header[3] << 8 | header[4]
        position += _RECORD_HEADER
        fragment = data[position : position + length]
        parts.append(fragment)
        have += len(fragment)
        if have and need == _MESSAGE_HEADER:
            parts = [b"".join(parts)]
            if parts[0][0] != _CLIENT_HELLO:
                return Malformed(Reason.NOT_THIS, _RECORD_HEADER, LAYER)
            if have >= _MESSAGE_HEADER:
                need += int.from_bytes(parts[0][1:4], "big")
        rest = length - len(fragment)
        missing = need - have
        position += length
        total = position - rest + missing  # missing may be negative: the record holds more messages
        if missing > rest:
            total += _RECORD_HEADER
        if total > MAX_HELLO_OCTETS:
            return Malformed(Reason.TOO_LONG, _RECORD_HEADER + 1, LAYER)
        if missing <= rest or rest:
            return b"".join(parts)[:need], total
    return Malformed(Reason.TOO_LONG, position, LAYER)


def _header_fault(header: bytes, position: int) -> Malformed | None:
    """Check a record header as far as it is there; a first record of another kind is another protocol."""
    odd = Reason.BAD_VALUE if position else Reason.NOT_THIS
    for offset, allowed in enumerate(_HEADER_VALUES[: len(header)]):
        if header[offset] not in allowed:
            return Malformed(odd, position + offset, LAYER)
    if len(header) == _RECORD_HEADER and not 0 < (header[3] << 8 | header[4]) <= _MAX_FRAGMENT:
        return Malformed(Reason.BAD_LENGTH, position + 3, LAYER)
    return None


_HEADER_VALUES: Final = ((_HANDSHAKE,), (3,), range(5))
"""Type and version 0x0300 to 0x0304; handshake records are not interleaved with others (RFC 8446 §5.1)."""


def _read_hello(message: bytes, position: int, end: int) -> ClientHello | Malformed:
    """Read the hello's body at ``position``; ``end``, where its own length ends, lies past the bytes if cut."""
    limit = len(message)
    try:
        position += 34  # legacy_version, random
        position += 1 + message[position]  # legacy_session_id
        position += 2 + _u16(message, position)[0]  # cipher_suites
        position += 1 + message[position]  # legacy_compression_methods
        if position == end:  # extensions are optional before TLS 1.3
            return ClientHello(None, (), False)
        extensions_end = position + 2 + _u16(message, position)[0]
    except (IndexError, struct.error):  # read past the end: the only way either can be raised
        return _ran_out(limit, end)
    if extensions_end > end:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    return _read_extensions(message, position + 2, extensions_end)


def _ran_out(limit: int, end: int) -> Malformed:
    """Tell bytes that were cut short from lengths that lead past the message's end."""
    return Malformed(Reason.TRUNCATED if end > limit else Reason.BAD_LENGTH, limit, LAYER)


def _read_extensions(message: bytes, position: int, end: int) -> ClientHello | Malformed:
    """Walk the extensions between two offsets; of repeated ones the first counts."""
    found: dict[int, Any] = {}
    limit = min(end, len(message))
    while position + 4 <= limit:
        kind, length = _two_u16(message, position)
        after = position + 4 + length
        if after > limit:
            break
        if kind in _READERS and kind not in found:
            found[kind] = value = _READERS[kind](message, position + 4, after)
            if isinstance(value, Malformed):
                return value
        position = after
    sni = found.get(_SERVER_NAME)
    complete = position == end
    if complete or (sni is not None and end > limit):
        return ClientHello(sni, found.get(_ALPN, ()), _ENCRYPTED_CLIENT_HELLO in found, complete)
    if end > limit:
        return Malformed(Reason.TRUNCATED, limit, LAYER)
    return Malformed(Reason.BAD_LENGTH, position, LAYER)


def _list_end(message: bytes, position: int, end: int) -> int:
    """Give the end of a list that begins with its two-octet length; 0 where it runs past ``end``."""
    if position + 2 > end:
        return 0
    list_end: int = position + 2 + _u16(message, position)[0]
    return list_end if list_end <= end else 0


def _server_name(message: bytes, position: int, end: int) -> str | Malformed | None:
    """Read the first host_name of a ServerNameList (RFC 6066 §3); None where it is empty or of other types."""
    if position + 5 < end:  # the usual list: one host_name, nothing else
        octets, kind, name_octets = _one_name(message, position)
        if kind == _HOST_NAME and name_octets == end - position - 5 == octets - 3:
            return host_text(message[position + 5 : end])
    end = _list_end(message, position, end)
    if not end:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    position += 2
    while position < end:
        start = position + 3
        after = _list_end(message, position + 1, end)
        if not after:
            return Malformed(Reason.BAD_LENGTH, position, LAYER)
        if message[position] == _HOST_NAME:
            return host_text(message[start:after]) or None
        position = after
    return None


def _protocols(message: bytes, position: int, end: int) -> tuple[str, ...] | Malformed:
    """Read a ProtocolNameList (RFC 7301 §3.1)."""
    usual = _USUAL_PROTOCOLS.get(message[position:end])
    if usual is not None:
        return usual
    end = _list_end(message, position, end)
    if not end:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    position += 2
    names: list[str] = []
    while position < end:
        after = position + 1 + message[position]
        if after > end:
            return Malformed(Reason.BAD_LENGTH, position, LAYER)
        names.append(escaped(message[position + 1 : after]))
        position = after
    return tuple(names)


def _present(_message: bytes, _position: int, _end: int) -> bool:
    """The extension is there; its content is for the server only."""
    return True


_READERS: Final[dict[int, Callable[[bytes, int, int], Any]]] = {
    _SERVER_NAME: _server_name,
    _ALPN: _protocols,
    _ENCRYPTED_CLIENT_HELLO: _present,
}
