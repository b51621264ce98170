"""Address text in, scope out: can this address be an endpoint on the internet?

Definition: the IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890,
RFC 8190), the multicast blocks (RFC 5771, RFC 4291 §2.7) and, for the rest of
IPv6, that only 2000::/3 is global unicast (RFC 4291 §2.4). Each row below cites
its own document; the most specific row wins. This is not ``ipaddress.is_private``,
which calls carrier, documentation and NAT64 addresses private or global by other
rules and changed its mind between Python releases.

Three rows are decisions, with their reasons:

* Documentation blocks are ``internet``: nothing real answers there, so in a capture
  they are stand-ins for the internet in made-up traffic.
* Benchmarking blocks are ``local``: RFC 2544 and RFC 5180 keep them inside a test
  network, and no route to them exists on the internet.
* Local-use NAT64 (64:ff9b:1::/48) is ``internet``: what is behind the translator is
  an IPv4 host, although its address cannot be told without the operator's prefix length.

Blind spots: a prefix that an access network uses for its own NAT64 is not known
here and counts as what it is by its block; what DNS answers tell of it is in ``harness.model.nat64``. Proxy apps hand out 198.18.0.0/15 in place of real servers:
traffic to it is local only as far as the capture shows. Public addresses that a site
uses inside itself look like the internet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import AF_INET, AF_INET6, inet_pton

from harness.model.words import Scope

SPECIAL: tuple[tuple[str, Scope, str, str], ...] = (
    # prefix, scope, kind, defined by
    ("0.0.0.0/0", Scope.INTERNET, "global", "RFC 791 §3.2"),
    ("0.0.0.0/8", Scope.LOCAL, "this_network", "RFC 791 §3.2"),
    ("0.0.0.0/32", Scope.LOCAL, "unspecified", "RFC 1122 §3.2.1.3"),
    ("10.0.0.0/8", Scope.LOCAL, "private", "RFC 1918 §3"),
    ("100.64.0.0/10", Scope.CARRIER, "cgnat", "RFC 6598 §7"),
    ("127.0.0.0/8", Scope.LOCAL, "loopback", "RFC 1122 §3.2.1.3"),
    ("169.254.0.0/16", Scope.LOCAL, "link_local", "RFC 3927 §2.1"),
    ("172.16.0.0/12", Scope.LOCAL, "private", "RFC 1918 §3"),
    ("192.0.0.0/24", Scope.LOCAL, "ietf_protocol", "RFC 6890 §2.1"),
    ("192.0.0.0/29", Scope.CARRIER, "ds_lite", "RFC 7335 §4, RFC 6333 §5.7"),
    ("192.0.0.9/32", Scope.INTERNET, "ietf_protocol", "RFC 7723 §4.1, PCP anycast"),
    ("192.0.0.10/32", Scope.INTERNET, "ietf_protocol", "RFC 8155 §8.1, TURN anycast"),
    ("192.0.2.0/24", Scope.INTERNET, "documentation", "RFC 5737 §3"),
    ("192.88.99.0/24", Scope.INTERNET, "6to4", "RFC 7526 §5, deprecated relay anycast"),
    ("192.168.0.0/16", Scope.LOCAL, "private", "RFC 1918 §3"),
    ("198.18.0.0/15", Scope.LOCAL, "benchmarking", "RFC 2544 appendix C.2.2"),
    ("198.51.100.0/24", Scope.INTERNET, "documentation", "RFC 5737 §3"),
    ("203.0.113.0/24", Scope.INTERNET, "documentation", "RFC 5737 §3"),
    ("224.0.0.0/4", Scope.LOCAL, "multicast", "RFC 5771 §3"),
    ("240.0.0.0/4", Scope.LOCAL, "reserved", "RFC 1112 §4"),
    ("255.255.255.255/32", Scope.LOCAL, "broadcast", "RFC 919 §7, RFC 8190 §2.2.1"),
    ("::/0", Scope.LOCAL, "reserved", "RFC 4291 §2.4, not yet global unicast"),
    ("::/128", Scope.LOCAL, "unspecified", "RFC 4291 §2.5.2"),
    ("::1/128", Scope.LOCAL, "loopback", "RFC 4291 §2.5.3"),
    ("64:ff9b::/96", Scope.INTERNET, "nat64", "RFC 6052 §2.1"),
    ("64:ff9b:1::/48", Scope.INTERNET, "nat64", "RFC 8215 §3, local use"),
    ("100::/64", Scope.LOCAL, "discard", "RFC 6666 §3"),
    ("100:0:0:1::/64", Scope.LOCAL, "ietf_protocol", "RFC 9780 §6, dummy prefix"),
    ("2000::/3", Scope.INTERNET, "global", "RFC 4291 §2.4"),
    ("2001::/23", Scope.LOCAL, "ietf_protocol", "RFC 2928, RFC 6890 §2.2"),
    ("2001::/32", Scope.INTERNET, "teredo", "RFC 4380 §2.6"),
    ("2001:1::1/128", Scope.INTERNET, "ietf_protocol", "RFC 7723 §4.2, PCP anycast"),
    ("2001:1::2/128", Scope.INTERNET, "ietf_protocol", "RFC 8155 §8.2, TURN anycast"),
    ("2001:1::3/128", Scope.INTERNET, "ietf_protocol", "RFC 9665 §10.7, DNS-SD registration anycast"),
    ("2001:2::/48", Scope.LOCAL, "benchmarking", "RFC 5180 §8, RFC errata 1752"),
    ("2001:3::/32", Scope.INTERNET, "global", "RFC 7450 §7, AMT"),
    ("2001:4:112::/48", Scope.INTERNET, "global", "RFC 7535 §3.1, AS112"),
    ("2001:20::/28", Scope.INTERNET, "ietf_protocol", "RFC 7343 §6, ORCHIDv2 identifiers"),
    ("2001:30::/28", Scope.INTERNET, "ietf_protocol", "RFC 9374 §8.1, drone remote ID entity tags"),
    ("2001:db8::/32", Scope.INTERNET, "documentation", "RFC 3849 §4"),
    ("2002::/16", Scope.INTERNET, "6to4", "RFC 3056 §2"),
    ("3fff::/20", Scope.INTERNET, "documentation", "RFC 9637 §4"),
    ("5f00::/16", Scope.LOCAL, "ietf_protocol", "RFC 9602 §6, SRv6 segment identifiers"),
    ("fc00::/7", Scope.LOCAL, "unique_local", "RFC 4193 §3.1"),
    ("fe80::/10", Scope.LOCAL, "link_local", "RFC 4291 §2.5.6"),
    ("fec0::/10", Scope.LOCAL, "site_local", "RFC 3879 §4, deprecated"),
    ("ff00::/8", Scope.LOCAL, "multicast", "RFC 4291 §2.7"),
)
"""Every special block; nested blocks are allowed and the most specific wins."""

_NAT64 = 0x0064FF9B << 96  # 64:ff9b::/96, RFC 6052 §2.1
_LOW32 = 0xFFFFFFFF
_INET, _INET6 = int(AF_INET), int(AF_INET6)
"""As plain numbers: an enum costs as much as the parsing."""


def _flatten(version: int) -> tuple[list[int], list[tuple[Scope, str]]]:
    """Turn nested blocks into starts of disjoint ranges that cover the address space."""
    blocks = [(ip_network(prefix), scope, kind) for prefix, scope, kind, _ in SPECIAL]
    nested = sorted((n for n in blocks if n[0].version == version), key=lambda block: block[0].prefixlen)
    edges = {int(net.network_address) for net, _, _ in nested}
    edges |= {int(net.broadcast_address) + 1 for net, _, _ in nested}
    starts = sorted(edges)[:-1]  # the last edge is the end of the address space
    values = [_most_specific(nested, start) for start in starts]
    return starts, values


def _most_specific(nested: Iterable[tuple[object, Scope, str]], number: int) -> tuple[Scope, str]:
    """Answer of the longest prefix that holds a number; blocks come shortest prefix first."""
    answer = (Scope.INTERNET, "global")
    for net, scope, kind in nested:
        if int(net.network_address) <= number <= int(net.broadcast_address):  # type: ignore[attr-defined]
            answer = (scope, kind)
    return answer


_V4 = _flatten(4)
_V6 = _flatten(6)


Address = IPv4Address | IPv6Address


def scope_of(address: str) -> tuple[Scope, str]:
    """Say whether an address can be on the internet, and which block decides that.

    Args:
        address: IPv4 or IPv6 text; a zone (``%eth0``) is ignored.

    Returns:
        Scope and kind. An IPv4-mapped address has the scope of the IPv4 address in it
        and the kind ``v4_mapped`` (RFC 4291 §2.5.5.2).

    Raises:
        ValueError: The text is not an address.

    >>> scope_of("100.64.0.1")
    (<Scope.CARRIER: 'carrier'>, 'cgnat')
    >>> scope_of("2001:db8::1")
    (<Scope.INTERNET: 'internet'>, 'documentation')
    """
    try:  # parsing takes ten times as long as the look-up
        return _scope_of_number(_V4, int.from_bytes(inet_pton(AF_INET, address), "big"))
    except OSError:
        return scope_of_parsed(ip_address(address))


def scope_of_parsed(address: Address) -> tuple[Scope, str]:
    """As ``scope_of``, for an address that is parsed already: parsing costs more than the look-up."""
    number = int(address)
    if isinstance(address, IPv4Address):
        return _scope_of_number(_V4, number)
    if number >> 32 == 0xFFFF:
        return _scope_of_number(_V4, number & _LOW32)[0], "v4_mapped"
    return _scope_of_number(_V6, number)


def _scope_of_number(ranges: tuple[list[int], list[tuple[Scope, str]]], number: int) -> tuple[Scope, str]:
    starts, values = ranges
    return values[bisect_right(starts, number) - 1]


def number_of(address: str) -> tuple[int, int]:
    """Give an address as number and width in bits; ``ipaddress`` takes several times as long.

    Raises:
        ValueError: The text is not an address.

    >>> number_of("0.0.1.2"), number_of("::1")
    ((258, 32), (1, 128))
    """
    try:
        if ":" in address:
            return int.from_bytes(inet_pton(_INET6, address), "big"), 128
        return int.from_bytes(inet_pton(_INET, address), "big"), 32
    except OSError:  # with a zone
        parsed = ip_address(address)
        return int(parsed), parsed.max_prefixlen


def looked_up(address: str) -> str:
    """Give the address to look up in place data: the IPv4 host that packets end at.

    Unwrapped: IPv4-mapped (RFC 4291 §2.5.5.2), NAT64 with the well-known prefix
    (RFC 6052 §2.1), 6to4 (RFC 3056 §2: packets are sent to the IPv4 address in bits
    16 to 47) and Teredo (RFC 4380 §4: the client's outer IPv4 address, inverted, is
    in the last 32 bits). Place data for those prefixes would describe a translator or
    relay, never the host. Local-use NAT64 is not unwrapped: RFC 8215 leaves its prefix
    length, and so the place of the IPv4 address, to the operator.

    Returns:
        The IPv4 address inside, else the text as given.

    Raises:
        ValueError: The text is not an address.

    >>> looked_up("64:ff9b::808:808")
    '8.8.8.8'
    >>> looked_up("2002:808:808::1")
    '8.8.8.8'
    """
    parsed = ip_address(address)
    inner = unwrapped(parsed)
    return address if inner is parsed else str(inner)


def unwrapped(address: Address) -> Address:
    """As ``looked_up``, for an address that is parsed already; the same object where nothing is wrapped."""
    if isinstance(address, IPv4Address):
        return address
    number = int(address)
    if number >> 32 in (0xFFFF, _NAT64 >> 32):
        return IPv4Address(number & _LOW32)
    if number >> 112 == 0x2002:
        return IPv4Address((number >> 80) & _LOW32)
    if number >> 96 == 0x20010000:
        return IPv4Address((number & _LOW32) ^ _LOW32)
    return address
