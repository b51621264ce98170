"""All servers of the lab, in one process: each socket is opened in the namespace of its host.

``python -m harness.lab.servers REGION FOLDER`` runs inside a lab whose network is built; FOLDER holds the certificates.
It writes ``ready`` and serves until it is killed. One process starts in a second where one for each host would take
several, and what a capture sees is the same.

DNS, DNS over HTTPS, HTTP and HTTPS, MQTT, RTMP, SIP, NTP; MAVLink is taken and never answered; HTTP/3 where aioquic is
installed (extra ``lab``).
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import struct
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, cast

from harness.lab.dns_messages import reply
from harness.lab.namespaces import entered
from harness.lab.speech import RTMP_HELLO
from harness.lab.trust import files_in, server_context
from harness.lab.world import HOSTS, RESOLVER

Stream = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Answer = Callable[[bytes], bytes | None]
_NTP_1970: Final = 2_208_988_800
_CHUNK: Final = 65_536


async def http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, region: str) -> None:
    """Answer requests: files by their length, questions of DNS, anything else."""
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0)
        body = await reader.readexactly(length)
        path = head.split(b" ")[1]
        if path.startswith(b"/firmware/"):
            said = bytes(int(path.rpartition(b"/")[2]))
        else:
            said = reply(body, region) if path == b"/dns-query" else b'{"ok":true}'
        writer.write(b"HTTP/1.1 200 OK\r\nServer: lab\r\nContent-Length: %d\r\n\r\n" % len(said) + said)
        await writer.drain()


async def mqtt(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept a connection (MQTT 3.1.1 §3.2), acknowledge what is published (§3.4)."""
    while True:
        kind = (await reader.readexactly(1))[0] >> 4
        length = shift = 0
        while True:
            octet = (await reader.readexactly(1))[0]
            length |= (octet & 127) << shift
            shift += 7
            if octet < 128:
                break
        rest = await reader.readexactly(length)
        if kind == 1:
            writer.write(b"\x20\x02\x00\x00")
        elif kind == 3:
            topic = int.from_bytes(rest[:2], "big")
            writer.write(b"\x40\x02" + rest[2 + topic : 4 + topic])
        else:
            return
        await writer.drain()


async def rtmp(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Shake hands (RTMP 1.0 §5.2), and take what comes."""
    hello = await reader.readexactly(1 + RTMP_HELLO)
    writer.write(b"\x03" + bytes(RTMP_HELLO) + hello[1:])
    await writer.drain()
    while await reader.read(_CHUNK):
        pass


def sip(datagram: bytes) -> bytes:
    """Say yes (RFC 3261 §8.2.6)."""
    kept = (b"via:", b"from:", b"to:", b"call-id:", b"cseq:")
    lines = [line for line in datagram.split(b"\r\n") if line.lower().startswith(kept)]
    return b"\r\n".join((b"SIP/2.0 200 OK", *lines, b"Content-Length: 0", b"", b""))


def ntp(datagram: bytes) -> bytes | None:
    """Say what time it is (RFC 5905 §7.3)."""
    if len(datagram) < 48:
        return None
    seconds, rest = divmod(time.time(), 1)
    now = struct.pack("!II", int(seconds) + _NTP_1970, int(rest * 2**32))
    return bytes((0x24, 2, 6, 0xEC)) + bytes(8) + b"LAB\0" + now + datagram[40:48] + now + now


def guarded(serve: Stream) -> Stream:
    """Serve one connection to its end, however it ends."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, ValueError):
            await serve(reader, writer)
        with contextlib.suppress(ConnectionError, ssl.SSLError, TimeoutError):
            writer.close()
            await writer.wait_closed()

    return one


class Datagrams(asyncio.DatagramProtocol):
    """Answers each datagram by itself."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers go through."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer, where there is an answer."""
        with contextlib.suppress(ValueError):
            if (said := self._answer(data)) is not None:
                self._transport.sendto(said, addr)


def bound(host: str, address: str, port: int, kind: socket.SocketKind) -> socket.socket:
    """A socket of a host."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with entered(host):
        opened = socket.socket(family, kind)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    opened.bind((address, port))
    opened.setblocking(False)
    return opened


async def serve(region: str, folder: Path) -> None:
    """Open everything, say so, and go on."""
    loop = asyncio.get_running_loop()
    tls = server_context(files_in(folder))

    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await http(reader, writer, region)

    streams = ((80, web, None), (443, web, tls), (1883, mqtt, None), (8883, mqtt, tls), (1935, rtmp, None))
    answers: tuple[tuple[int, Answer], ...] = ((123, ntp), (5060, sip), (14550, lambda _: None))
    for host in HOSTS:
        for address in (host.v4, host.v6):
            for port, stream, context in streams:
                listening = bound(host.id, address, port, socket.SOCK_STREAM)
                await asyncio.start_server(guarded(stream), sock=listening, ssl=context)
            for port, answer in answers:
                opened = bound(host.id, address, port, socket.SOCK_DGRAM)
                await loop.create_datagram_endpoint(lambda answer=answer: Datagrams(answer), sock=opened)  # type: ignore[misc]
            with contextlib.suppress(ImportError):
                from harness.lab.http3 import serve_http3  # noqa: PLC0415 - of the extra `lab`

                await serve_http3(bound(host.id, address, 443, socket.SOCK_DGRAM), files_in(folder))
    for address in RESOLVER:
        opened = bound("resolver", address, 53, socket.SOCK_DGRAM)
        await loop.create_datagram_endpoint(
            lambda: Datagrams(lambda asked: reply(asked, region)), sock=opened
        )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], Path(sys.argv[2])))
