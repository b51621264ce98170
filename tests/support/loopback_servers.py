"""Servers on this machine that answer as told, each in a thread."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.self_signed import self_signed

Answer = Callable[[socket.socket], None]


@contextmanager
def server(answer: Answer, address: str = "127.0.0.1") -> Iterator[int]:
    """Serve one connection after another with ``answer`` until the end; gives the port."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as listening:
        thread = threading.Thread(target=_serve, args=(listening, answer), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def _serve(listening: socket.socket, answer: Answer) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(5)
            try:
                answer(connection)
            except OSError:
                continue


def saying(data: bytes) -> Answer:
    """Speaks at once, whatever the other side says, and then waits for its end."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(data)
        while connection.recv(65_536):
            pass

    return answer


def silent(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass


def closing(connection: socket.socket) -> None:
    connection.recv(65_536)


def resetting(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def answering(data: bytes) -> Answer:
    """Speaks when it has been spoken to."""

    def answer(connection: socket.socket) -> None:
        connection.recv(65_536)
        saying(data)(connection)

    return answer


def tls(version: ssl.TLSVersion, delay_s: float = 0) -> Answer:
    """OpenSSL's, which begins when the hello has been there for so long."""
    context = _context(version)

    def answer(connection: socket.socket) -> None:
        connection.recv(1, socket.MSG_PEEK)
        time.sleep(delay_s)
        with context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False) as session:
            session.do_handshake()

    return answer


@cache
def _context(version: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = version
    with TemporaryDirectory() as folder:
        path = Path(folder) / "server.pem"
        path.write_bytes(self_signed())
        context.load_cert_chain(path)
    return context
