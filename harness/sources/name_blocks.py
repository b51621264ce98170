"""A name resolution block of a pcapng file -> what the program that wrote it calls addresses (draft-ietf-opsawg-pcapng §4.5).

No packet says so: the names may come from answers, from a list of hosts, or from a look-up years later.

Blind spots: which server the names came from (the block's options) and names of hardware addresses are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final

from harness.sources.pcapng_blocks import Order
from harness.wire.text import host_text

NAME_RESOLUTION: Final = 4
"""Type of the block."""
_END, _IPV4, _IPV6 = 0, 1, 2
_ADDRESS: Final = {_IPV4: (AF_INET, 4), _IPV6: (AF_INET6, 16)}
"""nrb_record_ipv4 and nrb_record_ipv6: family, and octets of the address before the names."""


def stated_names(body: bytes, order: Order) -> Iterator[tuple[str, str]]:
    """Give address and name of each record, in order; a record that overruns its block ends them.

    Args:
        body: The block without its type and lengths.
        order: Byte order of its section.
    """
    start = 0
    while start + 4 <= len(body):
        kind = int.from_bytes(body[start : start + 2], order)
        length = int.from_bytes(body[start + 2 : start + 4], order)
        start += 4
        if kind == _END or start + length > len(body):
            return
        if kind in _ADDRESS:
            yield from _names(body[start : start + length], *_ADDRESS[kind])
        start += (length + 3) & ~3


def _names(value: bytes, family: int, octets: int) -> Iterator[tuple[str, str]]:
    """An address, then names that end in a zero octet each; the last may lack it."""
    if len(value) <= octets:
        return
    address = inet_ntop(family, value[:octets])
    for name in value[octets:].split(b"\0"):
        if name:
            yield address, host_text(name)
