"""What the app says in each protocol, over a line: enough of each that a reader of that protocol knows it.

HTTP/1.1 (RFC 9112), MQTT 3.1.1, RTMP 1.0 §5.2, SIP as GB/T 28181 uses it (RFC 3261), MAVLink 2, NTP (RFC 5905 §7.3),
DNS over HTTPS (RFC 8484). Everything said is made up.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from harness.lab import mavlink
from harness.lab.dns_messages import AAAA, A, question
from harness.lab.lines import Line, Reader

POSITION: Final = (-31.4159265, -126.5358979)
"""Where the aircraft says it is: in the open sea."""
SERIAL: Final = "QA-LAB-000-7"
RTMP_HELLO: Final = 1_536
_NTP_1970: Final = 2_208_988_800

Speech = Callable[[Line, str, int], str]
"""Line, host name and octets to send; what came of it."""


def http(line: Line, name: str, octets: int) -> str:
    """Send a body, and read the answer."""
    return _request(line, f"POST /v1/telemetry HTTP/1.1\r\nHost: {name}\r\n", b"T" * octets)[0]


def firmware(line: Line, name: str, octets: int) -> str:
    """Ask for a file; ``octets`` is how long it is."""
    return _request(line, f"GET /firmware/{octets} HTTP/1.1\r\nHost: {name}\r\n", b"")[0]


def doh(line: Line, name: str, asked: str, *, version: int) -> bytes:
    """Ask for a name over HTTPS; the answer's message.

    Raises:
        ConnectionError: There was none.
    """
    message = question(0, asked, A if version == 4 else AAAA)
    head = f"POST /dns-query HTTP/1.1\r\nHost: {name}\r\nContent-Type: application/dns-message\r\n"
    return _request(line, head, message)[1]


def _request(line: Line, head: str, body: bytes) -> tuple[str, bytes]:
    told = f"{head}User-Agent: QuillAir-lab/1\r\nContent-Length: {len(body)}\r\n\r\n"
    line.send(told.encode() + body)
    reader = Reader(line)
    lines = reader.until(b"\r\n\r\n").decode("latin-1").split("\r\n")
    length = next(int(one[15:]) for one in lines if one.lower().startswith("content-length:"))
    return lines[0], reader.exactly(length)


def mqtt(line: Line, name: str, octets: int) -> str:
    """Connect, publish positions until so many octets are said, wait until all are acknowledged, and leave."""
    reader = Reader(line)
    line.send(_mqtt(0x10, _text("MQTT") + b"\x04\x02\x00\x3c" + _text(f"aircraft-{SERIAL}")))
    accepted = reader.exactly(4)
    if accepted != b"\x20\x02\x00\x00":
        raise ConnectionError(f"{name}: MQTT refused")
    said = number = 0
    while said < octets:
        number += 1
        text = f'{{"lat":{POSITION[0]},"lon":{POSITION[1]},"n":{number}}}'.encode()
        line.send(_mqtt(0x32, _text(f"thing/{SERIAL}/osd") + struct.pack("!H", number) + text))
        said += len(text)
    reader.exactly(4 * number)
    line.send(b"\xe0\x00")
    return f"{number} publications acknowledged"


def _text(text: str) -> bytes:
    return struct.pack("!H", len(text)) + text.encode()


def _mqtt(kind: int, rest: bytes) -> bytes:
    length, left = b"", len(rest)
    while True:
        left, low = divmod(left, 128)
        length += bytes((low | (128 if left else 0),))
        if not left:
            return bytes((kind,)) + length + rest


def rtmp(line: Line, name: str, octets: int) -> str:
    """Shake hands, connect to an application, and send so many octets of made-up video."""
    del name
    reader = Reader(line)
    line.send(b"\x03" + bytes(8) + b"Q" * (RTMP_HELLO - 8))
    hello = reader.exactly(1 + RTMP_HELLO)
    reader.exactly(RTMP_HELLO)
    line.send(hello[1:])
    app = b"\x02\x00\x07connect\x00\x3f\xf0" + bytes(6) + b"\x03\x00\x03app\x02\x00\x04live\x00\x00\x09"
    line.send(b"\x03" + bytes(3) + len(app).to_bytes(3, "big") + b"\x14" + bytes(4) + app)
    sent = 0
    while sent < octets:
        part = bytes(min(4096, octets - sent))
        line.send(b"\x06" + bytes(3) + len(part).to_bytes(3, "big") + b"\x09\x01\x00\x00\x00" + part)
        sent += len(part)
    return f"{sent} octets of video sent"


def sip(line: Line, name: str, octets: int) -> str:
    """Register as a GB/T 28181 device, and send a keep-alive."""
    del octets
    device, platform = "34020000001320000007", "34020000002000000001"

    def ask(method: str, number: int, kind: str, body: str) -> str:
        lines = (
            f"{method} sip:{platform}@{name} SIP/2.0",
            f"Via: SIP/2.0/UDP {name};branch=z9hG4bK{number}",
            f"From: <sip:{device}@{name}>;tag=7",
            f"To: <sip:{device}@{name}>",
            f"Call-ID: lab-{number}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:{device}@{name}>",
            "Max-Forwards: 70",
            "Expires: 3600",
            f"{kind}Content-Length: {len(body)}",
        )
        line.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode())
        return line.some().split(b"\r\n")[0].decode("latin-1")

    first = ask("REGISTER", 1, "", "")
    notify = f"<Notify><CmdType>Keepalive</CmdType><DeviceID>{device}</DeviceID><Status>OK</Status></Notify>"
    ask("MESSAGE", 2, "Content-Type: Application/MANSCDP+xml\r\n", f'<?xml version="1.0"?>\r\n{notify}')
    return first


def positions(line: Line, name: str, octets: int) -> str:
    """Send heartbeats and positions of MAVLink; nobody answers."""
    del name
    sent = number = 0
    while sent < octets:
        for message in (mavlink.heartbeat(number), mavlink.position(number + 1, *POSITION, 120.0)):
            line.send(message)
            sent += len(message)
        number += 2
    return f"{number} messages sent"


def ntp(line: Line, name: str, octets: int) -> str:
    """Ask what time it is."""
    del name, octets
    line.send(bytes((0x23,)) + bytes(47))
    answer = line.some()
    return f"{struct.unpack_from('!I', answer, 40)[0] - _NTP_1970} s since 1970"


SPEECHES: Final[dict[str, Speech]] = {
    "http": http,
    "firmware": firmware,
    "mqtt": mqtt,
    "rtmp": rtmp,
    "sip": sip,
    "mavlink": positions,
    "ntp": ntp,
}
