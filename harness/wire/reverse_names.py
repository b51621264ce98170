"""Names of the reverse tree -> the address that each stands for (RFC 1035 §3.5, RFC 3596 §2.5)."""

from __future__ import annotations

from socket import AF_INET6, inet_ntop
from typing import Final

_IPV4: Final = ".in-addr.arpa"
_IPV6: Final = ".ip6.arpa"
_NIBBLES: Final = 32
_OCTETS: Final = frozenset(str(octet) for octet in range(256))
"""Without leading zeros: other spellings are other names."""


def reverse_address(name: str) -> str | None:
    """Give the one address that a name stands for; None for a zone of several and for any other name.

    Args:
        name: In the form of ``harness.wire.text``.

    >>> reverse_address("4.3.2.1.in-addr.arpa"), reverse_address("3.2.1.in-addr.arpa")
    ('1.2.3.4', None)
    """
    if name.endswith(_IPV4):
        labels = name.removesuffix(_IPV4).split(".")
        if len(labels) != 4 or not all(label in _OCTETS for label in labels):
            return None
        return ".".join(reversed(labels))
    if not name.endswith(_IPV6):
        return None
    nibbles = name.removesuffix(_IPV6).split(".")
    if len(nibbles) != _NIBBLES or not all(
        len(nibble) == 1 and nibble in "0123456789abcdef" for nibble in nibbles
    ):
        return None
    return inet_ntop(AF_INET6, bytes.fromhex("".join(reversed(nibbles))))
