"""Flows of a flow file: whom a client meant, other forms, other proxies."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.malformed import Malformed
from harness.model.record_facts import FlowRecord, RequestRecord, RoundTripRecord, UnplacedRecord
from harness.wire.mitmproxy_flow import Flow, bodies_of, read_flow
from tests.wire.test_tnetstring import written


def flow(**given: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "type": "http", "version": 21,
        "client_conn": {"id": "c", "peername": ["192.0.2.20", 40_000], "timestamp_start": 10, "sni": "cloud.example"},
        "server_conn": {
            "id": "s", "address": ["cloud.example", 443], "peername": ["198.51.100.7", 443], "timestamp_start": 11,
            "timestamp_tcp_setup": 12, "via": None,
        },
        "request": {
            "method": b"POST", "scheme": b"https", "authority": b"Cloud.example:8443", "path": b"/a?b=c", "http_version": b"HTTP/2.0",
            "headers": [[b"user-agent", b"Drone/1"], [b"content-type", b"text/plain;x"]], "content": b"hello", "timestamp_end": 13,
        },
        "response": None,
    }  # fmt: skip
    return whole | given


def read(**given: Any) -> Flow:
    found = read_flow(written(flow(**given)), 3)
    assert isinstance(found, Flow)
    return found


def only(found: Flow, kind: type) -> Any:
    (fact,) = [fact for fact in found.facts if isinstance(fact, kind)]
    return fact


def test_a_request() -> None:
    found = read()
    fact = only(found, RequestRecord).fact
    assert (fact.host, fact.port, fact.path, fact.query_octets, fact.http_version, fact.status) == (
        "cloud.example",
        8443,
        "/a",
        3,
        "2",
        None,
    )
    assert (fact.content_type, fact.request_octets, fact.user_agent, fact.response_octets) == (
        "text/plain",
        5,
        "Drone/1",
        None,
    )
    connection = only(found, FlowRecord)
    assert connection.ends == ("192.0.2.20", 40_000, "198.51.100.7", 443)
    assert (
        connection.contact[0],
        connection.figures.payload_octets,
        connection.start_ns,
        connection.end_ns,
    ) == ("data", (5, 0), 10**10, 13 * 10**9)
    assert only(found, RoundTripRecord)[2:] == (10**9, True, False)


def test_names_of_earlier_forms() -> None:
    found = read(
        client_conn={"id": "c", "address": ["192.0.2.20", 40_000], "timestamp_start": 10},
        server_conn={
            "address": ["cloud.example", 443],
            "ip_address": ["198.51.100.7", 443],
            "via2": None,
            "timestamp_tcp_setup": 12,
        },
    )
    assert only(found, FlowRecord).ends == ("192.0.2.20", 40_000, "198.51.100.7", 443)


@pytest.mark.parametrize("name", ["via", "via2"])
def test_behind_another_proxy_there_is_no_address(name: str) -> None:
    server = flow()["server_conn"] | {name: ["http", ["203.0.113.1", 3128]]}
    found = read(server_conn=server)
    assert only(found, UnplacedRecord).packet == 3
    assert only(found, RequestRecord).ends.server_ip is None
    assert only(found, RoundTripRecord).usable is False


def test_what_was_never_passed_on_is_an_attempt() -> None:
    server = flow()["server_conn"] | {"timestamp_tcp_setup": None}
    found = read(server_conn=server, response={"status_code": 502, "headers": []})
    assert only(found, FlowRecord).contact[0] == "attempted"


@pytest.mark.parametrize(("kind", "contact", "octets"), [("tcp", "data", (2, 4)), ("udp", "data", (2, 4))])
def test_messages(kind: str, contact: str, octets: tuple[int, int]) -> None:
    said = [[True, b"up", 1], [False, b"down", 2], "odd", [True]]
    found = read(type=kind, messages=said, request=None)
    connection = only(found, FlowRecord)
    assert (connection.transport, connection.contact[0], connection.figures.payload_octets) == (
        kind,
        contact,
        octets,
    )
    assert list(bodies_of(written(flow(request=None, messages=said)))) == [
        ("up", None, b"up"),
        ("down", None, b"down"),
    ]


def test_messages_of_a_websocket_are_bodies() -> None:
    socket = {"messages": [[1, True, b"up"], [2, False, b"down"], []]}
    told = bodies_of(written(flow(request=None, websocket=socket)))
    assert list(told) == [("up", None, b"up"), ("down", None, b"down")]


@pytest.mark.parametrize("value", [[], {}, {"type": 1}, {"type": "http"}, b"x", None])
def test_what_is_no_flow(value: Any) -> None:
    assert isinstance(read_flow(written(value), 1), Malformed)
