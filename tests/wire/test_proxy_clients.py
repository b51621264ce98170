"""Connections of clients: known over files that go on, gone with a run that ended, and gone for good once they ended."""

from __future__ import annotations

from harness.model.record_facts import FlowRecord, RequestRecord
from tests.support.proxy_told import PEER, REACHED, SERVER, client, contacts, told


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
