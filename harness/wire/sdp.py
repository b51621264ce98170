"""A session description -> the addresses that media is to go to or come from (RFC 8866).

The lines ``o=`` (§5.2, who made the session) and ``c=`` (§5.7, where media goes) are read, and the user of ``o=``.

Blind spots: addresses told, not seen: nothing says that media came. ``a=candidate`` (ICE) and ``a=rtcp`` are not read.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from harness.wire.addresses import canonical
from harness.wire.text import cut, host_text

MAX_ADDRESSES: Final = 16
"""Different addresses kept of one description."""
_LINE: Final = re.compile(rb"(?m)^([oc])=([^\r\n]{1,1024})\r?\n")
_ORIGIN: Final = re.compile(rb"(\S{1,256}) \S{1,64} \S{1,64} IN IP[46] (\S{1,255})")
_CONNECTION: Final = re.compile(rb"IN IP[46] ([^\s/]{1,255})(?:/[0-9/]{1,16})?")
_UNSPECIFIED: Final = "0.:"
"""What the unspecified address of either family is made of."""


class SessionAddresses(NamedTuple):
    """Where one description says that media is to be."""

    addresses: tuple[str, ...]
    """Canonical addresses or names, each once, in their order. The unspecified address is left out: it says
    "hold" (RFC 3264 §8.4)."""
    users: tuple[str, ...]
    """User of each origin, escaped, each once; ``-`` is none."""


def read_addresses(body: bytes) -> SessionAddresses:
    """Read every whole line of a description; the rest of a body of several parts does no harm.

    Args:
        body: May be cut: a line without its end is not read.
    """
    addresses: dict[str, None] = {}
    users: dict[str, None] = {}
    for line in _LINE.finditer(body):
        match = (_ORIGIN if line[1] == b"o" else _CONNECTION).fullmatch(line[2].rstrip(b" \t"))
        if match is None:
            continue
        if line[1] == b"o" and match[1] != b"-":
            users[cut(match[1])] = None
        addresses[_place(match[match.lastindex or 1])] = None
        if len(addresses) > MAX_ADDRESSES:
            break
    kept = [address for address in addresses if address.strip(_UNSPECIFIED)]
    return SessionAddresses(tuple(kept[:MAX_ADDRESSES]), tuple(users))


def _place(octets: bytes) -> str:
    """An address in its usual form, or a name."""
    text = host_text(octets)
    return canonical(text) or text
