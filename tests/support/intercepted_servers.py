"""Run as a program: the servers of ``tests.support.intercepted``. TLS, HTTP, a stream of octets, and an echo of datagrams."""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable
from pathlib import Path

ADDRESS = "203.0.113.10"


def http(connection: socket.socket) -> None:
    """Answer one request."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65_536)
        if not more:
            return
        head += more
    rest = head.partition(b"\r\n\r\n")[2]
    size = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(rest) < size:
        rest += connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")


def stream(connection: socket.socket) -> None:
    """Take octets until 40 are there."""
    got = b""
    while len(got) < 40:
        more = connection.recv(65_536)
        if not more:
            return
        got += more
        connection.sendall(b"+")


def serve(
    port: int,
    answer: Callable[[socket.socket], None],
    tls: ssl.SSLContext | None = None,
    address: str = ADDRESS,
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.create_server((address, port), family=family)

    def one(connection: socket.socket) -> None:
        try:
            with connection if tls is None else tls.wrap_socket(connection, server_side=True) as spoken:
                answer(spoken)
        except OSError:
            pass  # clients that leave are what is tested

    def every() -> None:
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    threading.Thread(target=every, daemon=True).start()


def main(out: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(out / "server.pem")
    serve(443, http, tls)
    serve(80, http)
    serve(1883, stream)
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind((ADDRESS, 443))
    print("ready", flush=True)
    while True:
        said, peer = datagrams.recvfrom(2_048)
        datagrams.sendto(said, peer)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
