"""Connections of clients that are open -> what is remembered of each until it ends."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from . import told

MOST: Final = 65_536
"""Connections that are remembered; of what goes beyond the oldest are forgotten, and begin anew."""


@dataclass(slots=True)
class Known:
    """What is known of one connection."""

    client: Any = None
    """mitmproxy's object; None where only later events told of it."""
    destination: Hashable = None
    """What the client meant: address and name, once its hello told."""
    is_intercepted: bool = False
    """Whether its TLS is opened; False before a hello, and where it is passed through."""
    octets: int = 0
    """What it said, one more for each request: 0 means not a word."""
    up: int = 0
    down: int = 0
    """Payload of messages that are no HTTP."""
    messages: int = 0
    unreached: dict[str, tuple[Any, float]] = field(default_factory=dict)
    """Servers that the proxy began to connect with, by id, and when, by a clock that nobody sets."""

    def count(self, octets: int, *, up: bool) -> None:
        """One message."""
        self.messages += 1
        if up:
            self.up += octets
        else:
            self.down += octets


class OpenClients:
    """By mitmproxy's id of the client's connection."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def known(self, client: Any) -> Known:
        """What is remembered, begun where nothing is."""
        key = told.key_of(client)
        if key not in self._known:
            self._known[key] = Known()
            if len(self._known) > MOST:
                del self._known[next(iter(self._known))]
        return self._known[key]

    def came(self, client: Any) -> None:
        """A connection began."""
        self.known(client).client = client

    def left(self, client: Any) -> Known:
        """A connection ended; what was remembered of it."""
        return self._known.pop(told.key_of(client), Known())

    def begun(self, client: Any, server: Any) -> None:
        """The proxy is about to connect with a server for it."""
        self.known(client).unreached[told.key_of(server)] = (server, time.monotonic())

    def reached(self, client: Any, server: Any) -> float | None:
        """How that went was told: how long it took, in ms; None where its beginning was not told."""
        now = time.monotonic()
        begun = self.known(client).unreached.pop(told.key_of(server), None)
        return None if begun is None else told.milliseconds(begun[1], now)

    def all(self) -> Iterator[Any]:
        """Mitmproxy's objects of connections that are open, oldest first."""
        yield from [one.client for one in self._known.values() if one.client is not None]
