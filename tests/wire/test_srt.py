"""SRT: a recorded handshake, and stream IDs by "SRT Access Control"."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed
from harness.wire.srt import CONCLUSION, SrtHandshake, decode_srt
from tests.support import datagram_vectors as recorded


def extension(kind: int, content: bytes) -> bytes:
    return struct.pack("!HH", kind, len(content) // 4) + content


def words(text: bytes) -> bytes:
    """Text in words of 32 bits, last octet first (draft-sharabayko-srt-01 §3.2.1.3)."""
    text += bytes(-len(text) % 4)
    return struct.pack(f">{len(text) // 4}I", *struct.unpack(f"<{len(text) // 4}I", text))


def call(
    *extensions: bytes, kind: int = CONCLUSION, version: int = 5, mtu: int = 1500, first: int = 7
) -> bytes:
    head = bytes.fromhex("80000000 00000000 00000484 00000000")
    fixed = struct.pack("!IHHIIIIII", version, 0, 5, first, mtu, 8192, kind, 99, 0x1234) + bytes(16)
    return head + fixed + b"".join(extensions)


def read(data: bytes) -> SrtHandshake:
    found = decode_srt(data)
    assert isinstance(found, SrtHandshake), found
    return found


def test_a_recorded_handshake() -> None:
    induction, answer = read(recorded.SRT_INDUCTION), read(recorded.SRT_COOKIE)
    assert (induction.version, induction.kind, induction.from_client) == (4, 1, True)
    assert (answer.version, answer.kind, answer.from_client) == (5, 1, False)
    assert read(recorded.SRT_CALL) == SrtHandshake(
        version=5,
        kind=CONCLUSION,
        software="1.5.1",
        resource="live/cam1",
        host="ingest.camera.example",
        user=True,
        encrypted=True,
        from_client=True,
    )
    accepted = read(recorded.SRT_ACCEPTED)
    assert (accepted.software, accepted.encrypted, accepted.from_client) == ("1.5.1", True, False)


@pytest.mark.parametrize(
    ("stream", "found"),
    [
        (b"#!::u=admin,r=bluesbrothers1_hi", ("bluesbrothers1_hi", None, True)),
        (b"#!::u=johnny,t=file,m=publish,r=results.csv", ("results.csv", None, True)),
        (b"#!::h=Live.example.,r=a b", ("a\\032b", "live.example", False)),
        (b"#!::", (None, None, False)),
        (b"#!::r=,u=", (None, None, False)),
        (b"#!::x,=,r=1,r=2", ("1", None, False)),
        (b"live/cam1", ("live/cam1", None, False)),
        (b"", (None, None, False)),
    ],
)
def test_stream_ids(stream: bytes, found: tuple[str | None, str | None, bool]) -> None:
    handshake = read(call(extension(5, words(stream))))
    assert (handshake.resource, handshake.host, handshake.user) == found


@given(st.from_regex(r"[a-zA-Z0-9/_-]{1,500}", fullmatch=True))
def test_any_name_is_read_as_it_was_written(name: str) -> None:
    assert read(call(extension(5, words(name.encode())))).resource == name


def test_who_speaks() -> None:
    hsreq, hsrsp = (extension(kind, bytes.fromhex("00010401 000000bf 00780078")) for kind in (1, 2))
    assert read(call(hsreq)).from_client is True
    assert read(call(hsrsp)).from_client is False
    assert read(call()).from_client is None
    assert read(call(kind=0)).from_client is None
    assert read(call(kind=1002)).from_client is False
    assert read(call(hsreq)).software == "1.4.1"
    assert not read(call(hsreq)).encrypted
    assert read(call(hsreq, extension(3, bytes(8)))).encrypted


@pytest.mark.parametrize(
    "data",
    [
        b"",
        recorded.SRT_KEEPALIVE,
        recorded.SRT_DATA,
        recorded.SRT_CALL[:-1],
        recorded.SRT_CALL + b"\0",
        recorded.SRT_INDUCTION[:63],
        call(version=3),
        call(version=6),
        call(kind=2),
        call(kind=999),
        call(mtu=0),
        call(mtu=65536),
        call(first=1 << 31),
        call(extension(9, b"")),
        call(extension(0, b"")),
        call(*[extension(1, b"")] * 17),
        b"\x80\x01" + call()[2:],
    ],
)
def test_what_is_no_handshake(data: bytes) -> None:
    assert isinstance(decode_srt(data), Malformed)
