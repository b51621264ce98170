"""Facts of HTTP/1 requests: names, what proxies are asked for, lookups and their answers, WebSocket, NTRIP."""

from __future__ import annotations

import pytest

from harness.model.facts import Facts, NameFact, ProtocolFact, RequestFact
from harness.model.malformed import Malformed, Reason
from harness.wire.httpdns import HttpdnsService
from harness.wire.told_http import answer_stream, http_facts, lookup_of, request_wanted
from tests.support import drone_frames as drones
from tests.support import text_messages as texts
from tests.support.conversations import request
from tests.wire.test_websocket import EXAMPLE

LOOKUP = b"GET /100000/d?host=www.vendor.example HTTP/1.1\r\nHost: 203.107.1.1\r\n\r\n"


def told(data: bytes) -> Facts:
    """All but the request itself."""
    facts = http_facts(data)
    assert not isinstance(facts, Malformed)
    return tuple(fact for fact in facts if not isinstance(fact, RequestFact))


def asked(data: bytes) -> RequestFact:
    facts = http_facts(data)
    assert not isinstance(facts, Malformed)
    (fact,) = (fact for fact in facts if isinstance(fact, RequestFact))
    return fact


def pairs(facts: Facts) -> list[tuple[str, str | None, str | None]]:
    return [(fact.protocol, fact.key, fact.value) for fact in facts if isinstance(fact, ProtocolFact)]


def test_a_request_names_its_peer() -> None:
    assert told(request("A.example")) == (NameFact("a.example", None, "http_host"),)
    assert told(request("192.0.2.7:8080")) == ()
    assert told(b"GET / HTTP/1.0\r\n\r\n") == ()


def test_a_request_is_kept_without_its_query() -> None:
    head = (
        b"POST /v1/up?account=pilot HTTP/1.1\r\nHost: A.example:8080\r\nContent-Type: Application/JSON; q=1\r\n"
        b"content-length: 12\r\nUser-Agent: App 1\r\n\r\n"
    )
    assert asked(head) == RequestFact(
        "clear",
        "1.1",
        "POST",
        "http",
        "a.example",
        8080,
        "/v1/up",
        13,
        "application/json",
        12,
        user_agent="App\\0321",
    )
    assert "pilot" not in repr(asked(head))


def test_of_a_cut_head_method_and_path_are_kept() -> None:
    assert asked(b"GET /a HTTP/1.1\r\nHost: a.example\r\nUser-Ag") == RequestFact(
        "clear", "1.1", "GET", "http", None, None, "/a", None
    )._replace(port=80)


def test_what_a_proxy_is_asked_for_has_the_target_s_own_host() -> None:
    found = asked(b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n")
    assert (found.method, found.host, found.port, found.path) == ("CONNECT", "a.example", 443, None)
    odd = asked(b"GET / HTTP/1.\xff\r\nHost: a.example\r\n\r\n")
    assert odd.http_version == "1.\\255"


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        (b"CONNECT a.example:443", "target", "a.example:443"),
        (b"GET http://a.example/x", "absolute_form", "a.example"),
        (b"GET http://[2001:db8::7]:81/", "absolute_form", "[2001:db8::7]:81"),
    ],
)
def test_what_a_proxy_is_asked_for(line: bytes, key: str, value: str) -> None:
    facts = told(line + b" HTTP/1.1\r\nHost: proxy.example\r\n\r\n")
    assert facts == (NameFact("proxy.example", None, "http_host"), ProtocolFact("http", key, value))


def test_a_lookup_tells_its_service_and_question() -> None:
    assert pairs(told(LOOKUP)) == [
        ("httpdns", None, None),
        ("httpdns", "service", "aliyun"),
        ("httpdns", "question", "www.vendor.example"),
    ]
    lookup = lookup_of(LOOKUP)
    assert lookup is not None
    assert (lookup.service, lookup.asked) == (HttpdnsService.ALIYUN, ("www.vendor.example",))
    assert lookup_of(request("a.example")) is None


def test_an_answer_is_read_by_what_was_asked() -> None:
    lookup = lookup_of(LOOKUP)
    assert lookup is not None
    stream = answer_stream(lookup)
    assert stream.wanted(texts.HTTP_JSON[:-1]) > len(texts.HTTP_JSON) - 1
    facts = stream.facts(texts.HTTP_JSON)
    assert not isinstance(facts, Malformed)
    assert [fact for fact in facts if isinstance(fact, NameFact)] == [
        NameFact("www.vendor.example", address, "httpdns", 57, asked=True)
        for address in ("192.0.2.8", "192.0.2.9", "2001:db8::8")
    ]
    assert isinstance(stream.facts(texts.HTTP_CHUNKED), Malformed)


def test_a_websocket_tells_its_origin_and_protocols() -> None:
    assert pairs(told(EXAMPLE))[:2] == [("websocket", None, None), ("websocket", "origin", "example.com")]
    assert {row[1] for row in pairs(told(EXAMPLE))} >= {"subprotocol"}


def test_ntrip_over_http_tells_that_a_position_was_sent_and_not_which() -> None:
    assert ("ntrip", "position", "GPGGA") in pairs(told(drones.NTRIP_2))
    assert told(drones.NTRIP_2)[0] == NameFact("caster.example", None, "http_host")
    assert not any("4807" in str(fact) for fact in told(drones.NTRIP_2))
    assert ("ntrip", "password", "yes") in pairs(told(drones.NTRIP_1))


def test_a_whole_head_is_wanted() -> None:
    head = request("a.example")
    assert all(request_wanted(head[:octets]) > octets for octets in range(1, len(head)))
    assert request_wanted(head) == request_wanted(head + b"body") == len(head)
    assert request_wanted(texts.DESCRIBE) == 0


def test_what_is_no_request_is_malformed() -> None:
    found = http_facts(texts.DESCRIBE)
    assert isinstance(found, Malformed)
    assert found.reason is Reason.NOT_THIS
