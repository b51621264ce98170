"""Lines of the gateway add-on's JSONL, one event of a mitmproxy each -> records.

An event has ``ev`` (mitmproxy's name of the hook, docs.mitmproxy.org "Event Hooks"), ``t`` (seconds since the epoch),
the client as object or by its id, and often the server. The address that a client meant is that of the server
connection made for it; before there is one, the address at which the proxy took the client, which in transparent
mode is the same.

An event may say where the CA of the proxy is held, ``ca_store`` (``harness.model.words.CaStore``): with a client of its
device, without one of every device; it holds from there on. ``began`` opens a file of harness's own add-on, and again where another run
goes on in it: connections that were open before are gone. What events tell of no single connection: ``harness.wire.proxy_notes``.

Blind spots: whether the proxy itself used another proxy upstream is not told by older files: where the peer is not the address that was
asked for by number, its time bounds no distance. Where exchanges have no ids (other add-ons), an answer is laid to a request only where one alone
is open. How long it took to "connect" by UDP is nobody's answer, and is left out.
Times in milliseconds are rounded, and half of the last digit is added. Those that harness's own add-on takes (``steady_ms``) are of a
clock that nobody sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from harness.model.facts import RequestFact
from harness.model.malformed import Malformed, Reason
from harness.model.record_facts import RecordFact, RequestRecord, UnplacedRecord
from harness.model.words import CaStore, RequestSeenBy
from harness.wire.json_object import json_object
from harness.wire.mitmproxy_flow import NO_CLIENT
from harness.wire.proxy_clients import OpenRequest, ProxyClient, ProxyClients
from harness.wire.proxy_notes import ProxyNotes
from harness.wire.proxy_records import (
    ATTEMPTED,
    CONNECTED,
    DATA,
    HANDSHAKE,
    connection,
    refused,
    silent,
    told_hello,
    told_name,
    upstream_time,
)
from harness.wire.proxy_values import (
    NO_END,
    count_in,
    end_of,
    mapping_in,
    milliseconds_in,
    octets_in,
    text_in,
    time_in,
)
from harness.wire.request_url import http_version, media_type, read_url, short_text

LAYER: Final = "proxy"
MAX_CLIENTS: Final = 65_536
"""Connections of clients that are open at a time; of what goes beyond the oldest is taken for closed."""
MAX_OPEN_REQUESTS: Final = 256
_STORES: Final[Mapping[str, bool]] = {store.value: store is CaStore.SYSTEM for store in CaStore}
_ROUNDED_NS: Final = 5_000
"""Half of the last digit of a time that is told with two decimals of a millisecond."""


class ProxyEvents:
    """Reads one file, event by event."""

    def __init__(self) -> None:
        self._clients = ProxyClients()
        self._in_system_store: bool | None = None
        """Of the proxy's CA at every device that nothing else is told of."""
        self.notes = ProxyNotes()
        """What the file says of itself."""
        self.last_ns: int | None = None

    def take(self, line: bytes, packet: int) -> list[RecordFact] | Malformed:
        """Read one line.

        Args:
            line: Without its end.
            packet: Its number.
        """
        event = json_object(line)
        if isinstance(event, Malformed):
            return event
        time_ns = time_in(event.get("t"))
        if not is_event(event) or time_ns is None:
            return Malformed(Reason.NOT_THIS, 0, LAYER)
        self.last_ns = time_ns if self.last_ns is None else max(self.last_ns, time_ns)
        name, found = str(event["ev"]), list[RecordFact]()
        self.notes.take(name, event)
        begins_anew = name == "began" and event.get("goes_on") is not True
        beyond = len(self._clients) if begins_anew else max(0, len(self._clients) - MAX_CLIENTS)
        for key in self._clients.keys()[:beyond] if beyond else ():
            found += self._gone(key, packet, time_ns)
        client = self._clients.of(event, packet, time_ns)
        self._take_store(event, client)
        if client is not None:
            found += self._of_client(name, event, client, packet, time_ns)
        return found

    def finish(self, packet: int) -> list[RecordFact]:
        """What is left of connections that did not end, at the end of the file."""
        last_ns = self.last_ns or 0
        left = self._clients.keys()
        return [fact for key in left for fact in self._gone(key, packet, last_ns)]

    def _take_store(self, event: Mapping[str, Any], client: ProxyClient | None) -> None:
        store = _STORES.get(text_in(event.get("ca_store")) or "")
        if store is not None and client is None:
            self._in_system_store = store
        elif store is not None and client is not None:
            client.in_system_store = store

    def _store_of(self, client: ProxyClient) -> bool | None:
        return self._in_system_store if client.in_system_store is None else client.in_system_store

    def _of_client(
        self, name: str, event: dict[str, Any], client: ProxyClient, packet: int, time_ns: int
    ) -> Iterator[RecordFact]:
        server = mapping_in(event.get("server"))
        if server:
            self._meet(client, server)
        match name:
            case "server_connect" | "server_connect_error":
                client.connected = False
                yield self._seen(client, packet, time_ns, ATTEMPTED)
            case "server_connected":
                client.connected = True
                yield self._seen(client, packet, time_ns, HANDSHAKE if client.hello else CONNECTED)
                yield from _given(_timed(client.uid, packet, server))
            case "tls_clienthello":
                yield from self._hello(event, client, packet, time_ns)
            case "request":
                yield from self._request(event, client, packet, time_ns)
            case "response":
                yield from self._response(event, client, packet, time_ns)
            case "tcp_end" | "udp_end":
                up, down = count_in(event.get("up")), count_in(event.get("down"))
                yield self._seen(client, packet, time_ns, DATA if up else CONNECTED, up=up, down=down)
            case "dns_request":
                yield self._seen(client, packet, time_ns, DATA)
            case "tls_failed_client":
                said, store = text_in(event.get("err")), self._store_of(client)
                yield refused(
                    client.uid, packet, time_ns, client.ends, client.sni, said, in_system_store=store
                )
            case "client_disconnected":
                if event.get("suspected_pin") is True:
                    store = self._store_of(client)
                    yield silent(client.uid, packet, time_ns, client.ends, client.sni, in_system_store=store)
                yield from self._gone(str(mapping_in(event.get("client")).get("id")), packet, time_ns)

    def _hello(
        self, event: dict[str, Any], client: ProxyClient, packet: int, time_ns: int
    ) -> Iterator[RecordFact]:
        if client.reached == NO_END:  # version 8 knows the address that was meant from here on
            client.reached = end_of(event.get("server"))
        client.hello, client.sni = True, octets_in(event.get("sni"))
        # A hello that is passed through reaches the server as it is, unopened like all that follows.
        up = count_in(event.get("n")) if event.get("passthrough") is True and client.connected else None
        yield self._seen(client, packet, time_ns, HANDSHAKE if client.connected else ATTEMPTED, up=up)
        yield from _given(told_name(client.uid, packet, time_ns, client.ends, client.sni))
        if "hello" in event and client.transport == "tcp":
            yield told_hello(client.uid, packet, time_ns, client.sni, event["hello"])

    def _meet(self, client: ProxyClient, server: Mapping[str, Any]) -> None:
        """Take note of the server that a connection of the proxy was made to, or was to be."""
        client.server = (text_in(server.get("id")) or "")[:64]
        client.first = client.server if client.first is None else client.first
        address, peer = end_of(server.get("address")), end_of(server.get("peer"))
        client.reached = address if address[0] is not None else peer

    def _seen(
        self,
        client: ProxyClient,
        packet: int,
        time_ns: int,
        contact: str,
        *,
        up: int | None = None,
        down: int | None = None,
    ) -> RecordFact:
        return connection(
            client.uid, packet, client.ends, client.transport, client.start_ns, time_ns, contact, up=up, down=down
        )  # fmt: skip

    def _request(
        self, event: dict[str, Any], client: ProxyClient, packet: int, time_ns: int
    ) -> Iterator[RecordFact]:
        octets = count_in(event.get("n"))
        # What was asked before the server was reached, and never sent on, is no contact with it.
        reached = client.connected or end_of(mapping_in(event.get("server")).get("peer"))[0] is not None
        yield self._seen(client, packet, time_ns, DATA if reached else ATTEMPTED, up=octets)
        url = read_url(octets_in(event.get("url")) or b"")
        name = url.host.encode("ascii", "replace") if url.host else None
        yield from _given(told_name(client.uid, packet, time_ns, client.ends, name))
        method = octets_in(event.get("m"))
        fact = RequestFact(
            seen_by=RequestSeenBy.PROXY.value,
            http_version=http_version(octets_in(event.get("v")) or b""),
            method=short_text(method) if method else None,
            scheme=url.scheme,
            host=url.host,
            port=url.port,
            path=url.path if event.get("url") else None,
            query_octets=url.query_octets,
            content_type=media_type(octets_in(event.get("type"))),
            request_octets=octets or None,
            user_agent=short_text(agent) if (agent := octets_in(event.get("agent"))) else None,
        )
        flow = text_in(event.get("flow"))
        client.open.append(OpenRequest(flow, packet, time_ns, client.uid, client.ends, fact))
        if len(client.open) > MAX_OPEN_REQUESTS:
            yield _record(client.open.pop(0))

    def _response(
        self, event: dict[str, Any], client: ProxyClient, packet: int, time_ns: int
    ) -> Iterator[RecordFact]:
        octets = count_in(event.get("n"))
        yield self._seen(client, packet, time_ns, CONNECTED, down=octets)
        if (asked := client.answered(text_in(event.get("flow")))) is not None:
            status = count_in(event.get("code"))
            fact = asked.fact._replace(
                status=status if status is not None and status < 65_536 else None,
                response_content_type=media_type(octets_in(event.get("type"))),
                response_octets=octets or None,
            )
            yield _record(asked._replace(fact=fact))

    def _gone(self, key: str, packet: int, time_ns: int) -> Iterator[RecordFact]:
        """A client's connection ended."""
        client = self._clients.end(key)
        if client is None:
            return
        for one in client.open:
            yield _record(one)
        if client.ends.server_ip is not None:
            if client.ends.client_ip is None:
                yield UnplacedRecord(client.packet, NO_CLIENT)
            first = client.packet if client.server is None else packet
            yield self._seen(client, first, time_ns, ATTEMPTED)


def is_event(event: Mapping[str, Any]) -> bool:
    """Whether an object may be a line of such a file."""
    return isinstance(event.get("ev"), str) and "t" in event


def _record(one: OpenRequest) -> RequestRecord:
    return RequestRecord(one.uid, one.packet, one.time_ns, one.ends, one.fact)


def _is_direct(server: Mapping[str, Any]) -> bool:
    """Whether the connection was made to the address that was meant, as far as numbers tell."""
    address, peer = end_of(server.get("address"))[0], end_of(server.get("peer"))[0]
    return peer is not None and address in (None, peer) and server.get("via") is not True


def _timed(uid: str, packet: int, server: Mapping[str, Any]) -> RecordFact | None:
    """How long the server took to accept the connection, by the steadier of the clocks that are told; by UDP nobody accepts anything."""
    if text_in(server.get("transport")) == "udp":
        return None
    steady, by_wall = milliseconds_in(server.get("steady_ms")), milliseconds_in(server.get("tcp_ms"))
    least_ns = by_wall if steady is None else steady
    rounded = None if least_ns is None else least_ns + _ROUNDED_NS
    return upstream_time(uid, packet, rounded, usable=_is_direct(server), steady=steady is not None)


def _given(fact: RecordFact | None) -> Iterator[RecordFact]:
    if fact is not None:
        yield fact
