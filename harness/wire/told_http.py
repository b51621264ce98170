"""An HTTP/1 request -> facts: the peer's name, what a proxy is asked for, what is looked up, and what it turns into.

A whole head is waited for, because what is asked of a WebSocket may stand behind the Host line; of a head that is cut,
what stands before the cut counts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from harness.model.facts import Facts, NameFact, ProtocolFact, RequestFact
from harness.model.malformed import Malformed
from harness.model.protocols import Protocol
from harness.model.words import NameSource, RequestSeenBy
from harness.wire import http, http_response, ntrip, text_head, websocket
from harness.wire.addresses import host_and_port
from harness.wire.httpdns import Lookup, find_lookup
from harness.wire.httpdns_answers import decode_answer
from harness.wire.openings import Stream
from harness.wire.request_url import media_type, read_target, short_text
from harness.wire.text import escaped
from harness.wire.text_head import TextHead
from harness.wire.told import details, listed, named

TARGET: Final = "target"
"""Key of what a proxy is asked for."""
ABSOLUTE_FORM: Final = "absolute_form"
"""Likewise, where it may be the peer itself (RFC 9112 §3.2.2)."""
QUESTION: Final = "question"
"""Key of a name that is looked up."""
_ENCRYPTED: Final = "encrypted"


def request_wanted(data: bytes) -> int:
    """Say how many octets from the start of the stream the whole head needs; see ``http.wanted``."""
    wanted = http.wanted(data)
    if wanted == 0 or wanted > len(data):
        return wanted
    end = text_head.head_end(data)
    if end:
        return end
    return len(data) + 1 if len(data) < http.MAX_HEAD_OCTETS else http.MAX_HEAD_OCTETS


def http_facts(data: bytes) -> Facts | Malformed:
    """Give the facts of the request at the start of a stream."""
    begun = http.read_request(data)
    if isinstance(begun, Malformed):
        return begun
    head = text_head.read_head(data, http.LAYER)
    whole = None if isinstance(head, Malformed) else head
    request = http.request_of(begun)
    facts = (
        *named(request.host, NameSource.HTTP_HOST),
        _request_fact(begun, whole),
        *_proxy_facts(begun),
        *_lookup_facts(request),
    )
    return facts if whole is None else (*facts, *_websocket_facts(request, whole), *_ntrip_facts(whole))


def _request_fact(begun: http.RequestHead, whole: TextHead | None) -> RequestFact:
    """Give what is kept of a request.

    Args:
        begun: What was read up to the Host line.
        whole: None where the head is cut: what its fields would tell is None then.
    """
    fields: Callable[[bytes], bytes | None] = _no_field if whole is None else whole.first
    scheme = "ws" if (fields(b"upgrade") or b"").lower() == b"websocket" else "http"
    method = begun.method.decode("ascii")
    url = read_target(method, begun.target, None if whole is None else begun.host, scheme)
    agent = fields(b"user-agent")
    return RequestFact(
        seen_by=RequestSeenBy.CLEAR.value,
        http_version=escaped(begun.version),
        method=method,
        scheme=url.scheme,
        host=url.host,
        port=url.port,
        path=url.path,
        query_octets=url.query_octets,
        content_type=media_type(fields(b"content-type")),
        request_octets=text_head.number_of(fields(b"content-length")),
        user_agent=None if agent is None else short_text(agent),
    )


def _no_field(*_: bytes) -> bytes | None:
    return None


def lookup_of(data: bytes) -> Lookup | None:
    """Say what the request at the start of a stream looks up past every resolver."""
    request = http.decode_host(data)
    return None if isinstance(request, Malformed) else _lookup(request)


def answer_stream(lookup: Lookup) -> Stream:
    """What the server's direction begins with where a lookup was asked."""
    return Stream(http_response.wanted, partial(_answer_facts, lookup))


def _proxy_facts(begun: http.RequestHead) -> Facts:
    target = http.target_of(begun)
    if target is None:
        return ()
    key = TARGET if target.scheme is None else ABSOLUTE_FORM
    return (ProtocolFact(Protocol.HTTP.value, key, host_and_port(target.host, target.port)),)


def _lookup(request: http.HttpRequest) -> Lookup | None:
    host = request.host or request.target_host
    return find_lookup(request.method, request.target, host)


def _lookup_facts(request: http.HttpRequest) -> Facts:
    lookup = _lookup(request)
    if lookup is None:
        return ()
    said = details(
        Protocol.HTTPDNS, service=lookup.service.value, names=_ENCRYPTED if lookup.opaque else None
    )
    return said + listed(Protocol.HTTPDNS, QUESTION, lookup.asked)


def _answer_facts(lookup: Lookup, data: bytes) -> Facts | Malformed:
    """Names that a lookup service told, in place of a resolver."""
    response = http_response.decode_response(data)
    if isinstance(response, Malformed):
        return response
    answer = decode_answer(lookup, response)
    if isinstance(answer, Malformed):
        return answer
    names = [
        NameFact(told.name, told.address, NameSource.HTTPDNS.value, told.ttl_s or 0, asked=True)
        for told in answer.told
    ]
    return (*details(Protocol.HTTPDNS, answer=_ENCRYPTED if answer.opaque else None), *names)


def _websocket_facts(request: http.HttpRequest, head: TextHead) -> Facts:
    upgrade = websocket.upgrade_of(request, head)
    if upgrade is None or isinstance(upgrade, Malformed):
        return ()
    origin = upgrade.origin.host if upgrade.origin is not None else None
    return details(Protocol.WEBSOCKET, origin=origin) + listed(
        Protocol.WEBSOCKET, "subprotocol", upgrade.protocols
    )


def _ntrip_facts(head: TextHead) -> Facts:
    request = ntrip.request_of(head)
    return () if isinstance(request, Malformed) else ntrip_facts(request)


def ntrip_facts(request: ntrip.NtripRequest) -> Facts:
    """Give the facts of an NTRIP request, with whether a position was in it."""
    position = None if request.position is None else request.position.message
    return details(
        Protocol.NTRIP,
        mountpoint=request.mountpoint,
        software=request.agent,
        password=request.credentials,
        position=position,
    )
