"""Values that differ from what was planted by as little as can be, and values that stand in two places: what is said of each."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io

import pytest

from harness.content.search import search_body, sought
from harness.model.content import Body
from harness.model.honey import Honey, HoneyKind
from harness.sources.payloads import read_content
from tests.support.conversations import MS, every, opening, up
from tests.support.frames import pcap

SERIAL = b"QX0MADEUP7734"
SOUGHT = sought((Honey(id="serial", kind=HoneyKind.SERIAL, values=(SERIAL.decode(),)),), b"0123456789abcdef")


def chains(body: bytes) -> list[str]:
    return [hit.chain for hit in search_body(Body(body), SOUGHT)]


def coded(value: bytes, before: int) -> bytes:
    return base64.b64encode(b"words " + bytes([0x78]) * before + value + b" more words")


@pytest.mark.parametrize("before", range(3))
def test_the_value_itself_is_found_in_every_alignment(before: int) -> None:
    assert chains(coded(SERIAL, before)) == ["base64 > plain"]


LAST = [SERIAL[:-1] + bytes([SERIAL[-1] ^ 1 << bit]) for bit in range(7)]
FIRST = [bytes([SERIAL[0] ^ 1 << bit]) + SERIAL[1:] for bit in range(7)]


@pytest.mark.parametrize("other", [*LAST, *FIRST, b"QX0MADEUQ7734"])
def test_one_bit_more_or_less_is_another_value(other: bytes) -> None:
    if other.lower() != SERIAL.lower():
        assert chains(b"sn=" + other + b";") == []
        assert chains(b"sn=" + other.hex().encode() + b";") == []
        assert chains(hashlib.sha256(other).hexdigest().encode()) == []


def test_in_base64_too() -> None:
    """A serial number that differs in its last digit is another aircraft's."""
    others = [other for other in (*LAST, *FIRST) if other.lower() != SERIAL.lower()]
    assert [chains(coded(other, before)) for other in others for before in range(3)] == [[]] * 3 * len(others)


@pytest.mark.parametrize(
    ("inner", "chain"),
    [
        (hashlib.sha256(SERIAL).hexdigest().encode(), "base64 > hex > sha256"),
        (base64.b64encode(b"xx" + SERIAL), "base64 > base64 > plain"),
    ],
)
def test_a_value_under_two_codings_is_told_once(inner: bytes, chain: str) -> None:
    assert chains(base64.b64encode(b"words " + inner + b" words")) == [chain]


def test_two_places_in_one_packet_are_two_rows() -> None:
    body = b"sn=" + SERIAL + b"&again=" + SERIAL
    request = b"POST /a HTTP/1.1\r\nHost: a.example\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    capture = pcap(every(MS, [*opening(to=80), up(request, to=80)]))
    digest = hashlib.sha256(capture).hexdigest()
    read = read_content(io.BytesIO(capture), "made.pcap", SOUGHT, sha256=digest, idle_timeout_s=300)
    assert len(read.found) == 2


def test_what_looks_like_an_escape_in_a_compressed_stream_is_none() -> None:
    stream = gzip.compress(b"sn=" + SERIAL + b" and \\n some words", compresslevel=0, mtime=0)
    assert chains(stream) == ["gzip > plain"]
