"""Hooks on objects like mitmproxy's, and on odd ones: what is written, what is passed through, and that every line can be read."""

from __future__ import annotations

import json
import random
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.interception.addon.hooks import FORM, SETTINGS, Hooks, loaded
from harness.interception.setup import SETTINGS_VARIABLE
from harness.model.malformed import Malformed
from harness.wire.proxy_events import ProxyEvents
from tests.support.fuzzing import SOAK
from tests.support.odd_flows import Odd

CALLS = 60_000 if SOAK else 3_000
HOOKS = sorted(name for name in vars(Hooks) if not name.startswith("_") and name not in ("tell", "done"))
SILENT = ("requestheaders", "responseheaders")
"""They tell of nothing but their own faults."""
SERVER = ("198.51.100.7", 443)


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "events").read_bytes().splitlines() if line]


def hooks(folder: Path, **given: Any) -> Hooks:
    return Hooks({"events": str(folder / "events"), "mode": "transparent", "ca_store": "user"} | given)


def client(name: str = "c", **given: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{"id": name, "peername": ("192.0.2.20", 40_000), "sockname": SERVER, "tls_established": False}
        | given
    )


def server(**given: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{
            "id": "s",
            "address": SERVER,
            "peername": SERVER,
            "timestamp_start": 1.0,
            "timestamp_tcp_setup": 1.0914,
        }
        | given
    )


def hello(who: Any, sni: str = "a.example", body: bytes = b"\x03\x03") -> SimpleNamespace:
    about = SimpleNamespace(sni=sni, alpn_protocols=[b"h2"], raw_bytes=lambda wrapped: body)
    return SimpleNamespace(
        context=SimpleNamespace(client=who, server=server()), client_hello=about, ignore_connection=False
    )


def passes(to: Hooks, name: str, sni: str = "a.example") -> bool:
    """Whether a new client's TLS is passed through."""
    who = client(name)
    to.client_connected(who)
    data = hello(who, sni)
    to.tls_clienthello(data)
    to.client_disconnected(who)
    return bool(data.ignore_connection)


def refuse(to: Hooks, error: str, sni: str = "a.example") -> None:
    who = client("refuses")
    to.client_connected(who)
    to.tls_clienthello(hello(who, sni))
    context = SimpleNamespace(client=who, server=server())
    to.tls_failed_client(SimpleNamespace(context=context, conn=SimpleNamespace(error=error)))
    to.client_disconnected(who)


def test_the_file_begins_with_what_the_rig_is_and_ends_with_its_end(tmp_path: Path) -> None:
    one = hooks(tmp_path, quic="block", effects=["lan_times"], needles=[{"id": "serial", "forms": ["U04="]}])
    one.running()
    one.done()
    began, running, ended = events(tmp_path)
    assert began | {"t": 0} == {
        "ev": "began", "t": 0, "form": FORM, "goes_on": False, "mitmproxy": None, "searched_for": 1, "ca_store": "user",
        "mode": "transparent", "quic": "block", "effects": ["lan_times"],
    }  # fmt: skip
    assert (running["ev"], ended["ev"]) == ("running", "ended")
    assert began["t"] <= running["t"] <= ended["t"]


def test_who_does_not_trust_the_proxy_is_passed_through_on_the_retry(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    refuse(one, "The client does not trust the proxy's certificate for a.example (tlsv1 alert unknown ca)")
    assert (passes(one, "1"), passes(one, "2", "b.example"), passes(one, "3")) == (True, False, True)
    told = [(one["passthrough"], one["why"]) for one in events(tmp_path) if one["ev"] == "tls_clienthello"]
    assert told == [
        (False, None), (True, "ca_not_accepted"), (False, None), (True, "ca_not_accepted"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "error",
    [
        "The client disconnected during the handshake. this may indicate that the client does not trust the proxy's certificate.",
        "no shared cipher",
    ],
)
def test_what_only_may_be_a_refusal_passes_through_too_and_is_told_apart(tmp_path: Path, error: str) -> None:
    one = hooks(tmp_path)
    refuse(one, error)
    assert passes(one, "1")
    told = [event["why"] for event in events(tmp_path) if event["ev"] == "tls_clienthello"]
    assert told == [None, "handshake_failed"]
    (tmp_path / "other").mkdir()
    heard = hooks(tmp_path / "other")
    leave(heard, "1", 5)
    refuse(heard, error)
    assert not passes(heard, "2")


def test_nobody_is_passed_through_where_that_is_not_wanted(tmp_path: Path) -> None:
    one = hooks(tmp_path, pass_through=False)
    refuse(one, "tlsv1 alert unknown ca")
    assert not passes(one, "1")


def leave(to: Hooks, name: str, said: int) -> None:
    """A client that completes the handshake, says some octets and leaves."""
    who = client(name)
    to.client_connected(who)
    to.tls_clienthello(hello(who))
    who.tls_established = True
    to.tls_established_client(SimpleNamespace(context=SimpleNamespace(client=who)))
    if said:
        message = SimpleNamespace(content=bytes(said), from_client=True)
        to.tcp_message(SimpleNamespace(client_conn=who, server_conn=server(), messages=[message]))
    to.client_disconnected(who)


def test_who_leaves_without_a_word_is_suspected_and_passed_through(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    leave(one, "1", 0)
    assert passes(one, "2")
    left = [event for event in events(tmp_path) if event["ev"] == "client_disconnected"]
    assert [(event["suspected_pin"], event["app_bytes"]) for event in left] == [(True, 0), (False, 0)]


def test_who_leaves_in_the_middle_of_a_request_is_not_suspected(tmp_path: Path) -> None:
    one, who = hooks(tmp_path), client("1", tls_established=True)
    one.client_connected(who)
    one.tls_clienthello(hello(who))
    one.requestheaders(SimpleNamespace(client_conn=who, request=SimpleNamespace(headers={})))
    one.client_disconnected(who)
    assert events(tmp_path)[-1]["suspected_pin"] is False
    assert not passes(one, "2")


def test_where_somebody_spoke_a_silent_one_changes_nothing(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    leave(one, "1", 5)
    leave(one, "2", 0)
    assert not passes(one, "3")


def test_a_server_that_the_proxy_does_not_believe_is_left_to_the_client(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    who = client()
    one.tls_clienthello(hello(who))
    context = SimpleNamespace(
        client=who, server=server(error="Certificate verify failed: IP address mismatch")
    )
    one.tls_failed_server(SimpleNamespace(context=context, conn=context.server))
    assert passes(one, "2")
    (failed,) = [event for event in events(tmp_path) if event["ev"] == "tls_failed_server"]
    assert failed["err"] == "Certificate verify failed: IP address mismatch"


def test_a_server_that_version_8_did_not_reach_is_told_when_its_client_leaves(tmp_path: Path) -> None:
    one, who = hooks(tmp_path), client()
    other = server(id="t", timestamp_tcp_setup=None)
    one.client_connected(who)
    one.server_connect(SimpleNamespace(client=who, server=server()))
    one.server_connected(SimpleNamespace(client=who, server=server()))
    one.server_connect(SimpleNamespace(client=who, server=other))
    one.client_disconnected(who)
    told = [(event["ev"], event["server"]["id"]) for event in events(tmp_path) if "server" in event]
    assert told == [
        ("server_connect", "s"), ("server_connected", "s"), ("server_connect", "t"), ("server_connect_error", "t"),
    ]  # fmt: skip


def test_a_file_that_goes_on_tells_of_the_connections_that_are_open(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    one.client_connected(client("open"))
    one.client_connected(client("closed"))
    one.client_disconnected(client("closed"))
    (tmp_path / "events").rename(tmp_path / "before")
    one.running()
    told = events(tmp_path)
    assert [event["ev"] for event in told] == ["began", "client_open", "running"]
    assert (told[0]["goes_on"], told[1]["client"]["id"]) == (True, "open")


def test_quic_is_never_passed_through_and_what_it_refused_is_over_tcp(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    for name in ("1", "2"):
        who = client(name, transport_protocol="udp")
        one.client_connected(who)
        data = hello(who)
        one.tls_clienthello(data)
        assert data.ignore_connection is False
        context = SimpleNamespace(client=who, server=server())
        failed = SimpleNamespace(error="self-signed certificate in certificate chain")
        one.tls_failed_client(SimpleNamespace(context=context, conn=failed))
        one.client_disconnected(who)
    assert passes(one, "3")
    told = [(one["passthrough"], one["why"]) for one in events(tmp_path) if one["ev"] == "tls_clienthello"]
    assert told == [(False, None), (False, "ca_not_accepted"), (True, "ca_not_accepted")]


@pytest.mark.parametrize(("transport", "timed"), [("tcp", True), ("udp", False)])
def test_only_what_a_server_answered_is_timed(tmp_path: Path, transport: str, timed: bool) -> None:
    one = hooks(tmp_path)
    data = SimpleNamespace(client=client(), server=server(transport_protocol=transport))
    one.server_connect(data)
    one.server_connected(data)
    told = events(tmp_path)[-1]["server"]
    assert (told["steady_ms"] is not None, told["transport"]) == (timed, transport)


def test_planted_values_are_told_by_their_ids(tmp_path: Path) -> None:
    one = hooks(tmp_path, needles=[{"id": "serial", "forms": ["U04tMDAwNw=="]}])
    message = SimpleNamespace(content=b"..SN-0007", from_client=True)
    one.udp_message(SimpleNamespace(client_conn=client(), server_conn=server(), messages=[message]))
    (found,) = [event for event in events(tmp_path) if event["ev"] == "content"]
    assert (found["needle"], found["way"], found["at"], found["octets"]) == ("serial", "up", 2, 7)
    assert "SN-0007" not in (tmp_path / "events").read_text()


def test_no_body_is_ever_told(tmp_path: Path) -> None:
    one = hooks(tmp_path)
    secret = b"the secret body"
    headers: dict[str, str] = {"content-type": "text/plain", "cookie": "the-cookie"}
    said = SimpleNamespace(
        method="POST", pretty_url="https://a.example/x", raw_content=secret, headers=headers
    )
    flow = SimpleNamespace(id="f", client_conn=client(), server_conn=server(), request=said, response=said)
    one.request(flow)
    one.response(flow)
    assert [event["flow"] for event in events(tmp_path)[1:]] == ["f", "f"]
    text = (tmp_path / "events").read_text()
    assert '"n": 15' in text
    assert not any(word in text for word in ("secret", "the-cookie"))


def test_the_settings_are_found_where_they_are_written() -> None:
    assert SETTINGS == SETTINGS_VARIABLE
    assert loaded({}) == []


def test_whatever_hooks_are_given_every_line_can_be_read(tmp_path: Path) -> None:
    chance = random.Random("odd flows")
    one = hooks(tmp_path, needles=[{"id": "a", "forms": ["YQ=="]}])
    spoken = 0
    for number in range(CALLS):
        ids = tuple(str(number // 40 + other) for other in range(3))
        name = chance.choice(HOOKS)
        spoken += name not in SILENT
        getattr(one, name)(*(() if name == "running" else (Odd(chance, ids),)))
        if number % 500 == 499:
            (tmp_path / "events").rename(tmp_path / f"{number}.moved")
    one.done()
    lines = [line for path in sorted(tmp_path.iterdir()) for line in path.read_bytes().splitlines()]
    assert len(lines) >= spoken > CALLS / 2
    told = {json.loads(line)["ev"] for line in lines}
    assert told >= {"request", "content", "tls_clienthello", "addon_error", "client_open", "dns_request"}
    reader = ProxyEvents()
    for packet, line in enumerate(lines, 1):
        assert not isinstance(reader.take(line, packet), Malformed)
    reader.finish(len(lines))
    assert all(text.isascii() and text.isprintable() for text in reader.notes.statements())
