"""ECHConfigList -> which keys a server has for encrypted hellos, and the name that stands outside such a hello.

RFC 9849 §4; in DNS it is the value of the ``ech`` parameter of SVCB and HTTPS records (RFC 9848 §3). A client that
uses a config puts its ``config_id`` into the hello's extension, and should put its ``public_name`` into server_name
(RFC 9849 §6.1).

Blind spots: configs of other versions are stepped over, as clients do that do not know them; those behind the first
``MAX_CONFIGS`` are not looked at. The key itself is not kept, nor are cipher suites and extensions.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.model.malformed import Malformed, Reason
from harness.wire.text import host_text

LAYER: Final = "ech"
VERSION: Final = 0xFE0D
MAX_CONFIGS: Final = 16
"""Kept of one list; servers publish one to three."""
_HEADER: Final = 4
"""Version and length of a config."""


class EchConfig(NamedTuple):
    """One key that a server takes encrypted hellos for."""

    config_id: int
    kem: int
    """Kind of key (RFC 9180 §7.1): 0x0020 is X25519."""
    public_key_octets: int
    maximum_name_length: int
    """Longest name that hidden hellos are padded to; 0 = not said."""
    public_name: str
    """As text of names: what clients ask for in clear."""


def read_configs(data: bytes) -> tuple[EchConfig, ...] | Malformed:
    """Read an ECHConfigList whole.

    Returns:
        Its configs of the version above, in order, the server's preferred first. Malformed where lengths contradict each
        other: then a client uses none of them.
    """
    try:
        return _configs(data)
    except IndexError:  # read past the end: the only way it can be raised
        return Malformed(Reason.BAD_LENGTH, len(data), LAYER)


def _configs(data: bytes) -> tuple[EchConfig, ...] | Malformed:
    position = 2
    if _u16(data, 0) != len(data) - position or position == len(data):
        return Malformed(Reason.BAD_LENGTH, 0, LAYER)
    found: list[EchConfig] = []
    while position < len(data) and len(found) < MAX_CONFIGS:
        start = position + _HEADER
        end = start + _u16(data, position + 2)
        if end > len(data):
            return Malformed(Reason.BAD_LENGTH, position + 2, LAYER)
        if _u16(data, position) == VERSION:
            config = _contents(data[start:end])
            if config is None:
                return Malformed(Reason.BAD_LENGTH, start, LAYER)
            found.append(config)
        position = end
    return tuple(found)


def _contents(contents: bytes) -> EchConfig | None:
    """Read ECHConfigContents; None where lengths do not fill it or are less than they must be."""
    key_octets = _u16(contents, 3)
    at = 5 + key_octets
    suites_octets = _u16(contents, at)
    at += 2 + suites_octets
    name_at, name_octets = at + 2, contents[at + 1]
    extensions_at = name_at + name_octets
    fits = extensions_at + 2 + _u16(contents, extensions_at) == len(contents)
    if not fits or not key_octets or not suites_octets or suites_octets % 4 or not name_octets:
        return None
    name = host_text(contents[name_at:extensions_at])
    return EchConfig(contents[0], _u16(contents, 1), key_octets, contents[at], name)


def _u16(data: bytes, position: int) -> int:
    return data[position] << 8 | data[position + 1]
