"""Events of the add-on: whom a client meant, when the proxy reached it, and what is laid to which request."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from harness.model.malformed import Malformed
from harness.model.record_facts import (
    FailureRecord,
    FlowRecord,
    HelloRecord,
    NameRecord,
    RecordFact,
    RequestRecord,
    RoundTripRecord,
)
from harness.wire.proxy_events import ProxyEvents

PEER, PROXY, SERVER = ["192.0.2.20", 40_000], ["192.0.2.1", 8080], ["198.51.100.7", 443]


def client(**given: Any) -> dict[str, Any]:
    return {"id": "c", "peer": PEER, "sock": PROXY, "t_start": 1.0, "transport": "tcp"} | given


def server(**given: Any) -> dict[str, Any]:
    return {"id": "s", "address": ["cloud.example", 443], "peer": None, "tcp_ms": None} | given


REACHED = server(peer=SERVER, tcp_ms=20.01)


def told(*events: dict[str, Any]) -> list[RecordFact]:
    reader = ProxyEvents()
    facts: list[RecordFact] = []
    for number, event in enumerate(events, 1):
        found = reader.take(json.dumps({"t": float(number)} | event).encode(), number)
        assert not isinstance(found, Malformed)
        facts += found
    return [*facts, *reader.finish(len(events))]


def contacts(facts: list[RecordFact]) -> list[tuple[str | None, str]]:
    return [(fact.ends.server_ip, fact.contact[0]) for fact in facts if isinstance(fact, FlowRecord)]


def test_a_named_server_is_where_the_proxy_reached_it() -> None:
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "server_connected", "client": "c", "server": REACHED},
        {
            "ev": "request",
            "client": "c",
            "server": REACHED,
            "m": "GET",
            "url": "https://cloud.example/a?b",
            "v": "HTTP/2.0",
            "n": 3,
        },
    )
    assert contacts(facts) == [
        ("198.51.100.7", "connected"),
        ("198.51.100.7", "data"),
        ("198.51.100.7", "attempted"),
    ]
    assert [fact.name for fact in facts if isinstance(fact, NameRecord)] == ["cloud.example"]
    (trip,) = [fact for fact in facts if isinstance(fact, RoundTripRecord)]
    assert (trip.least_ns, trip.usable) == (20_015_000, True)


def test_what_another_proxy_stands_before_is_timed_and_bounds_nothing() -> None:
    behind = server(address=["203.0.113.9", 443], peer=SERVER, tcp_ms=5.0)
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "server_connected", "client": "c", "server": behind},
    )
    assert contacts(facts)[0] == ("203.0.113.9", "connected")
    assert [fact.usable for fact in facts if isinstance(fact, RoundTripRecord)] == [False]


def test_a_request_that_the_proxy_could_not_pass_on_is_an_attempt() -> None:
    failed = server(address=SERVER)
    facts = told(
        {"ev": "client_connected", "client": client(sock=SERVER)},
        {"ev": "server_connect_error", "client": "c", "server": failed},
        {
            "ev": "request",
            "client": "c",
            "server": failed,
            "m": "GET",
            "url": "http://198.51.100.7/",
            "v": "HTTP/1.1",
            "n": 0,
        },
    )
    assert {level for _, level in contacts(facts)} == {"attempted"}


def test_a_client_that_did_nothing_meant_the_address_it_was_taken_at() -> None:
    facts = told(
        {"ev": "client_connected", "client": client(sock=SERVER)},
        {"ev": "client_disconnected", "client": client(sock=SERVER)},
    )
    (flow,) = facts
    assert isinstance(flow, FlowRecord)
    assert (flow.ends.server_ip, flow.contact[0], flow.packet, flow.start_ns, flow.end_ns) == (
        "198.51.100.7",
        "attempted",
        1,
        10**9,
        2 * 10**9,
    )


def test_a_hello_before_the_server_was_reached_counts_once_it_is() -> None:
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "tls_clienthello", "client": "c", "sni": "A.example"},
        {"ev": "server_connected", "client": "c", "server": REACHED},
    )
    assert "handshake" in [level for _, level in contacts(facts)]


def test_an_answer_is_laid_to_the_only_request_that_is_open() -> None:
    def request(path: str) -> dict[str, Any]:
        return {
            "ev": "request",
            "client": "c",
            "server": REACHED,
            "m": "GET",
            "url": f"https://cloud.example/{path}",
            "v": "h2",
            "n": 0,
        }

    answer = {"ev": "response", "client": "c", "server": REACHED, "code": 204, "n": 5}
    alone = told({"ev": "client_connected", "client": client()}, request("a"), answer)
    two = told({"ev": "client_connected", "client": client()}, request("a"), request("b"), answer)
    statuses = [
        [(fact.fact.path, fact.fact.status) for fact in facts if isinstance(fact, RequestRecord)]
        for facts in (alone, two)
    ]
    assert statuses == [[("/a", 204)], [("/a", None), ("/b", None)]]


def test_why_a_client_gave_up_is_said_only_where_it_is_told() -> None:
    def reason(error: str | None) -> str:
        facts = told(
            {"ev": "client_connected", "client": client()},
            {"ev": "tls_failed_client", "client": client(), "err": error},
        )
        (failure,) = [fact for fact in facts if isinstance(fact, FailureRecord)]
        return failure.reason

    assert (
        reason("The client does not trust the proxy's certificate for x (tlsv1 alert unknown ca)")
        == "ca_not_accepted"
    )
    guess = "The client disconnected during the handshake. If this happens consistently for x, this may indicate that the client does not trust the proxy's certificate."
    assert reason(guess) == reason("no shared cipher") == reason(None) == "handshake_failed"


def stores(*events: dict[str, Any]) -> list[bool | None]:
    return [fact.ca_in_system_store for fact in told(*events) if isinstance(fact, FailureRecord)]


def test_where_the_ca_was_held_is_said_of_one_device_or_of_all() -> None:
    refused = {"ev": "tls_failed_client", "client": client(), "err": None}
    other = {"ev": "tls_failed_client", "client": client(id="d"), "err": None}
    left = {"ev": "client_disconnected", "client": client(), "suspected_pin": True}
    everywhere, here = {"ev": "running", "ca_store": "system"}, client() | {"id": "c"}
    assert stores(refused, left) == [None, None]
    assert stores(everywhere, refused, other, left) == [True, True, True]
    assert stores({"ev": "client_connected", "client": here, "ca_store": "user"}, refused, other) == [
        False,
        None,
    ]
    assert stores(
        everywhere, {"ev": "client_connected", "client": here, "ca_store": "none"}, refused, other
    ) == [
        False,
        True,
    ]
    assert stores(refused | {"ca_store": "system"}, other) == [True, None]


def test_an_odd_word_for_a_store_says_nothing() -> None:
    for odd in ("root", "", None, 1, True, ["system"], {"system": 1}):
        refused = {"ev": "tls_failed_client", "client": client(), "err": None, "ca_store": odd}
        assert stores({"ev": "running", "ca_store": odd}, refused) == [None]


def test_events_of_nobody_and_of_no_kind_tell_nothing() -> None:
    assert (
        told(
            {"ev": "dns_request", "q": ["a.example"]},
            {"ev": "whatever", "client": 7},
            {"ev": "response", "client": None},
        )
        == []
    )


def test_a_run_that_begins_anew_ends_what_was_open_and_one_that_goes_on_does_not() -> None:
    came = {"ev": "client_connected", "client": client(sock=SERVER)}
    left = {"ev": "client_disconnected", "client": client(sock=SERVER)}
    anew, on = told(came, {"ev": "began"}, left), told(came, {"ev": "began", "goes_on": True}, left)
    assert [(fact.packet, fact.end_ns) for fact in anew if isinstance(fact, FlowRecord)] == [(1, 2 * 10**9)]
    assert [(fact.packet, fact.end_ns) for fact in on if isinstance(fact, FlowRecord)] == [(1, 3 * 10**9)]


def test_what_is_told_of_a_connection_after_its_end_opens_none() -> None:
    before = (
        {"ev": "client_connected", "client": client()},
        {"ev": "server_connected", "client": "c", "server": REACHED},
        {"ev": "client_disconnected", "client": client()},
    )
    late = {"ev": "server_disconnected", "client": "c", "server": REACHED}
    assert told(*before, late) == told(*before)
    again = {"ev": "client_connected", "client": client(sock=SERVER)}
    assert len(told(*before, again)) > len(told(*before))


def test_a_connection_that_an_earlier_file_told_of_has_its_ends_in_the_next() -> None:
    facts = told(
        {"ev": "began", "goes_on": True},
        {"ev": "client_open", "client": client()},
        {
            "ev": "request",
            "client": "c",
            "server": REACHED,
            "m": "GET",
            "url": "https://a.example/",
            "v": "h2",
            "n": 1,
        },
    )
    (request,) = [fact for fact in facts if isinstance(fact, RequestRecord)]
    assert tuple(request.ends) == (*PEER, *SERVER)


def test_version_8_tells_the_server_with_the_hello() -> None:
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "tls_clienthello", "client": "c", "sni": "a.example", "server": SERVER},
    )
    assert {ip for ip, _ in contacts(facts)} == {"198.51.100.7"}


def test_a_hello_that_is_passed_through_is_payload_that_nobody_opened() -> None:
    def octets(**given: Any) -> set[int | None]:
        facts = told(
            {"ev": "client_connected", "client": client()},
            {"ev": "server_connected", "client": "c", "server": REACHED},
            {"ev": "tls_clienthello", "client": "c", "sni": "a.example", "n": 517} | given,
        )
        flows = [fact for fact in facts if isinstance(fact, FlowRecord)]
        assert {fact.contact[0] for fact in flows} <= {"attempted", "connected", "handshake"}
        return {fact.figures.payload_octets[0] for fact in flows}

    assert octets(passthrough=True) == {None, 517}
    assert octets(passthrough=False) == octets() == {None}


def test_the_device_s_fingerprint_is_that_of_its_hello() -> None:
    # The body of a hello by hand (RFC 8446 §4.1.2).
    groups = bytes.fromhex("000a00040002001d")
    versions = bytes.fromhex("002b0003020304")
    extensions = versions + groups
    body = (
        b"\x03\x03"
        + bytes(32)
        + b"\0"
        + b"\0\x02\x13\x01"
        + b"\x01\0"
        + len(extensions).to_bytes(2, "big")
        + extensions
    )

    def prints(hello: Any) -> list[str | None]:
        event = {"ev": "tls_clienthello", "client": client(), "sni": None, "hello": hello}
        return [fact.ja4 for fact in told(event) if isinstance(fact, HelloRecord)]

    # JA4 of TLS 1.3 without a name: one cipher suite, two extensions, no ALPN; digests by hashlib of their lists.
    suites = hashlib.sha256(b"1301").hexdigest()[:12]
    kinds = hashlib.sha256(b"000a,002b").hexdigest()[:12]
    assert prints(base64.b64encode(body).decode()) == [f"t13i010200_{suites}_{kinds}"]
    for odd in (None, "", "%%", 5, ["AA=="], base64.b64encode(b"\x03").decode()):
        assert prints(odd) == [None]


def test_files_without_hellos_tell_of_none() -> None:
    event = {"ev": "tls_clienthello", "client": client(), "sni": "a.example"}
    assert not [fact for fact in told(event) if isinstance(fact, HelloRecord)]


def test_datagrams_and_questions_are_data() -> None:
    udp = client(transport="udp", sock=["198.51.100.53", 53])
    facts = told(
        {"ev": "client_connected", "client": udp},
        {
            "ev": "dns_request",
            "client": "c",
            "server": server(address=["198.51.100.53", 53]),
            "q": ["a.example"],
        },
        {"ev": "udp_end", "client": "c", "up": 40, "down": 90},
    )
    flows = [fact for fact in facts if isinstance(fact, FlowRecord)]
    assert {fact.transport for fact in flows} == {"udp"}
    assert [fact.contact[0] for fact in flows if fact.contact[0] == "data"] == ["data", "data"]
    assert (40, 90) in [fact.figures.payload_octets for fact in flows]


def test_types_of_bodies_and_what_the_client_calls_itself_are_told() -> None:
    facts = told(
        {"ev": "client_connected", "client": client()},
        {
            "ev": "request", "client": "c", "server": REACHED, "m": "POST", "url": "https://a.example/", "v": "HTTP/1.1", "n": 1,
            "type": "Application/JSON; charset=utf-8", "agent": "Skylark/1",
        },
        {"ev": "response", "client": "c", "server": REACHED, "code": 200, "n": 2, "type": "text/html"},
    )  # fmt: skip
    (fact,) = [fact.fact for fact in facts if isinstance(fact, RequestRecord)]
    assert (fact.content_type, fact.response_content_type, fact.user_agent) == (
        "application/json", "text/html", "Skylark/1",
    )  # fmt: skip


def test_a_steady_clock_goes_before_one_that_can_be_set() -> None:
    def times(**given: Any) -> list[tuple[int, bool]]:
        facts = told(
            {"ev": "client_connected", "client": client()},
            {"ev": "server_connected", "client": "c", "server": REACHED | given},
        )
        return [(fact.least_ns, fact.steady) for fact in facts if isinstance(fact, RoundTripRecord)]

    assert times(steady_ms=21.5) == [(21_505_000, True)]
    assert times(steady_ms=21.5, tcp_ms=-3) == [(21_505_000, True)]
    assert times() == times(steady_ms=None) == [(20_015_000, False)]


def test_behind_another_proxy_no_time_bounds_a_distance() -> None:
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "server_connected", "client": "c", "server": REACHED | {"via": True}},
    )
    assert [fact.usable for fact in facts if isinstance(fact, RoundTripRecord)] == [False]
