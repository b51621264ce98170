"""Any values, in any encodings, in any flows: exactly those are found, in the packets that carry them.

Traffic and encodings are made here by the standard library, apart from the forge and from the product.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.content.search import sought
from harness.model.honey import Honey, HoneyKind
from harness.model.honey import Place as Position
from harness.sources.payloads import read_content
from tests.support.conversations import MS, PHONE, PHONE_MAC, ROUTER_MAC, SERVER, down, every, opening, up
from tests.support.drone_frames import nmea
from tests.support.frames import ACK, ethernet, ip, pcap, udp

Coder = Callable[[bytes], bytes]
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LETTERS_OF_A_VALUE = 12
CODINGS: dict[str, Coder] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zlib": zlib.compress,
    "base64": base64.b64encode,
    "hex": lambda data: data.hex().encode(),
}
FORMS: dict[str, tuple[str, Coder]] = {
    "plain": ("plain", bytes),
    "upper": ("plain", bytes.upper),
    "url": ("url > plain", lambda data: b"".join(b"%%%02X" % octet for octet in data)),
    "json": ("json > plain", lambda data: b"".join(b"\\u%04x" % octet for octet in data)),
    "utf-16": ("utf-16", lambda data: data.decode().encode("utf-16-le")),
    "sha256": ("hex > sha256", lambda data: hashlib.sha256(data).hexdigest().encode()),
    "md5": ("md5", lambda data: hashlib.md5(data).digest()),
}
WORDS = b"an event of the day and what it meant to all who were there, as far as it was told; "
CARRIERS = ("request", "response", "chunked", "stream", "datagram")
RADIUS_M = 50.0
LEAST_AROUND = 12
"""Octets of words around a value: a run of base64 that holds nothing but eight octets is shorter than what is taken for one."""


class Plant(NamedTuple):
    """One message: what it holds, and what is to be found of that."""

    carrier: str
    octets: bytes
    """The message's body."""
    id: str | None
    chain: str | None
    """None: a decoy."""


def position_forms(latitude: float, longitude: float) -> dict[str, tuple[str, bytes]]:
    e7 = (round(latitude * 1e7), round(longitude * 1e7))
    tags = b"\x09" + struct.pack("<d", latitude) + b"\x11" + struct.pack("<d", longitude)
    return {
        "decimal": ("decimal", f'{{"lat":{latitude:.6f},"lng":{longitude:.6f}}}'.encode()),
        "protobuf": ("double-le", tags),
        "mavlink": ("int32e7-le", struct.pack("<ii", *e7)),
        "big": ("int32e7-be", struct.pack(">ii", *e7)),
        "nmea": ("nmea", nmea(b"GPGGA,101112.00,%s,%s,1,08,0.9,1,M,0,M,," % (half(latitude, 2, b"NS"), half(longitude, 3, b"EW")))),
    }  # fmt: skip


def half(degrees: float, digits: int, letters: bytes) -> bytes:
    minutes = abs(degrees) % 1 * 60
    whole = b"%0*d" % (digits, int(abs(degrees)))
    return whole + f"{min(minutes, 59.9999):07.4f}".encode() + b"," + letters[degrees < 0 :][:1]


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A value, as long as all others: none stands inside another."""
    return "".join(
        draw(st.lists(st.sampled_from(LETTERS), min_size=LETTERS_OF_A_VALUE, max_size=LETTERS_OF_A_VALUE))
    ).encode()


def changed(value: bytes) -> bytes:
    """Another value: one letter of it is different (its ends are in ``test_near_misses``)."""
    return value[:5] + (b"W" if value[5:6] != b"W" else b"X") + value[6:]


@st.composite
def situations(draw: st.DrawFn) -> tuple[tuple[Honey, ...], list[Plant]]:
    values = draw(st.lists(texts(), min_size=1, max_size=3, unique_by=lambda one: one[:5]))
    latitude, longitude = draw(st.floats(-60, -20)), draw(st.floats(-140, -100))
    honey = [
        Honey(id=f"value-{at}", kind=HoneyKind.SERIAL, values=(one.decode(),))
        for at, one in enumerate(values)
    ]
    place = Position(latitude=latitude, longitude=longitude, radius_m=RADIUS_M)
    honey.append(Honey(id="home", kind=HoneyKind.HOME_POINT, place=place))
    plants = []
    for _ in range(draw(st.integers(1, 6))):
        true = draw(st.booleans())
        if draw(st.booleans()):
            at = draw(st.integers(0, len(values) - 1))
            form, write = FORMS[draw(st.sampled_from(sorted(FORMS)))]
            found, core = f"value-{at}", write(values[at] if true else changed(values[at]))
        else:
            # Four radii to the south.
            moved = latitude if true else latitude - 4 * RADIUS_M / 111_000
            forms = position_forms(moved, longitude)
            form, core = forms[draw(st.sampled_from(sorted(forms)))]
            found = "home"
        codings = draw(st.lists(st.sampled_from(sorted(CODINGS)), max_size=3))
        body = (
            WORDS[: draw(st.integers(LEAST_AROUND, 80))]
            + b" "
            + core
            + b" "
            + WORDS[: draw(st.integers(LEAST_AROUND, 80))]
        )
        for name in codings:
            body = CODINGS[name](body)
        if codings and codings[-1] in ("base64", "hex") and draw(st.booleans()):
            body = json.dumps({"v": 1, "data": body.decode()}).encode()
        chain = " > ".join((*reversed(codings), form))
        plants.append(
            Plant(draw(st.sampled_from(CARRIERS)), body, found if true else None, chain if true else None)
        )
    return tuple(honey), plants


def carried(plant: Plant) -> bytes:
    """A message as it goes over the wire."""
    body = plant.octets
    if plant.carrier == "request":
        return b"POST /a HTTP/1.1\r\nHost: log.example\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    if plant.carrier == "response":
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    if plant.carrier == "chunked":
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in cut(body, 13))
        return (
            b"POST /b HTTP/1.1\r\nHost: log.example\r\nTransfer-Encoding: chunked\r\n\r\n"
            + chunks
            + b"0\r\n\r\n"
        )
    return b"\x01" + body if plant.carrier == "stream" else body


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def frames(plants: list[Plant], size: int) -> tuple[list[bytes], list[range]]:
    """Packets of all messages, each in a flow of its own, and the numbers of those that carry it."""
    packets, numbers = list[bytes](), list[range]()
    for at, plant in enumerate(plants):
        port, octets = 40_000 + at, carried(plant)
        if plant.carrier == "datagram":
            first = len(packets) + 1
            packets.append(ethernet(ip(PHONE, SERVER, 17, udp(port, 8_000, octets)), source=PHONE_MAC))
            packets.append(ethernet(ip(SERVER, PHONE, 17, udp(8_000, port, WORDS)), source=ROUTER_MAC))
            numbers.append(range(first, first + 1))
            continue
        packets += opening(port=port, to=8_000)
        first = len(packets) + 1
        begin, way = (5_001, down) if plant.carrier == "response" else (1_001, up)
        packets += [
            way(part, seq=begin + number * size, port=port, to=8_000, flags=ACK)
            for number, part in enumerate(cut(octets, size))
        ]
        numbers.append(range(first, len(packets) + 1))
    return packets, numbers


@settings(max_examples=60, deadline=None)
@given(situations(), st.sampled_from([29, 100, 1_400]))
def test_exactly_what_was_planted_is_found(
    situation: tuple[tuple[Honey, ...], list[Plant]], size: int
) -> None:
    honey, plants = situation
    packets, numbers = frames(plants, size)
    capture = pcap(every(MS, packets))
    read = read_content(
        io.BytesIO(capture), "made.pcap", sought(honey, b"0123456789abcdef"),
        sha256=hashlib.sha256(capture).hexdigest(), idle_timeout_s=300,
    )  # fmt: skip
    wanted = [(at, plant.id, plant.chain) for at, plant in enumerate(plants) if plant.id is not None]
    seen: list[tuple[Any, ...]] = []
    for row in read.found:
        assert row.hit.standing.value == "witness", row
        (at,) = (at for at, carrying in enumerate(numbers) if row.seen.packet in carrying)
        assert (row.ends.source_port == 8_000) == (plants[at].carrier == "response")
        seen.append((at, row.hit.found_id, row.hit.chain))
    assert sorted(seen) == sorted(wanted)
