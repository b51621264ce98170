"""Events of the add-on: whom a client meant, when the proxy reached it, and what is laid to which request."""

from __future__ import annotations

from typing import Any

from harness.model.record_facts import FailureRecord, FlowRecord, NameRecord, RequestRecord, RoundTripRecord
from tests.support.proxy_told import REACHED, SERVER, client, contacts, server, told


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


def asked(path: str, flow: str | None, **given: Any) -> dict[str, Any]:
    about = {
        "client": "c",
        "server": REACHED,
        "m": "POST",
        "url": f"https://cloud.example{path}",
        "v": "HTTP/2.0",
    }
    return {"ev": "request", "n": 1, "flow": flow} | about | given


def test_answers_of_several_requests_at_once_are_laid_to_them_by_their_ids() -> None:
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "server_connected", "client": "c", "server": REACHED},
        asked("/held", "1"),
        asked("/quick", "2"),
        asked("/lost", "3"),
        {"ev": "response", "client": "c", "server": REACHED, "flow": "2", "code": 200},
        {"ev": "response", "client": "c", "server": REACHED, "flow": "1", "code": 202},
        {"ev": "response", "client": "c", "server": REACHED, "flow": "9", "code": 500},
    )
    found = {fact.fact.path: fact.fact.status for fact in facts if isinstance(fact, RequestRecord)}
    assert found == {"/held": 202, "/quick": 200, "/lost": None}


def test_without_ids_an_answer_is_laid_to_the_only_request() -> None:
    answer = {"ev": "response", "client": "c", "server": REACHED, "code": 200}
    facts = told({"ev": "client_connected", "client": client()}, asked("/one", None), answer)
    assert [fact.fact.status for fact in facts if isinstance(fact, RequestRecord)] == [200]
    facts = told(
        {"ev": "client_connected", "client": client()}, asked("/one", None), asked("/two", None), answer
    )
    assert [fact.fact.status for fact in facts if isinstance(fact, RequestRecord)] == [None, None]


def test_a_socket_that_nobody_answered_bounds_no_distance() -> None:
    # By UDP mitmproxy is "connected" within a millisecond, wherever the server is.
    quick = server(address=SERVER, peer=SERVER, transport="udp", steady_ms=0.4, tcp_ms=0.4)
    facts = told(
        {"ev": "client_connected", "client": client(transport="udp")},
        {"ev": "server_connected", "client": "c", "server": quick},
    )
    assert not [fact for fact in facts if isinstance(fact, RoundTripRecord)]
    facts = told(
        {"ev": "client_connected", "client": client()},
        {"ev": "server_connected", "client": "c", "server": quick | {"transport": "tcp"}},
    )
    assert len([fact for fact in facts if isinstance(fact, RoundTripRecord)]) == 1


def test_what_is_told_before_the_server_is_of_the_same_connection() -> None:
    # QUIC's hello comes before the proxy connects; a second server is another connection.
    other = REACHED | {"id": "second"}
    facts = told(
        {"ev": "client_connected", "client": client(transport="udp", sock=SERVER)},
        {"ev": "tls_clienthello", "client": "c", "sni": "cloud.example", "server": SERVER},
        {"ev": "server_connected", "client": "c", "server": REACHED},
        asked("/", "1"),
        {"ev": "server_connected", "client": "c", "server": other},
    )
    uids = [fact.uid for fact in facts if isinstance(fact, FlowRecord)]
    assert uids[0] == uids[1] == uids[2]
    assert len(set(uids)) == 2
