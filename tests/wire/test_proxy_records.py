"""Records of a proxy: the hello of a client that was passed through, its fingerprint, and whose clock timed the server."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from harness.model.record_facts import FlowRecord, HelloRecord, RoundTripRecord
from tests.support.proxy_told import REACHED, client, told


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
