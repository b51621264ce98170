"""Run as a program: the device of ``tests.support.intercepted``. Each step writes what the device itself saw of it."""

from __future__ import annotations

import json
import socket
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SERVER = "203.0.113.10"
HONEY = b"SKYLARK-0007-HONEY"
PATIENCE_S = 30.0


class Device:
    """What it trusts lies in a folder."""

    def __init__(self, out: Path, server: str = SERVER) -> None:
        self.out, self.server = out, server

    def trusts(self, *files: str, named: bool = True) -> ssl.SSLContext:
        context = ssl.create_default_context(cadata="".join((self.out / name).read_text() for name in files))
        context.check_hostname = named
        return context

    def connect(self, port: int = 443) -> socket.socket:
        return socket.create_connection((self.server, port), timeout=PATIENCE_S)

    def ask(self, connection: socket.socket, host: str, body: bytes = b"") -> str:
        head = f"POST /v1?q=1 HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Skylark/1\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        return connection.makefile("rb").readline().decode().strip()

    def exchange(
        self, host: str, context: ssl.SSLContext, *, named: bool = True, body: bytes = b""
    ) -> dict[str, Any]:
        plain = self.connect()
        with context.wrap_socket(plain, server_hostname=host if named else None) as tls:
            told = {"issuer": issuer(tls), "local": list(tls.getsockname())}
            return told | {"answer": self.ask(tls, host, body)}

    def accepted(self) -> dict[str, Any]:
        """Trusts the proxy."""
        both = self.trusts("authority.pem", "proxy-ca.pem")
        return self.exchange("api.skylark.example", both, body=b'{"serial":"' + HONEY + b'"}')

    def refused(self) -> dict[str, Any]:
        """Trusts only the servers' authority: says "unknown ca" to the proxy."""
        return self.exchange("refused.skylark.example", self.trusts("authority.pem"))

    def silent(self) -> dict[str, Any]:
        """Looks at the certificate after the handshake, and leaves without a word when it is not the server's own."""
        both = self.trusts("authority.pem", "proxy-ca.pem")
        with both.wrap_socket(self.connect(), server_hostname="silent.skylark.example") as tls:
            if issuer(tls) != "Skylark Test Authority":
                return {"issuer": issuer(tls), "answer": None}
            return {"issuer": issuer(tls), "answer": self.ask(tls, "silent.skylark.example")}

    def nameless(self) -> dict[str, Any]:
        """Sends no name; the server's certificate has names only."""
        both = self.trusts("authority.pem", "proxy-ca.pem", named=False)
        return self.exchange("203.0.113.10", both, named=False)

    def closed(self) -> dict[str, Any]:
        """Connects to a port at which nobody listens."""
        with self.connect(9999) as connection:
            told = {"connected": True, "local": list(connection.getsockname())}
            connection.settimeout(10)
            try:
                return told | {"got": len(connection.recv(1))}
            except TimeoutError:
                return told | {"got": None}

    def plain(self) -> dict[str, Any]:
        """HTTP in clear, and a value that is cut by the border of two messages."""
        with self.connect(80) as connection:
            answer = self.ask(connection, "fw.skylark.example")
        with self.connect(1883) as connection:
            connection.sendall(b"\x00\x01 " + HONEY[:7])
            connection.recv(1)
            connection.sendall(HONEY[7:] + bytes(40))
            connection.recv(1)
        return {"answer": answer}

    def moved(self) -> dict[str, Any]:
        """The proxy's events are moved away in the middle of a connection."""
        events = self.out / "proxy" / "events.jsonl"
        both = self.trusts("authority.pem", "proxy-ca.pem")
        with both.wrap_socket(self.connect(), server_hostname="api.skylark.example") as tls:
            events.rename(events.with_name("events-1.jsonl"))
            return {"answer": self.ask(tls, "api.skylark.example"), "local": list(tls.getsockname())}

    def quic(self) -> dict[str, Any]:
        """Sends a datagram where QUIC goes."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
            datagrams.settimeout(PATIENCE_S)
            datagrams.connect((self.server, 443))
            datagrams.send(b"\xc0quic?")
            return {"echo": datagrams.recv(64) == b"\xc0quic?"}


def await_ends(out: Path) -> None:
    """Wait until the proxy knows that every connection so far has ended: who comes back does so later than at once."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        told = b"".join(path.read_bytes() for path in (out / "proxy").glob("events*.jsonl"))
        if told.count(b'"ev": "client_connected"') == told.count(b'"ev": "client_disconnected"'):
            return
        time.sleep(0.01)


def issuer(tls: ssl.SSLSocket) -> str | None:
    """Common name of who signed the certificate."""
    parts: Any = (tls.getpeercert() or {}).get("issuer", ())
    return dict(part[0] for part in parts).get("commonName")


def main(out: Path, steps: list[str]) -> None:
    device = Device(out)
    with (out / "device.jsonl").open("a") as target:
        for name in steps:
            await_ends(out)
            step: Callable[[], dict[str, Any]] = getattr(device, name)
            try:
                told = step()
            except OSError as fault:
                told = {"error": f"{type(fault).__name__}: {fault}"}
            target.write(json.dumps({"step": name} | told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
