"""Run as a program: devices and servers of ``tests.support.proxied``, of both IP versions, of HTTP/1.1, HTTP/2 and HTTP/3.

::

    python -m tests.support.proxied_peers servers FOLDER
    python -m tests.support.proxied_peers device FOLDER STEP...
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import sys
import time
from pathlib import Path
from typing import Any

from tests.support import http2_peers
from tests.support.gateway_world import SERVER, SERVER6
from tests.support.intercepted_device import HONEY, Device, await_ends, issuer
from tests.support.intercepted_servers import http, serve

NAME = "api.skylark.example"
PATIENCE_S = 0.5
INITIALS = 12
"""More than the kernel answers at once to one address, were it to limit its answers."""


class Proxied(Device):
    """Steps of one IP version."""

    def http2(self) -> dict[str, Any]:
        """Two requests at once, the second answered first."""
        context = self.trusts("authority.pem", "proxy-ca.pem")
        context.set_alpn_protocols(["h2", "http/1.1"])
        with context.wrap_socket(self.connect(), server_hostname=NAME) as tls:
            told = {
                "alpn": tls.selected_alpn_protocol(),
                "issuer": issuer(tls),
                "local": tls.getsockname()[1],
            }
            bodies = {"/held": http2_peers.HOLD + HONEY, "/quick": b"{}"}
            return told | {"answers": http2_peers.ask(tls, NAME, bodies)}

    def held(self) -> dict[str, Any]:
        """Waits a while for the beginning of an answer that does not end."""
        return self._begun("text/plain", PATIENCE_S)

    def streamed(self) -> dict[str, Any]:
        """The same, of an answer that says it is a stream."""
        return self._begun("text/event-stream", 20.0)

    def _begun(self, kind: str, patience_s: float) -> dict[str, Any]:
        with self.connect(80) as connection:
            connection.settimeout(patience_s)
            connection.sendall(f"GET /{kind} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
            try:
                return {"got": len(connection.recv(1))}
            except TimeoutError:
                return {"got": None}

    def http3(self) -> dict[str, Any]:
        """A request over QUIC."""
        both = self.out / "both.pem"
        both.write_text("".join((self.out / name).read_text() for name in ("authority.pem", "proxy-ca.pem")))
        return self._over_quic(NAME, both)

    def http3_refused(self) -> dict[str, Any]:
        """The same of one who trusts only the servers' authority."""
        return self._over_quic("refused.skylark.example", self.out / "authority.pem")

    def _over_quic(self, name: str, trusted: Path) -> dict[str, Any]:
        from harness.lab.http3 import post

        own = socket.socket(socket.AF_INET6 if ":" in self.server else socket.AF_INET, socket.SOCK_DGRAM)
        return {"answer": asyncio.run(post(own, self.server, name, 500, trusted, None)).status}

    def initials(self) -> dict[str, Any]:
        """Attempts at QUIC, each from a port of its own: how many were refused, and how long the longest took to be."""
        family = socket.AF_INET6 if ":" in self.server else socket.AF_INET
        refused, longest = 0, 0.0
        for _ in range(INITIALS):
            with socket.socket(family, socket.SOCK_DGRAM) as datagrams:
                datagrams.settimeout(2.0)
                datagrams.connect((self.server, 443))
                begun = time.monotonic()
                datagrams.send(b"\xc0quic?")
                try:
                    datagrams.recv(64)
                except ConnectionRefusedError:
                    refused, longest = refused + 1, max(longest, time.monotonic() - begun)
                except TimeoutError:
                    continue
        return {"refused": refused, "longest_s": longest}


def stream(connection: socket.socket) -> None:
    """Begin an answer of the type that was asked for, and do not end it before the client leaves."""
    kind = connection.recv(65_536).split()[1][1:]
    head = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
    connection.sendall(head + b"5\r\nfirst\r\n")
    connection.recv(1)


def device(out: Path, steps: list[str]) -> None:
    """Do steps like ``6:http2``, and write down what came of each."""
    with (out / "device.jsonl").open("a") as target:
        for step in steps:
            version, _, name = step.partition(":")
            await_ends(out)
            acting = Proxied(out, SERVER6 if version == "6" else SERVER)
            try:
                told = getattr(acting, name)()
            except OSError as fault:
                told = {"error": f"{type(fault).__name__}: {fault}"}
            target.write(json.dumps({"step": name, "version": int(version)} | told) + "\n")


async def servers(out: Path) -> None:
    """TLS and QUIC at port 443 of both addresses."""
    from harness.lab.http3 import serve_http3
    from harness.lab.trust import Files

    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(out / "server.pem")
    tls.set_alpn_protocols(["h2", "http/1.1"])

    def speak(connection: socket.socket) -> None:
        assert isinstance(connection, ssl.SSLSocket)
        (http2_peers.answer if connection.selected_alpn_protocol() == "h2" else http)(connection)

    key, rest = (out / "server.pem").read_text().split("-----BEGIN CERTIFICATE-----", 1)
    files = Files(out / "authority.pem", out / "server-chain.pem", out / "server-key.pem")
    files.key.write_text(key)
    files.chain.write_text("-----BEGIN CERTIFICATE-----" + rest)
    for address in (SERVER, SERVER6):
        serve(443, speak, tls, address)
        serve(80, stream, address=address)
        bound = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_DGRAM)
        bound.bind((address, 443))
        await serve_http3(bound, files)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] == "servers":
        asyncio.run(servers(Path(sys.argv[2])))
    else:
        device(Path(sys.argv[2]), sys.argv[3:])
