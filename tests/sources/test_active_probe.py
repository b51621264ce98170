"""Probes time what answers them, on servers of this machine; what did not answer the question itself never counts."""

from __future__ import annotations

import socket
import ssl
import time

import pytest

from harness.model.active import ActiveKind, ActiveSample, ActiveTarget, Ending
from harness.sources.active_probe import client_hello, probe, probe_all
from harness.wire.session_ids import read_session_id
from harness.wire.tls import decode_client_hello
from tests.support import loopback_servers as servers
from tests.support.certificates import OPENSSL_FLIGHT_13

pytestmark = pytest.mark.enable_socket
SNI = "cloud.vendor.example"
DELAY_S = 0.12


def target(port: int, address: str = "127.0.0.1", *, tls: bool = True) -> ActiveTarget:
    return ActiveTarget(address, port, SNI, tls)


def asked(answer: servers.Answer, timeout_s: float = 2) -> list[ActiveSample]:
    with servers.server(answer) as port:
        return list(probe(target(port), timeout_s))


def test_connection_and_hello_are_timed_apart() -> None:
    connected, answered = asked(servers.tls(ssl.TLSVersion.TLSv1_3, DELAY_S))
    assert (connected.kind, connected.ending) == (ActiveKind.TCP_CONNECT, Ending.ANSWERED)
    assert (answered.kind, answered.ending) == (ActiveKind.TLS_HELLO, Ending.ANSWERED)
    assert connected.rtt_ns is not None
    assert answered.rtt_ns is not None
    assert 0 < connected.rtt_ns < DELAY_S * 1e9
    assert DELAY_S * 1e9 <= answered.rtt_ns < 2e9
    assert connected.counts
    assert answered.counts
    assert abs(time.time_ns() - connected.time_ns) < 60e9


def test_the_hello_asks_for_the_name_and_nothing_else_is_sent() -> None:
    received = []

    def listen(connection: socket.socket) -> None:
        while data := connection.recv(65_536):
            received.append(data)

    asked(listen, timeout_s=0.2)
    hello = decode_client_hello(b"".join(received))
    assert getattr(hello, "sni", None) == SNI
    assert len(b"".join(received)) == len(client_hello(SNI))


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (servers.tls(ssl.TLSVersion.TLSv1_2), Ending.NOT_TIED),
        (servers.saying(OPENSSL_FLIGHT_13), Ending.NOT_TIED),
        (servers.saying(b"220 mail.example ESMTP\r\n"), Ending.NOT_TLS),
        (servers.saying(b"\x16"), Ending.SILENT),
        (servers.answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Ending.NOT_TLS),
        (servers.answering(bytes.fromhex("15030300020228")), Ending.ALERT),
        (servers.silent, Ending.SILENT),
        (servers.closing, Ending.CLOSED),
        (servers.resetting, Ending.RESET),
    ],
    ids=lambda value: value.value if isinstance(value, Ending) else "",
)
def test_what_is_no_answer_to_the_hello_does_not_count(answer: servers.Answer, ending: Ending) -> None:
    connected, answered = asked(answer, timeout_s=0.5)
    assert connected.counts
    assert answered.ending is ending
    assert not answered.counts


def test_a_server_that_repeats_the_session_id_slowly_is_timed_to_the_end_of_it() -> None:
    def slow(connection: socket.socket) -> None:
        hello = connection.recv(65_536)
        session_id = read_session_id(hello)
        assert isinstance(session_id, bytes)
        whole = OPENSSL_FLIGHT_13[:43] + bytes([len(session_id)]) + session_id
        connection.sendall(whole[:20])
        time.sleep(DELAY_S)
        servers.saying(whole[20:])(connection)

    _, answered = asked(slow)
    assert answered.ending is Ending.ANSWERED
    assert answered.rtt_ns is not None
    assert answered.rtt_ns >= DELAY_S * 1e9


def test_a_closed_port_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (only,) = probe(target(port), 1)
    assert only.ending is Ending.REFUSED
    assert not only.counts


def test_a_full_backlog_is_silent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        (only,) = probe(target(full.getsockname()[1]), 0.3)
        for one in waiting:
            one.close()
    assert (only.ending, only.rtt_ns) == (Ending.SILENT, None)


def test_without_tls_only_the_connection_is_timed() -> None:
    with servers.server(servers.silent) as port:
        (only,) = probe(target(port, tls=False), 1)
    assert only.kind is ActiveKind.TCP_CONNECT


def test_ipv6() -> None:
    with servers.server(servers.silent, "::1") as port:
        (only,) = probe(target(port, "::1", tls=False), 1)
    assert only.counts


def test_each_is_asked_in_turn_and_the_total_time_is_kept() -> None:
    waited: list[float] = []
    with servers.server(servers.silent) as one, servers.server(servers.silent) as other:
        targets = [target(one, tls=False), target(other, tls=False)]
        taken = list(
            probe_all(targets, count=3, timeout_s=1, spacing_s=0.25, total_s=60, sleep=waited.append)
        )
        late = list(probe_all(targets, count=3, timeout_s=1, spacing_s=0.25, total_s=0, sleep=waited.append))
    assert [sample.server_port for sample in taken] == [one, other] * 3
    assert waited == [0.25] * 5
    assert late == []
