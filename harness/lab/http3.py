"""HTTP/3 over QUIC (RFC 9114, RFC 9000), client and server, by aioquic (extra ``lab``): the lab's counts of datagrams
are taken where they enter and leave it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.asyncio.server import QuicServer
from aioquic.h3.connection import H3_ALPN, H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.events import ConnectionTerminated, HandshakeCompleted, ProtocolNegotiated, QuicEvent

from harness.lab.trust import Files

IDLE_S: Final = 8.0


class _Server(QuicConnectionProtocol):
    """Says yes to each request."""

    _http: H3Connection | None = None

    def quic_event_received(self, event: QuicEvent) -> None:
        """Answer a request that is whole."""
        if isinstance(event, ProtocolNegotiated):
            self._http = H3Connection(self._quic)
        for one in self._http.handle_event(event) if self._http else ():
            if isinstance(one, DataReceived) and one.stream_ended and self._http:
                self._http.send_headers(one.stream_id, [(b":status", b"200"), (b"server", b"lab")])
                self._http.send_data(one.stream_id, b'{"ok":true}', end_stream=True)
                self.transmit()


async def serve_http3(bound: socket.socket, files: Files) -> None:
    """Serve at a bound socket."""
    configuration = QuicConfiguration(is_client=False, alpn_protocols=H3_ALPN)
    configuration.load_cert_chain(files.chain, files.key)
    loop = asyncio.get_running_loop()
    await loop.create_datagram_endpoint(
        lambda: QuicServer(configuration=configuration, create_protocol=_Server), sock=bound
    )


@dataclass(slots=True)
class Exchanged:
    """What came of a request, and the octets of all datagrams."""

    status: str
    up: int
    down: int


class _Client(QuicConnectionProtocol):
    """One request, and its counts."""

    def __init__(self, quic: QuicConnection, stream_handler: Callable[..., Any] | None = None) -> None:
        super().__init__(quic, stream_handler)
        self.http: H3Connection | None = None
        self.status = ""
        self.up = self.down = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport, and count what goes through it."""
        super().connection_made(_Counting(transport, self))  # type: ignore[arg-type]

    def datagram_received(self, data: bytes | str, addr: Any) -> None:
        """Count, and hand on."""
        self.down += len(data)
        super().datagram_received(data, addr)

    def quic_event_received(self, event: QuicEvent) -> None:
        """Note how far it has come."""
        if isinstance(event, HandshakeCompleted) and not self.ready.done():
            self.http = H3Connection(self._quic)
            self.ready.set_result(None)
        if isinstance(event, ConnectionTerminated):
            fault = ConnectionError(f"QUIC ended: {event.reason_phrase or event.error_code}")
            for waiting in (self.ready, self.done):
                if not waiting.done():
                    waiting.set_exception(fault)
        for one in self.http.handle_event(event) if self.http else ():
            if isinstance(one, HeadersReceived):
                self.status = dict(one.headers)[b":status"].decode()
            if isinstance(one, DataReceived) and one.stream_ended and not self.done.done():
                self.done.set_result(None)


class _Counting:
    """The transport, with what is sent counted; everything else is the transport's."""

    def __init__(self, transport: Any, client: _Client) -> None:
        self._transport, self._client = transport, client

    def sendto(self, data: bytes, addr: Any = None) -> None:
        self._client.up += len(data)
        self._transport.sendto(data, addr)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


async def post(
    own: socket.socket, address: str, name: str, octets: int, trusted: Path, keylog: Path | None
) -> Exchanged:
    """Send a body over HTTP/3.

    Args:
        own: Bound, of the address's family.
        address: Of the server; its port is 443.
        name: Of the host.
        octets: Of the body.
        trusted: Authorities, in PEM.
        keylog: File that secrets are added to.

    Raises:
        OSError: The handshake or the answer did not come.
    """
    configuration = QuicConfiguration(
        is_client=True, alpn_protocols=H3_ALPN, server_name=name, cafile=str(trusted), idle_timeout=IDLE_S
    )
    with (keylog or Path("/dev/null")).open("a", encoding="ascii") as secrets:
        configuration.secrets_log_file = secrets
        own.setblocking(False)
        transport, client = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: _Client(QuicConnection(configuration=configuration)), sock=own
        )
        try:
            # As the kernel tells where answers are from: aioquic drops those of anybody else.
            client.connect((address, 443, 0, 0) if ":" in address else (address, 443))
            await asyncio.wait_for(client.ready, IDLE_S)
            http = client.http
            assert http is not None  # noqa: S101 - set before ready
            stream = client._quic.get_next_available_stream_id()  # noqa: SLF001 - as aioquic's own examples do
            head = (("method", "POST"), ("scheme", "https"), ("authority", name), ("path", "/v1/telemetry"))
            http.send_headers(stream, [(f":{key}".encode(), value.encode()) for key, value in head])
            http.send_data(stream, b"T" * octets, end_stream=True)
            client.transmit()
            await asyncio.wait_for(client.done, IDLE_S)
            client.close()
            await asyncio.wait_for(client.wait_closed(), IDLE_S)
        finally:
            transport.close()
    return Exchanged(client.status, client.up, client.down)
