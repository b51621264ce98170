"""Extensions of TLS hellos -> the values that are read of them, by type.

Names: RFC 6066 §3. Protocols: RFC 7301 §3.1. Versions and signature algorithms: RFC 8446 §4.2.1 and §4.2.3.
Encrypted ClientHello: RFC 9849 §5. Values without meaning that clients put in to keep servers tolerant: RFC 8701.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.text import escaped, host_text
from harness.wire.tls_records import LAYER

SERVER_NAME: Final = 0
SIGNATURE_ALGORITHMS: Final = 13
ALPN: Final = 16
SUPPORTED_VERSIONS: Final = 43
ENCRYPTED_CLIENT_HELLO: Final = 65037
GREASE: Final = frozenset(0x0A0A + 0x1010 * number for number in range(16))
"""RFC 8701 §2: the values for cipher suites, extensions, versions and signature algorithms."""

_HOST_NAME: Final = 0
"""The only NameType there is (RFC 6066 §3)."""
_USUAL_PROTOCOLS: Final = {b"\x00\x0c\x02h2\x08http/1.1": ("h2", "http/1.1")}
"""What most clients offer, so that it need not be taken apart each time."""
_ECH_OUTER: Final = 0
_CONFIG_ID_AT: Final = 5
"""Behind the type and the two numbers of the cipher suite."""

_u16 = struct.Struct("!H").unpack_from
_one_name = struct.Struct("!HBH").unpack_from
_two_u16 = struct.Struct("!HH").unpack_from

Reader = Callable[[bytes, int, int], Any]
"""Message, start and end of an extension's content -> its value, or Malformed."""


class Ech(NamedTuple):
    """The encrypted_client_hello extension, in earnest or as GREASE: the octets do not tell which."""

    kind: int | None
    """0: outer, with an encrypted hello. 1: inner, inside such a one only. None: the extension is empty."""
    config_id: int | None
    """Which of the server's keys is used, by its first octet; None where it is not an outer one."""


class Extensions(NamedTuple):
    """Extensions as far as they go."""

    kinds: tuple[int, ...]
    """Types in order, repeated ones too."""
    values: dict[int, Any]
    """What readers gave, by type; of repeated extensions the first."""
    complete: bool
    """False: the bytes end early."""


def read_extensions(
    message: bytes, position: int, end: int, readers: Mapping[int, Reader]
) -> Extensions | Malformed:
    """Walk the extensions between two offsets; ``end`` lies past the bytes if these are cut."""
    kinds: list[int] = []
    values: dict[int, Any] = {}
    limit = min(end, len(message))
    while position + 4 <= limit:
        kind, length = _two_u16(message, position)
        after = position + 4 + length
        if after > limit:
            break
        kinds.append(kind)
        if kind in readers and kind not in values:
            values[kind] = value = readers[kind](message, position + 4, after)
            if isinstance(value, Malformed):
                return value
        position = after
    if position != end and end <= limit:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    return Extensions(tuple(kinds), values, position == end)


def numbers(message: bytes, position: int, octets: int) -> tuple[int, ...]:
    """Two-octet numbers in a row."""
    return struct.unpack_from(f"!{octets >> 1}H", message, position)


def _list_end(message: bytes, position: int, end: int) -> int:
    """Give the end of a list that begins with its two-octet length; 0 where it runs past ``end``."""
    if position + 2 > end:
        return 0
    list_end: int = position + 2 + _u16(message, position)[0]
    return list_end if list_end <= end else 0


def read_server_name(message: bytes, position: int, end: int) -> str | Malformed | None:
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


def read_protocols(message: bytes, position: int, end: int) -> tuple[str, ...] | Malformed:
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


def _offered_versions(message: bytes, position: int, end: int) -> tuple[int, ...] | Malformed:
    """Read the client's supported_versions: a length of one octet, then versions (RFC 8446 §4.2.1)."""
    octets = message[position] if position < end else 1
    if octets % 2 or position + 1 + octets > end:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    return numbers(message, position + 1, octets)


def _algorithms(message: bytes, position: int, end: int) -> tuple[int, ...] | Malformed:
    """Read a SignatureSchemeList (RFC 8446 §4.2.3)."""
    list_end = _list_end(message, position, end)
    if not list_end or (list_end - position) % 2:
        return Malformed(Reason.BAD_LENGTH, position, LAYER)
    return numbers(message, position + 2, list_end - position - 2)


def read_ech(message: bytes, position: int, end: int) -> Ech:
    """Read the type, and of an outer one the config_id (RFC 9849 §5); the rest is for the server only."""
    kind = message[position] if position < end else None
    at = position + _CONFIG_ID_AT
    return Ech(kind, message[at] if kind == _ECH_OUTER and at < end else None)


CLIENT_READERS: Final[dict[int, Reader]] = {
    SERVER_NAME: read_server_name,
    SIGNATURE_ALGORITHMS: _algorithms,
    ALPN: read_protocols,
    SUPPORTED_VERSIONS: _offered_versions,
    ENCRYPTED_CLIENT_HELLO: read_ech,
}
"""What is read of a ClientHello."""
