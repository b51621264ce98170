"""NAT64: which IPv4 address an IPv6 address stands for, behind a prefix that an access network chose.

Definition: RFC 6052 §2.2 says where the 32 bits stand for each of the six prefix lengths, with
bits 64 to 71 zero; RFC 7050 §3 says how a prefix is learned: the AAAA answer for
``ipv4only.arpa`` holds 192.0.0.170 or 192.0.0.171, and what stands before it is the prefix.

Blind spots: a prefix that no answer told is not known: the device asked before the capture began, through an
encrypted resolver, or learned it from a router advertisement (RFC 8781) or by PCP (RFC 7225). Whoever sends a DNS answer can
tell a prefix: judging must not take it for more than it is (decision 0098).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final

from harness.model.addresses import scope_of_parsed
from harness.model.words import Scope

WELL_KNOWN_NAME: Final = "ipv4only.arpa"
WELL_KNOWN: Final = (IPv4Address("192.0.0.170"), IPv4Address("192.0.0.171"))
"""Its A records (RFC 7050 §8.2)."""
LENGTHS: Final = (96, 64, 56, 48, 40, 32)
"""Prefix lengths, longest first (RFC 6052 §2.2)."""

_LOW32: Final = 0xFFFFFFFF
_U_SHIFT: Final = 56
"""Bits 64 to 71, the "u" octet, stand above this many others."""


def embedded(prefix: IPv6Network, inner: IPv4Address) -> IPv6Address:
    """Put an IPv4 address behind a prefix (RFC 6052 §2.3); the suffix is zero.

    >>> embedded(IPv6Network("2001:db8:100::/40"), IPv4Address("192.0.2.33"))
    IPv6Address('2001:db8:1c0:2:21::')
    """
    number, length = int(inner), prefix.prefixlen
    if length == 96:
        return IPv6Address(int(prefix.network_address) | number)
    before = 64 - length  # bits of it that stand before the u octet
    high = number >> (32 - before) if before < 32 else number
    low = number & ((1 << (32 - before)) - 1)
    return IPv6Address(int(prefix.network_address) | high << 64 | low << (_U_SHIFT - (32 - before)))


def inner_of(address: IPv6Address, length: int) -> IPv4Address | None:
    """Take the IPv4 address out from behind a prefix of some length.

    Returns:
        None where bits 64 to 71 are not zero, which they must be (RFC 6052 §2.2). The suffix is ignored.

    >>> inner_of(IPv6Address("2001:db8:1c0:2:21::"), 40)
    IPv4Address('192.0.2.33')
    """
    number = int(address)
    if length == 96:
        return None if number >> _U_SHIFT & 0xFF else IPv4Address(number & _LOW32)
    if number >> _U_SHIFT & 0xFF:
        return None
    without_u = number >> 64 << _U_SHIFT | number & ((1 << _U_SHIFT) - 1)
    return IPv4Address(without_u >> (120 - length - 32) & _LOW32)


def told_prefix(answer: IPv6Address) -> IPv6Network | None:
    """The prefix that an AAAA answer for ``ipv4only.arpa`` tells (RFC 7050 §3).

    Returns:
        None where neither well-known address stands at one of the six places, or where they stand at several:
        a client has to ask otherwise then.

    >>> told_prefix(IPv6Address("2001:db8:122:344::192.0.0.170"))
    IPv6Network('2001:db8:122:344::/96')
    """
    lengths = [length for length in LENGTHS if inner_of(answer, length) in WELL_KNOWN]
    if len(lengths) != 1:
        return None
    return IPv6Network((answer, lengths[0]), strict=False)


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Learned prefixes, to be looked up by address: one question per length, however many were told."""

    networks: frozenset[IPv6Network] = frozenset()

    @classmethod
    def told(cls, answers: Iterable[str]) -> Prefixes:
        """From AAAA answers for ``ipv4only.arpa``, as text; IPv4 answers tell none."""
        parsed = (IPv6Address(answer) for answer in answers if ":" in answer)
        told = (prefix for answer in parsed if (prefix := told_prefix(answer)))
        return cls(frozenset(prefix for prefix in told if _can_be_translated(prefix)))

    def holding(self, address: str) -> list[tuple[IPv6Network, IPv4Address]]:
        """Each prefix that an address lies in and the IPv4 address behind it, longest prefix first.

        An address in 0.0.0.0/8 is none that packets are sent to (RFC 1122 §3.2.1.3).
        """
        if not self.networks or ":" not in address:
            return []
        parsed = IPv6Address(address)
        found = []
        for length in LENGTHS:
            network = IPv6Network((parsed, length), strict=False)
            inner = inner_of(parsed, length)
            if network in self.networks and inner is not None and int(inner) >> 24:
                found.append((network, inner))
        return found


def _can_be_translated(prefix: IPv6Network) -> bool:
    """Whether packets to it leave the link: not so for link-local, multicast and other special blocks."""
    scope, kind = scope_of_parsed(prefix.network_address)
    return scope is Scope.INTERNET or kind == "unique_local"
