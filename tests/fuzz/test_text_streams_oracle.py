"""RTSP, SIP, SOCKS and HTTP responses against tshark: messages made here, and every first payload of real captures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from harness.wire import http_response, rtsp, sip, socks
from harness.wire.authority import Authority
from harness.wire.http_response import HttpResponse
from harness.wire.rtsp import RtspMessage
from harness.wire.sip import SipMessage
from harness.wire.socks import SocksRequest
from harness.wire.text import host_text
from tests.support import frames, tshark
from tests.support import text_messages as texts
from tests.support.conversations import MS, PHONE, SERVER, down, every, opening, up
from tests.support.truth import SHARED, fixtures

pytestmark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")

RTSP = (texts.DESCRIBE, texts.RTSP_ANSWER)
SIP = (texts.TORTUOUS_INVITE, texts.SIP_OK, texts.KEEPALIVE, texts.REGISTER)
UNREAD = {(texts.TORTUOUS_INVITE, "from"), (texts.TORTUOUS_INVITE, "to")}
"""tshark does not read fields with white space before their colon (RFC 3261 §7.3.1 allows it)."""
SOCKS = (texts.SOCKS5, texts.SOCKS4, texts.SOCKS4A)
HTTP = (texts.HTTP_JSON, texts.HTTP_CHUNKED)


def cells(path: Path, packets: list[bytes], names: tuple[str, ...], shown: str) -> list[dict[str, list[str]]]:
    """What tshark reads in the frames that it shows."""
    capture = path / "made.pcap"
    capture.write_bytes(frames.pcap(every(MS, packets)))
    return tshark.fields(capture, names, shown)


def conversations(messages: tuple[bytes, ...], port: int, *, client: bool) -> list[bytes]:
    """Each message as the first payload of a connection of its own."""
    packets: list[bytes] = []
    for number, message in enumerate(messages):
        packets += opening(port=40000 + number, to=port)
        packets.append((up if client else down)(message, port=40000 + number, to=port))
    return packets


def first(frame: dict[str, list[str]], name: str) -> str | None:
    return frame[name][0] if frame[name] else None


def test_rtsp(tmp_path: Path) -> None:
    names = ("rtsp.method", "rtsp.url", "rtsp.status")
    packets = conversations(RTSP[:1], 554, client=True) + conversations(RTSP[1:], 8554, client=False)
    seen = cells(tmp_path, packets, names, "rtsp")
    assert len(seen) == len(RTSP)
    for frame, message in zip(seen, RTSP, strict=True):
        decoded = rtsp.decode_rtsp(message)
        assert isinstance(decoded, RtspMessage)
        assert decoded.method == first(frame, "rtsp.method")
        assert decoded.status == (int(frame["rtsp.status"][0]) if frame["rtsp.status"] else None)
        url = first(frame, "rtsp.url")
        assert url == (None if decoded.host is None else f"rtsp://{decoded.host}{decoded.path}")


def same_place(ours: Authority | None, frame: dict[str, list[str]], field: str) -> bool:
    host, user, port = (first(frame, f"sip.{field}.{part}") for part in ("host", "user", "port"))
    if ours is None:
        return host is None
    return (ours.host, ours.user, ours.port) == (
        host_text((host or "").encode()), user, int(port) if port else None
    )  # fmt: skip


def test_sip(tmp_path: Path) -> None:
    places = {"r-uri": "request", "from": "from_", "to": "to", "contact": "contact"}
    fields = tuple(f"sip.{field}.{part}" for field in places for part in ("host", "user", "port"))
    other = ("sip.Method", "sip.Status-Code", "sip.User-Agent", "sip.Server")
    sdp = ("sdp.owner.address", "sdp.connection_info.address")
    packets = [
        frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(5060, 5060, message))) for message in SIP
    ]
    seen = cells(tmp_path, packets, (*fields, *other, *sdp), "sip")
    assert len(seen) == len(SIP)
    for frame, message in zip(seen, SIP, strict=True):
        decoded = sip.decode_sip(message, datagram=True)
        assert isinstance(decoded, SipMessage)
        for field, ours in places.items():
            if (message, field) in UNREAD:
                assert not frame[f"sip.{field}.host"]
                continue
            assert same_place(getattr(decoded, ours), frame, field), (field, frame)
        status = first(frame, "sip.Status-Code")
        assert decoded.status == (int(status) if status else None)
        assert decoded.method == first(frame, "sip.Method")
        assert decoded.media == tuple(address for name in sdp for address in frame[name])
        for text, name in ((decoded.user_agent, "sip.User-Agent"), (decoded.server, "sip.Server")):
            assert (text or "").replace("\\032", " ") == (first(frame, name) or "")


def test_socks(tmp_path: Path) -> None:
    """A client that waits for nothing cannot be read by tshark: greeting and request are packets of their own."""
    packets: list[bytes] = []
    for number, message in enumerate(SOCKS):
        port, to = 40000 + number, 1080
        packets += opening(port=port, to=to)
        greeting = 3 if message[:1] == b"\5" else 0
        if greeting:
            packets += [up(message[:3], port=port, to=to), down(b"\5\0", port=port, to=to, ack=1004)]
        seq, ack = 1001 + greeting, 5003 if greeting else 5001
        packets.append(up(message[greeting:], port=port, to=to, seq=seq, ack=ack))
    names = (
        "socks.version",
        "socks.command",
        "socks.dst",
        "socks.remote_name",
        "socks.v4a_dns_name",
        "socks.port",
    )
    seen = [
        frame
        for frame in cells(tmp_path, packets, (*names, "socks.dstport"), "socks")
        if frame["socks.command"]
    ]
    assert len(seen) == len(SOCKS)
    for frame, message in zip(seen, SOCKS, strict=True):
        decoded = socks.decode_socks(message)
        assert isinstance(decoded, SocksRequest)
        assert decoded.version == int(frame["socks.version"][0])
        hosts = frame["socks.remote_name"] + frame["socks.v4a_dns_name"] + frame["socks.dst"]
        assert decoded.host == hosts[0].lower()
        assert decoded.port == int((frame["socks.port"] + frame["socks.dstport"])[0])


def test_http(tmp_path: Path) -> None:
    names = ("http.response.code", "http.content_type", "http.file_data")
    seen = cells(tmp_path, conversations(HTTP, 80, client=False), names, "http.response")
    assert len(seen) == len(HTTP)
    for frame, message in zip(seen, HTTP, strict=True):
        decoded = http_response.decode_response(message)
        assert isinstance(decoded, HttpResponse)
        assert decoded.status == int(frame["http.response.code"][0])
        assert decoded.content_type == frame["http.content_type"][0].partition(";")[0]
        plain = decoded.body.decode().replace("\r", "\\r").replace("\n", "\\n")
        assert frame["http.file_data"][0] in (plain, decoded.body.hex())  # by the version of tshark


Payload = tuple[str, bytes, set[str]]
"""Capture and frame, a payload, and what tshark takes it for."""
ONE_SEGMENT = ("tcp.desegment_tcp_streams:FALSE",)
BY_PORT = {
    "rtsp": {f"e99-drone/packet_captures/PCAPdroid_02_Dec_13_46_06.pcap {frame}" for frame in (92, 94)}
}
"""What only we see: RTSP of a drone at port 7070, which tshark knows by its port alone."""


@cache
def payloads() -> tuple[Payload, ...]:
    """Of every real capture: the first payload of each TCP direction, and every UDP payload."""
    return tuple(payload for fixture in fixtures() for payload in _of_capture(fixture))


def _of_capture(fixture: str) -> Iterator[Payload]:
    direction = ("tcp.stream", "ip.src", "ipv6.src", "tcp.srcport")
    names = ("frame.number", "tcp.payload", "udp.payload", "frame.protocols", "http.response")
    shown = "(tcp.len > 0 || udp) && !icmp && !icmpv6"
    path, met = SHARED / "captures" / fixture, set()
    for frame in tshark.fields(path, (*names, *direction), shown, preferences=ONE_SEGMENT, checked=False):
        key = str([frame[name] for name in direction])
        payload = frame["tcp.payload"] if frame["tcp.stream"] else frame["udp.payload"]
        if not payload or (frame["tcp.stream"] and key in met):
            continue
        met.add(key)
        kinds = {"rtsp", "sip", "socks"} & set(frame["frame.protocols"][0].split(":"))
        kinds |= {"http"} if frame["http.response"] else set()
        yield f"{fixture} {frame['frame.number'][0]}", bytes.fromhex(payload[-1].replace(":", "")), kinds


@pytest.mark.skipif(not fixtures(), reason="capability: shared")
@pytest.mark.parametrize(
    ("kind", "wanted", "least"),
    [
        ("rtsp", rtsp.wanted, 2),
        ("sip", sip.wanted, 8),
        ("socks", socks.wanted, 0),
        ("http", http_response.wanted, 80),
    ],
)
def test_first_payloads_of_real_captures_are_recognised_as_tshark_does(
    kind: str, wanted: Callable[[bytes], int], least: int
) -> None:
    ours = {key for key, octets, _ in payloads() if wanted(octets) > 0}
    theirs = {key for key, _, kinds in payloads() if kind in kinds}
    assert ours ^ theirs == BY_PORT.get(kind, set())
    assert len(ours) >= least
