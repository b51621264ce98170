"""Prefixes with what each stands for in; for an address, all that hold it, out: by search in disjoint ranges.

Prefixes nest or are apart, never anything between, so a sweep over their starts with a stack of open ones cuts the
address space into ranges in each of which the same prefixes hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Generic, TypeVar

T = TypeVar("T")
_Ranges = tuple[list[int], list[tuple[T, ...]]]


class Prefixes(Generic[T]):
    """Prefixes of both families.

    Args:
        items: Prefix as text and what it stands for; several of one prefix keep their order.
    """

    __slots__ = ("_ranges",)

    def __init__(self, items: Iterable[tuple[str, T]]) -> None:
        held: dict[IPv4Network | IPv6Network, tuple[T, ...]] = {}
        for text, item in items:
            network = ip_network(text)
            held[network] = (*held.get(network, ()), item)
        self._ranges: Mapping[int, _Ranges[T]] = {bits: _ranges(held, bits) for bits in (32, 128)}

    def holding(self, number: int, bits: int) -> tuple[T, ...]:
        """What the prefixes stand for that hold an address, longest first.

        Args:
            number: The address.
            bits: Its width.
        """
        starts, values = self._ranges[bits]
        at = bisect_right(starts, number)
        return values[at - 1] if at else ()


def _ranges(held: Mapping[IPv4Network | IPv6Network, tuple[T, ...]], bits: int) -> _Ranges[T]:
    """Starts of disjoint ranges in order, and what holds in each; below the first start nothing does."""
    networks = sorted(
        (int(net.network_address), net.prefixlen, items)
        for net, items in held.items()
        if net.max_prefixlen == bits
    )
    starts: list[int] = []
    values: list[tuple[T, ...]] = []
    outer: list[tuple[int, tuple[T, ...]]] = []  # end of each open prefix, and all that holds inside it

    def begin(start: int) -> None:
        now = outer[-1][1] if outer else ()
        if starts and starts[-1] == start:
            values[-1] = now
        else:
            starts.append(start)
            values.append(now)

    for start, length, items in networks:
        while outer and outer[-1][0] <= start:
            begin(outer.pop()[0])
        outer.append((start + (1 << (bits - length)), items + (outer[-1][1] if outer else ())))
        begin(start)
    while outer:
        begin(outer.pop()[0])
    return starts, values
