"""Endpoints of a picture in, those to list out, in the order asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

from harness.model.live import LiveEndpoint
from harness.reports.places import socket


class Order(StrEnum):
    """What a list of endpoints is sorted by; the key ``c`` goes from each to the next."""

    CONCERN = "concern"
    """As the picture has them."""
    NEWEST = "first seen, youngest first"
    ACTIVE = "last packet, youngest first"
    UP = "octets up"
    DOWN = "octets down"
    PACKETS = "packets"
    NAME = "name"


_SORTED_BY: Final[dict[Order, Callable[[LiveEndpoint], tuple[object, ...]]]] = {
    Order.NEWEST: lambda endpoint: (-endpoint.first_ns,),
    Order.ACTIVE: lambda endpoint: (-endpoint.last_ns,),
    Order.UP: lambda endpoint: (-endpoint.octets_up,),
    Order.DOWN: lambda endpoint: (-endpoint.octets_down,),
    Order.PACKETS: lambda endpoint: (-endpoint.packets,),
    Order.NAME: lambda endpoint: (endpoint.name is None, (endpoint.name or endpoint.address).lower()),
}


def after(order: Order) -> Order:
    """The next order; behind the last comes the first.

    >>> after(Order.NAME).name
    'CONCERN'
    """
    every = tuple(Order)
    return every[(every.index(order) + 1) % len(every)]


def arranged(endpoints: Iterable[LiveEndpoint], order: Order, wanted: str) -> tuple[LiveEndpoint, ...]:
    """Those that hold every wanted word, sorted; equal ones stay as they come, so the largest concern stands first.

    Args:
        endpoints: Largest concern first.
        order: What to sort by.
        wanted: Words apart by spaces; each must stand in what is known of an endpoint, in capitals or not.
    """
    words = wanted.lower().split()
    kept = [endpoint for endpoint in endpoints if not words or _holds(endpoint, words)]
    sorted_by = _SORTED_BY.get(order)
    return tuple(sorted(kept, key=sorted_by) if sorted_by else kept)


def _holds(endpoint: LiveEndpoint, words: list[str]) -> bool:
    texts = (
        endpoint.name or "",
        socket_of(endpoint),
        endpoint.located,
        endpoint.whose,
        endpoint.concern,
        endpoint.vantage,
        *endpoint.details,
    )
    known = "\n".join(texts).lower()
    return all(word in known for word in words)


def socket_of(endpoint: LiveEndpoint) -> str:
    """Address, port and transport, as reports write them."""
    return socket(endpoint.address, endpoint.transport, endpoint.port)
