"""Packets of made-up conversations: a phone in a home network and servers at documentation addresses."""

from __future__ import annotations

from tests.support import frames
from tests.support.frames import ACK, PSH, SYN
from tests.support.wire_messages import hello, records, server_name

PHONE, SERVER, RESOLVER = "192.168.1.20", "198.51.100.7", "192.168.1.1"
PHONE_MAC, ROUTER_MAC = "02:00:00:00:00:20", "02:00:00:00:00:01"
START_NS = 1_767_225_600_000_000_000  # 2026-01-01 00:00:00 UTC
MS, SECOND = 1_000_000, 1_000_000_000

TimedFrames = list[tuple[int, bytes]]


def up(payload: bytes = b"", *, seq: int = 1001, ack: int = 5001, flags: int = ACK, port: int = 40000,
       to: int = 443, server: str = SERVER, stamps: tuple[int, int] | None = None) -> bytes:  # fmt: skip
    """A TCP frame from the phone to the server."""
    segment = frames.tcp(port, to, payload, seq=seq, ack=ack, flags=flags, timestamps=stamps)
    return frames.ethernet(frames.ip(PHONE, server, 6, segment), source=PHONE_MAC)


def down(payload: bytes = b"", *, seq: int = 5001, ack: int = 1001, flags: int = ACK, port: int = 40000,
         to: int = 443, server: str = SERVER, stamps: tuple[int, int] | None = None) -> bytes:  # fmt: skip
    """A TCP frame from the server to the phone."""
    segment = frames.tcp(to, port, payload, seq=seq, ack=ack, flags=flags, timestamps=stamps)
    return frames.ethernet(frames.ip(server, PHONE, 6, segment), source=ROUTER_MAC)


def opening(*, port: int = 40000, to: int = 443, isn: int = 1000, server: str = SERVER) -> list[bytes]:
    """SYN, SYN-ACK, ACK: data go on at ``isn`` + 1 up and 5001 down."""
    return [
        up(seq=isn, ack=0, flags=SYN, port=port, to=to, server=server),
        down(seq=5000, ack=isn + 1, flags=SYN | ACK, port=port, to=to, server=server),
        up(seq=isn + 1, port=port, to=to, server=server),
    ]


def client_hello(name: str, *sizes: int) -> bytes:
    """A ClientHello in TLS records, the first ones of ``sizes`` octets."""
    return records(hello(server_name(name.encode())), *sizes)


def request(host: str, method: str = "GET") -> bytes:
    return f"{method} / HTTP/1.1\r\nUser-Agent: made-up\r\nHost: {host}\r\n\r\n".encode()


def dns_answer(name: str, *addresses: str) -> bytes:
    """A response with one A record for each address, TTL 60 s."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    head = b"\x12\x34\x81\x80\0\1" + len(addresses).to_bytes(2, "big") + bytes(4)
    octets = [bytes(map(int, address.split("."))) for address in addresses]
    return head + labels + b"\0\1\0\1" + b"".join(b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + four for four in octets)


def https_answer(name: str) -> bytes:
    """A response with an HTTPS record of the name: hint 198.51.100.7, ``ech``, TTL 60 s."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"
    rdata = bytes.fromhex("0001 00 0004 0004 c6336407 0005 0004 aabbccdd")
    record = b"\xc0\x0c\0\x41\0\1\0\0\0\x3c" + len(rdata).to_bytes(2, "big") + rdata
    return b"\x12\x34\x81\x80\0\1\0\1" + bytes(4) + labels + b"\0\x41\0\1" + record


def dns_frame(name: str, *addresses: str, port: int = 50000) -> bytes:
    """A DNS answer from the home's resolver to the phone."""
    datagram = frames.udp(53, port, dns_answer(name, *addresses))
    return frames.ethernet(frames.ip(RESOLVER, PHONE, 17, datagram), source=ROUTER_MAC)


def every(step_ns: int, packets: list[bytes], *, start_ns: int = START_NS) -> TimedFrames:
    """Packets at even intervals."""
    return [(start_ns + number * step_ns, packet) for number, packet in enumerate(packets)]


def visit(name: str, *, port: int = 40000, server: str = SERVER) -> list[bytes]:
    """A whole TLS visit: opening, hello, answer, data."""
    return [
        *opening(port=port, server=server),
        up(client_hello(name), port=port, server=server, flags=ACK | PSH),
        down(bytes(900), port=port, server=server),
        up(bytes(300), seq=1001 + len(client_hello(name)), port=port, server=server),
    ]
