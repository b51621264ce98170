"""Alerts by HTTPS, against servers of this machine."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness.errors import FetchError, UsageError
from harness.live.alerting.webhook import TRIES, Destination, Webhook, parts_of, post
from tests.support.loopback_servers import server
from tests.support.self_signed import self_signed

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("webhook") / "server.pem"
    path.write_bytes(self_signed())
    return path


class Said:
    """A server over TLS that answers each request with the next of its answers, and keeps what it was sent."""

    def __init__(self, pem: Path, *answers: bytes) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem)
        self.answers = list(answers)
        self.requests: list[bytes] = []
        self.peers: list[int] = []
        """Ports that it was asked from."""

    def __call__(self, connection: socket.socket) -> None:
        self.peers.append(connection.getpeername()[1])
        with self.context.wrap_socket(connection, server_side=True) as session:
            request = b""
            while b"\r\n\r\n" not in request or not request.rstrip().endswith(b"}"):
                piece = session.recv(65_536)
                if not piece:
                    return
                request += piece
            self.requests.append(request)
            session.sendall(self.answers.pop(0) if self.answers else OK)


def send(port: int, pem: Path | None, **more: float) -> list[Destination]:
    found: list[Destination] = []
    webhook = Webhook(
        url=f"https://127.0.0.1:{port}/hook?key=secret", ca_file=str(pem) if pem else None, pause_s=0, **more
    )
    post(webhook, '{"event": "test"}', ours=found.append, wait=lambda seconds: False)
    return found


@pytest.mark.enable_socket
def test_an_alert_arrives_whole_and_its_destination_was_known_to_be_ours(pem: Path) -> None:
    said = Said(pem)
    with server(said) as port:
        first, then = send(port, pem)
    assert first == Destination("127.0.0.1", port, ("127.0.0.1",))
    assert then == replace(first, sender=f"127.0.0.1:{said.peers[0]}")
    (request,) = said.requests
    assert request.startswith(b"POST /hook?key=secret HTTP/1.1\r\n")
    assert b"Content-Type: application/json" in request
    assert request.endswith(b'{"event": "test"}')


@pytest.mark.enable_socket
def test_ours_is_said_before_anything_is_sent(pem: Path) -> None:
    said = Said(pem)

    def refuse(where: Destination) -> None:
        raise FetchError("the journal cannot be written")

    with server(said) as port:
        webhook = Webhook(url=f"https://127.0.0.1:{port}/", ca_file=str(pem))
        with pytest.raises(FetchError, match="journal"):
            post(webhook, "{}", ours=refuse, wait=lambda seconds: False)
    assert said.requests == []


@pytest.mark.enable_socket
def test_a_server_that_is_busy_is_asked_again_a_few_times(pem: Path) -> None:
    busy = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    said = Said(pem, busy, busy)
    with server(said) as port:
        assert len(send(port, pem)) == 2 * TRIES
    said = Said(pem, *[busy] * 9)
    with server(said) as port, pytest.raises(FetchError, match="answered 503"):
        send(port, pem)
    assert len(said.requests) == TRIES


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 404 No\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere.example/\r\n\r\n"],
)
def test_a_refusal_and_a_redirect_are_final(pem: Path, answer: bytes) -> None:
    said = Said(pem, answer)
    with server(said) as port, pytest.raises(FetchError, match=r"answered (404|302)"):
        send(port, pem)
    assert len(said.requests) == 1


@pytest.mark.enable_socket
def test_a_certificate_that_nobody_vouches_for_gets_nothing(pem: Path) -> None:
    said = Said(pem)
    with server(said) as port, pytest.raises(FetchError, match="certificate is not accepted"):
        send(port, None)
    assert said.requests == []


def hanging(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass


def dripping(pem: Path) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def answer(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as session:
            session.sendall(b"HTTP/1.1 200 OK\r\n")
            while True:
                # One octet now and then, for ever: a time-out of the socket never comes.
                session.sendall(b"X")
                session.settimeout(0.02)
                try:
                    session.recv(1)
                except TimeoutError:
                    continue

    return answer


@pytest.mark.enable_socket
@pytest.mark.parametrize("kind", ["hanging", "dripping"])
def test_a_server_that_never_ends_is_left(pem: Path, kind: str) -> None:
    answer = hanging if kind == "hanging" else dripping(pem)
    with server(answer) as port, pytest.raises(FetchError, match=r"longer than 0.3 s|took too long"):
        send(port, pem, timeout_s=0.3)


@pytest.mark.enable_socket
def test_nobody_there_is_told_without_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(FetchError) as told:
        send(port, None)
    assert "secret" not in str(told.value)


@pytest.mark.enable_socket
def test_no_time_is_left_to_try_again() -> None:
    waits: list[float] = []

    def over(seconds: float) -> bool:
        waits.append(seconds)
        return True

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    webhook = Webhook(url=f"https://127.0.0.1:{port}/", pause_s=7)
    with pytest.raises(FetchError):
        post(webhook, "{}", ours=lambda where: None, wait=over)
    assert waits == [7]


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "https://user:secret@hooks.example/", "https:///x", "https://h.example:x/", "ftp://h.example",
     "https://h.example/a b", "https://h.example/\x1b[31m", "https://h\u00e9.example/", ""],
)  # fmt: skip
def test_only_https_is_taken_and_no_secret_is_repeated(url: str) -> None:
    with pytest.raises(UsageError) as told:
        Webhook(url=url)
    assert "secret" not in str(told.value)
    assert "\x1b" not in str(told.value)


def test_of_an_address_only_the_host_is_shown() -> None:
    webhook = Webhook(url="https://hooks.example/T000/secret")
    assert webhook.host == "hooks.example"
    assert parts_of(webhook.url).path == "/T000/secret"
