"""Events of a proxy -> the connections of clients that they are of: known until they end, and for a while afterwards as ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from harness.model.facts import RequestFact
from harness.model.record_facts import Ends
from harness.wire.proxy_values import NO_END, End, end_of, mapping_in, text_in, time_in

MAX_GONE: Final = 65_536
"""Connections that ended of which the ids are kept: what is told of them afterwards opens none anew."""


class OpenRequest(NamedTuple):
    """A request without an answer so far."""

    flow: str | None
    """Id of the exchange; None: not told."""
    packet: int
    time_ns: int
    uid: str
    ends: Ends
    fact: RequestFact


@dataclass(slots=True)
class ProxyClient:
    """One connection of a client with the proxy."""

    key: str
    peer: End
    met_at: End
    """Where the proxy took it: in transparent mode the server that it meant."""
    transport: str
    start_ns: int
    packet: int
    """Of the event that told of it."""
    first: str | None = None
    """Key of its first server; None: there was none so far."""
    server: str | None = None
    """Key of its last server; None: there was none so far."""
    reached: End = NO_END
    """Address of its last server."""
    connected: bool = False
    """Whether the proxy reached that server."""
    hello: bool = False
    """Whether the client began TLS."""
    sni: bytes | None = None
    in_system_store: bool | None = None
    """Of the proxy's CA; None = not told of this client."""
    open: list[OpenRequest] = field(default_factory=list)

    @property
    def uid(self) -> str:
        """What its records call the connection: one more for each server after the first, because what was told before that was known is of the same."""
        return f"{self.key}/{'' if self.server in (None, self.first) else self.server}"

    def answered(self, flow: str | None) -> OpenRequest | None:
        """Take the request out that an answer is for: by its id where that is told, else the only one; None where it cannot be said."""
        if flow is None:
            return self.open.pop() if len(self.open) == 1 else None
        found = next((one for one in self.open if one.flow == flow), None)
        if found is not None:
            self.open.remove(found)
        return found

    @property
    def ends(self) -> Ends:
        """The client, and the server that it meant as far as it is known."""
        return Ends(*self.peer, *(self.reached if self.reached[0] is not None else self.met_at))


class ProxyClients:
    """Those of one file, by the id that the proxy gave them."""

    def __init__(self) -> None:
        self._open: dict[str, ProxyClient] = {}
        self._gone: dict[str, None] = {}

    def __len__(self) -> int:
        return len(self._open)

    def keys(self) -> list[str]:
        """Ids of those that are open, oldest first."""
        return list(self._open)

    def of(self, event: Mapping[str, Any], packet: int, time_ns: int) -> ProxyClient | None:
        """The client of an event; None where it names none, or one that has ended."""
        told = event.get("client")
        about = mapping_in(told)
        key = text_in(about.get("id") if about else told)
        if key is None or (key in self._gone and event["ev"] != "client_connected"):
            return None
        known = self._open.get(key)
        if known is None:
            transport = "udp" if about.get("transport") == "udp" else "tcp"
            start_ns = time_in(about.get("t_start"))
            known = ProxyClient(
                key[:64], end_of(about.get("peer")), end_of(about.get("sock")), transport,
                time_ns if start_ns is None else start_ns, packet,
            )  # fmt: skip
            self._open[key] = known
        elif known.peer == NO_END and about:  # the event that told of it first was lost
            known.peer, known.met_at = end_of(about.get("peer")), end_of(about.get("sock"))
        return known

    def end(self, key: str) -> ProxyClient | None:
        """A connection ended; None where it was not open."""
        client = self._open.pop(key, None)
        if client is not None:
            self._gone[key] = None
            if len(self._gone) > MAX_GONE:
                del self._gone[next(iter(self._gone))]
        return client
