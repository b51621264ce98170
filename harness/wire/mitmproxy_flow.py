"""One flow of a mitmproxy flow file -> records.

A flow file is tagged netstrings (``harness.wire.tnetstring``), one dictionary each: ``type`` (``http``, ``tcp``, ``udp``,
``dns``), ``version`` of the form, ``client_conn``, ``server_conn``, and what was said. Names of fields are those
of mitmproxy's forms 18 to 21 (versions 9 to 12) and of form 17 (8.1); of earlier ones what has the same names is read.

Where an address was meant by number (transparent mode), ``server_conn.address`` has it, else ``peername`` tells whom
the proxy reached; with ``via`` that is another proxy, and the flow has no address of its server.

Blind spots: flows are written when they end: what the proxy passed on unopened, and clients that refused its
certificate, are not in the file. Octets are those of bodies and messages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from harness.model.facts import RequestFact
from harness.model.malformed import Malformed, Reason
from harness.model.record_facts import Ends, RecordFact, RequestRecord, UnplacedRecord
from harness.model.words import RequestSeenBy
from harness.wire.authority import split_authority
from harness.wire.proxy_records import ATTEMPTED, CONNECTED, DATA, connection, told_name, upstream_time
from harness.wire.proxy_values import (
    content_type_in,
    count_in,
    end_of,
    headers_in,
    mapping_in,
    octets_in,
    text_in,
    time_in,
    user_agent_in,
)
from harness.wire.request_url import DEFAULT_PORTS, http_version, short_text, split_path
from harness.wire.tnetstring import read_tnetstring

LAYER: Final = "mitmproxy"
NO_ADDRESS: Final = "no address of its server"
NO_CLIENT: Final = "no address of its client"


class Flow(NamedTuple):
    """What one flow tells."""

    time_ns: int | None
    facts: tuple[RecordFact, ...]
    version: int | None
    """Of the form."""


class _About(NamedTuple):
    """What all records of a flow share."""

    uid: str
    packet: int
    ends: Ends
    transport: str
    start_ns: int
    end_ns: int
    reached: bool
    """Whether the proxy was connected with the server."""


def read_flow(data: bytes, packet: int) -> Flow | Malformed:
    """Read one flow.

    Args:
        data: One tagged netstring.
        packet: Number of the flow in the file, from 1.
    """
    flow = read_tnetstring(data)
    if isinstance(flow, Malformed):
        return flow
    if not isinstance(flow, dict) or not isinstance(flow.get("type"), str):
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    version = count_in(flow.get("version"))
    about = _about(flow, packet)
    if about is None:
        return Malformed(Reason.BAD_VALUE, 0, LAYER)
    if flow["type"] == "dns":
        return Flow(about.start_ns, (), version)
    return Flow(about.start_ns, tuple(_facts(flow, about)), version)


def bodies_of(data: bytes) -> Iterator[tuple[str, str | None, bytes]]:
    """What was said in a flow: ``up`` or ``down``, type of the content, octets as they were sent; nothing of a broken one."""
    flow = read_tnetstring(data)
    if not isinstance(flow, dict):
        return
    for name, way in (("request", "up"), ("response", "down")):
        message = mapping_in(flow.get(name))
        if (content := octets_in(message.get("content"))) is not None:
            yield way, content_type_in(headers_in(message.get("headers"))), content
    said = flow.get("messages")
    socket = mapping_in(flow.get("websocket")).get("messages")
    for message in said if isinstance(said, list) else ():
        if isinstance(message, list) and len(message) >= 2 and isinstance(message[1], bytes):
            yield "up" if message[0] is True else "down", None, message[1]
    for message in socket if isinstance(socket, list) else ():
        if isinstance(message, list) and len(message) >= 3 and isinstance(message[2], bytes):
            yield "up" if message[1] is True else "down", None, message[2]


def _about(flow: Mapping[str, Any], packet: int) -> _About | None:
    client, server = mapping_in(flow.get("client_conn")), mapping_in(flow.get("server_conn"))
    times = [
        time
        for time in (
            time_in(client.get("timestamp_start")), time_in(flow.get("timestamp_created")),
            *(time_in(mapping_in(flow.get(name)).get("timestamp_end")) for name in ("request", "response")),
        )
        if time is not None
    ]  # fmt: skip
    if not times:
        return None
    reached = end_of(server.get("address"))
    if reached[0] is None and not _is_behind_another(server):
        reached = _peer(server)
    ids = [(text_in(one.get("id")) or "")[:64] for one in (client, server)]
    protocol = client.get("transport_protocol") == "udp" or flow["type"] == "udp"
    return _About(
        "/".join(ids), packet, Ends(*end_of(client.get("peername") or client.get("address")), *reached), "udp" if protocol else "tcp",
        times[0], max(times), server.get("timestamp_tcp_setup") is not None,
    )  # fmt: skip


def _peer(server: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """Whom the proxy reached; ``ip_address`` up to form 17."""
    return end_of(server.get("peername") or server.get("ip_address"))


def _is_behind_another(server: Mapping[str, Any]) -> bool:
    """Whether the proxy went through another one; ``via2`` up to form 17."""
    return server.get("via") is not None or server.get("via2") is not None


def _facts(flow: Mapping[str, Any], about: _About) -> Iterator[RecordFact]:
    if about.ends.server_ip is None:
        yield UnplacedRecord(about.packet, NO_ADDRESS)
    elif about.ends.client_ip is None:
        yield UnplacedRecord(about.packet, NO_CLIENT)
    client, server = mapping_in(flow.get("client_conn")), mapping_in(flow.get("server_conn"))
    begun, made = time_in(server.get("timestamp_start")), time_in(server.get("timestamp_tcp_setup"))
    if begun is not None and made is not None:
        direct = not _is_behind_another(server) and about.transport == "tcp" and _peer(server)[0] is not None
        trip = upstream_time(about.uid, about.packet, made - begun, usable=direct)
        yield from () if trip is None else (trip,)
    named = told_name(about.uid, about.packet, about.start_ns, about.ends, octets_in(client.get("sni")))
    yield from () if named is None else (named,)
    if flow["type"] == "http":
        yield from _exchange(flow, about)
    else:
        yield _messages(flow, about)


def _messages(flow: Mapping[str, Any], about: _About) -> RecordFact:
    """Payload of a flow that is no HTTP."""
    octets = {True: 0, False: 0}
    said = flow.get("messages")
    for message in said if isinstance(said, list) else ():
        if isinstance(message, list) and len(message) >= 2 and isinstance(message[1], bytes):
            octets[message[0] is True] += len(message[1])
    contact = DATA if octets[True] else CONNECTED
    return _connection(about, contact, octets[True], octets[False])


def _exchange(flow: Mapping[str, Any], about: _About) -> Iterator[RecordFact]:
    request, response = mapping_in(flow.get("request")), mapping_in(flow.get("response"))
    if not request:
        yield _connection(about, CONNECTED, 0, 0)
        return
    sent, came = octets_in(request.get("content")), octets_in(response.get("content"))
    up, down = len(sent) if sent else None, len(came) if came else None
    yield _connection(about, DATA, up or 0, down or 0)
    fact = _request(request, response, up, down)
    time_ns = time_in(request.get("timestamp_end")) or about.start_ns
    host = fact.host.encode("ascii", "replace") if fact.host else None
    named = told_name(about.uid, about.packet, time_ns, about.ends, host)
    yield from () if named is None else (named,)
    yield RequestRecord(about.uid, about.packet, time_ns, about.ends, fact)


def _request(
    request: Mapping[str, Any], response: Mapping[str, Any], up: int | None, down: int | None
) -> RequestFact:
    headers, answered = headers_in(request.get("headers")), headers_in(response.get("headers"))
    scheme = short_text(octets_in(request.get("scheme")) or b"").lower() or None
    authority = (
        octets_in(request.get("authority")) or headers.get(b"host") or octets_in(request.get("host")) or b""
    )
    host, port = split_authority(authority)
    method, target = octets_in(request.get("method")), octets_in(request.get("path"))
    path, query_octets = split_path(target) if target else (None, None)
    status = count_in(response.get("status_code"))
    return RequestFact(
        seen_by=RequestSeenBy.PROXY.value,
        http_version=http_version(octets_in(request.get("http_version")) or b""),
        method=short_text(method) if method else None,
        scheme=scheme,
        host=host,
        port=port if port is not None else DEFAULT_PORTS.get(scheme or ""),
        path=path,
        query_octets=query_octets,
        content_type=content_type_in(headers),
        request_octets=up,
        status=status if status is not None and status < 65_536 else None,
        response_content_type=content_type_in(answered),
        response_octets=down,
        user_agent=user_agent_in(headers),
    )


def _connection(about: _About, contact: str, up: int, down: int) -> RecordFact:
    """The flow's connection; what was never sent on to the server is no contact with it."""
    level = contact if about.reached else ATTEMPTED
    return connection(
        about.uid, about.packet, about.ends, about.transport, about.start_ns, about.end_ns, level, up=up, down=down
    )  # fmt: skip
