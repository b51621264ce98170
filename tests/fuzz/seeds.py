"""Inputs to begin from: frames and messages of the project's own captures, and files made by hand. Never strangers' data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from harness.kernel.codes import FULL
from harness.kernel.records import PACKET
from harness.sources.framers import framer_for
from harness.sources.pcapng_blocks import SECTION_MAGIC
from tests.fuzz.targets.files import USER_BLOCK
from tests.fuzz.targets.links import families
from tests.support import text_messages as texts
from tests.support.certificates import certificate, flight
from tests.support.conversations import client_hello, dns_answer, request
from tests.support.mutants.compressed import FORMS
from tests.support.mutants.seeds import own_seeds
from tests.support.quic_packets import ACK, PING, crypto, initial, quic_hello

_FORM_OF: Final = ("gz", "zst", "xz", "lz4", "bz2")
_MAGIC_OCTETS: Final = {"gz": 4, "zst": 4, "xz": 6, "lz4": 4, "bz2": 3}
_KIND_OF_PORT: Final = {2152: 0, 1701: 1, 4789: 2, 6081: 3}
_KIND_OF_PROTOCOL: Final = {4: 4, 41: 5, 47: 6, 97: 7}
_MOST: Final = 400
"""Octets of a frame to begin with."""


def frames_of(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Link type and octets of each packet of a capture."""
    buf = np.frombuffer(bytearray(octets), dtype=np.uint8)
    packets = np.zeros(64, dtype=PACKET)
    framer, p, status = framer_for(octets[:4], "a"), 0, FULL
    while status == FULL:
        step = framer.frame(buf, p, len(buf), 0, packets)
        p, status = step.position, step.status
        for packet in packets[: step.packets]:
            yield int(packet["dlt"]), octets[packet["offset"] : packet["offset"] + packet["captured"]]


def _chosen() -> Iterator[tuple[int, bytes]]:
    """A few frames of every capture, short ones."""
    for name, octets in own_seeds():
        short = [frame for frame in frames_of(octets) if len(frame[1]) <= _MOST]
        yield from short[:: max(1, len(short) // 12)][:24] if not name.startswith("made") else short[:4]


def _inside(datagram: bytes) -> Iterator[tuple[str, bytes]]:
    """Seeds for what stands behind an IP header without options."""
    four = datagram[0] >> 4 == 4
    protocol, body = (datagram[9], datagram[20:]) if four else (datagram[6], datagram[40:])
    yield "network", datagram
    if not four:
        yield "extensions", bytes([protocol]) + body
    if protocol in (6, 17):
        yield "transport", bytes([protocol == 6]) + body
    if protocol in _KIND_OF_PROTOCOL:
        yield "tunnels", bytes([_KIND_OF_PROTOCOL[protocol]]) + body
    port = int.from_bytes(body[2:4], "big")
    if protocol == 17 and port in _KIND_OF_PORT:
        yield "tunnels", bytes([_KIND_OF_PORT[port]]) + body[8:]
    if protocol == 17 and body[:2] == b"\0\x35":
        yield "dns", body[8:]
    if protocol == 6:
        payload = body[(body[12] >> 4) * 4 :] if len(body) > 12 else b""
        yield ("tls" if payload[:1] == b"\x16" else "http"), payload


SERVICES: Final = bytes.fromhex(
    "1a2b 8180 0001 0002 0000 0000 03777777 076578616d706c65 03636f6d 00 0041 0001"
    "c00c 0041 0001 0000012c 0005 0000 0165 00"  # AliasMode to e
    "0165 00 0041 0001 0000003c 0022 0001 0161 00 0000 0002 0004 0001 0003 026833 0004 0004 c0000201 0005 0004 aabbccdd"
)
POINTERS: Final = bytes.fromhex(
    "0000 8400 0000 0002 0000 0000 0137 0132 0130 03313932 07696e2d61646472 0461727061 00 000c 8001 00000078"
    "0006 04686f7374 00 c00c 0001 8001 00000078 0004 c0a80109"
)


def _messages() -> Iterator[tuple[str, bytes]]:
    answer = dns_answer("a.example", "198.51.100.7")
    hello = client_hello("www.example", 30)
    yield from (("dns", answer), ("dns", SERVICES), ("dns", POINTERS), ("mdns", answer), ("mdns", POINTERS))
    yield "dns-tcp", len(answer).to_bytes(2, "big") + answer
    yield "tls", hello
    yield "tls-message", hello[5:]
    leaf = certificate(b"a.example", b"*.b.example")
    yield "tls-server", flight(leaf)
    yield "certificate", leaf
    yield "http", request("plain.example")
    yield "heads", bytes((20, 0, 9)) + hello[9:29] + bytes((9, 0, 0)) + hello[:9]
    pieces = (crypto(quic_hello(), 0, 40), PING + crypto(quic_hello(), 30) + ACK)
    yield "quic", b"\1" + b"".join(bytes([len(piece)]) + piece for piece in pieces)
    sealed = initial(crypto(b"\1\0"))
    yield "quic", b"\0" + bytes([len(sealed)]) + sealed
    yield from (("rtsp", message) for message in (texts.DESCRIBE, texts.RTSP_ANSWER, texts.RTSP_CHALLENGE))
    yield from (("sip", message) for message in (texts.TORTUOUS_INVITE, texts.SIP_OK, texts.KEEPALIVE))
    yield from (
        ("socks", message) for message in (texts.SOCKS5, texts.SOCKS5_PASSWORD, texts.SOCKS4, texts.SOCKS4A)
    )
    yield from (("http-response", message) for message in (texts.HTTP_JSON, texts.HTTP_CHUNKED))
    yield "httpdns", b"\0/100000/d?host=www.vendor.example\0" + texts.JSON_BODY
    yield "httpdns", b"\1/d?dn=a.example&ttl=1\0a.example.:192.0.2.8;192.0.2.9,60-2001:db8::8,9|203.0.113.9"
    yield (
        "httpdns",
        b'\4/resolve?name=a.example\0{"Answer":[{"name":"a.example","type":1,"TTL":9,"data":"192.0.2.8"}]}',
    )
    yield "fragments", bytes((12, 0, 1, 1, 0)) + bytes(8) + bytes((12, 1, 1, 0, 0)) + bytes(8)
    yield (
        "streams",
        bytes((0, 2, 0, 0, 1, 0, 0, 0, 0, 1, 18, 0, 0, 7, 0, 0, 2, 0, 2, 24, 0, 0, 2, 0, 0, 8, 9)),
    )


def _files() -> Iterator[tuple[str, bytes]]:
    for name, octets in own_seeds():
        if "pcapdroid" in name and octets[:4] == SECTION_MAGIC:  # little-endian, as Android is
            yield "pcapng", bytes(1) + octets[int.from_bytes(octets[4:8], "little") :][:1_200]
            at = octets.find(USER_BLOCK["little"])
            yield "file-statements", bytes(1) + octets[at + 8 : at + 60]
        if "pymobiledevice" in name:
            yield "pcapng", bytes(1) + octets[:1_200]
        if not name.startswith("made"):
            continue
        yield "file", octets[:1_500]
        yield "first-octets", octets[:600]
        if "pcapng" in name:
            yield "pcapng", bytes(["big" in name]) + octets[28:1_200]
            yield "file-statements", bytes(["big" in name]) + octets[36:200]
        else:
            yield "pcap", bytes([("big" in name) + 2 * ("ns" in name)]) + octets[20:800]
    for index, form in enumerate(_FORM_OF):
        whole = FORMS[form](b"\xd4\xc3\xb2\xa1" + bytes(40) + b"octets inside" * 4)
        yield "compression", bytes([index]) + whole[_MAGIC_OCTETS[form] :]
        yield "file", whole


def _usb_events() -> Iterator[bytes]:
    """Events of each USB capture, short ones: descriptors, and a few transfers."""
    for name, octets in own_seeds():
        events = [frame for dlt, frame in frames_of(octets) if dlt == 220 and 64 < len(frame) < 256]
        descriptors = [one for one in events if one[9] == 2 and one[64:66] in (b"\x12\x01", b"\x09\x02")]
        transfers = [one for one in events if one[9] == 3][:3]
        if descriptors and "usb" in name:
            yield b"".join(bytes([len(one)]) + one for one in descriptors[-4:] + transfers)


def seeds(target: str) -> list[bytes]:
    """Inputs that one target begins with, each once."""
    found = [data for name, data in (*_messages(), *_files()) if name == target]
    if target == "link-usb-events":
        found += _usb_events()
    for dlt, frame in _chosen():
        for family, dlts in families().items():
            if dlt in dlts and target == f"link-{family}":
                found.append(bytes([dlts.index(dlt)]) + frame)
        if dlt == 1 and frame[12:14] in (b"\x08\0", b"\x86\xdd"):
            found += [data for name, data in _inside(frame[14:]) if name == target]
        if target == "link-trailer" and dlt == 1 and frame[-32:-28] == b"\x01\x07\x20\x21":
            found.append(frame[-28:] + frame[:-32])
        if target == "capture" and dlt == 1 and len(frame) < 256:
            found.append(bytes([len(frame)]) + frame)
    return list(dict.fromkeys(found))
