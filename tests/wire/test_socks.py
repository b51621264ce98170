"""SOCKS handshakes, written from the specifications."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.socks import (
    SocksCommand,
    SocksRequest,
    decode_socks,
    wanted,
)
from tests.support.text_messages import SOCKS4, SOCKS4A, SOCKS5, SOCKS5_PASSWORD, SOCKS5_UDP
from tests.support.wire_messages import hello, records, server_name

TUNNELLED = records(hello(server_name(b"behind.example")))
EXAMPLES = {
    SOCKS5: (5, "connect", "hidden.example", 443, False),
    SOCKS5_PASSWORD: (5, "connect", "198.51.100.7", 80, True),
    SOCKS5_UDP: (5, "udp_associate", "::", 0, False),
    SOCKS4: (4, "connect", "198.51.100.7", 80, True),
    SOCKS4A: (4, "connect", "hidden.example", 443, False),
    b"\x04\x01\x01\xbb\x00\x00\x00\x01\x00a\x00": (4, "connect", "a", 443, False),
    b"\x04\x02\x00\x00\xc6\x33\x64\x07\x00": (4, "bind", "198.51.100.7", 0, False),
    b"\x05\x03\x00\x01\x02\x01\x01u\x00\x05\x02\x00\x01\xc6\x33\x64\x07\x00\x50": (
        *(5, "bind", "198.51.100.7", 80, True),  # an empty password
    ),
    b"\x05\x01\x00\x05\x01\x00\x04" + bytes.fromhex("20010db8" + "00" * 11 + "01") + b"\x01\xbb": (
        *(5, "connect", "2001:db8::1", 443, False),
    ),
}


@pytest.mark.parametrize("data", EXAMPLES, ids=bytes.hex)
def test_handshakes(data: bytes) -> None:
    version, command, host, port, user = EXAMPLES[data]
    expected = SocksRequest(version, SocksCommand(command), host, port, user, len(data))
    assert decode_socks(data) == decode_socks(data + TUNNELLED) == expected
    assert wanted(data) == wanted(data + TUNNELLED) == len(data)
    for length in range(len(data)):
        decoded = decode_socks(data[:length])
        assert isinstance(decoded, Malformed)
        assert decoded.reason is Reason.TRUNCATED
        assert wanted(data[:length]) == length + 1


def test_the_password_is_not_kept() -> None:
    assert "secret" not in str(decode_socks(SOCKS5_PASSWORD))
    assert "user" not in str(decode_socks(SOCKS5_PASSWORD)).replace("user=True", "")
    assert "fred" not in str(decode_socks(SOCKS4))


@pytest.mark.parametrize(
    "text",
    [
        "0500",  # no method
        "05 02 0000",  # the same twice
        "05 01 ff",  # an answer's "none acceptable"
        "05 11 00",  # more methods than there are
        "05 01 00 06",
        "05 01 00 01",  # user and password that were not offered
        "05 01 00 05 04",
        "05 01 00 05 01 01",
        "05 01 00 05 01 00 02",
        "05 01 00 05 01 00 03 00",
        "05 01 00 05 01 00 03 02 41 0a",
        "05 01 00 05 01 00 01 c6336407 0000",
        "05 01 02 01 00",
        "05 00 0b 03 10 00 00 00",  # DCE RPC
        "04 03",
        "04 00",
        "04 01 0050 00000000",
        "04 01 0000 c6336407 00",
        "04 01 0050 c6336407 4180",
        "04 01 0050 00000001 00 00",
        "16 03 01 02 00 01 00 01 fc 03 03",
        "05 01 1a2b 8180 0001 0001",  # answers of 1,281 to 1,283 octets of DNS over TCP
        "05 02 1a2b 8180 0001 0001",
        "05 03 1a2b 8180 0001 0001",
        "04 01 1a2b 8180 0001 000c 0000 0000",  # of 1,025 and 1,026 octets
        "04 02 1a2b 8400 0001 000c 0000 0001",
        "04 01 1a2b 0100 0001 0000 0000 0001",  # queries
        "04 01 1a2b 2800 0001 0000 0010 0001",
        "04 01 1a2b 0000 0001 0000 0000 0001",
    ],
)
def test_another_protocol(text: str) -> None:
    data = bytes.fromhex(text)
    decoded = decode_socks(data)
    assert isinstance(decoded, Malformed)
    assert decoded.reason is Reason.NOT_THIS
    assert wanted(data) == 0


def test_text_protocols_are_others() -> None:
    for data in (b"GET / HTTP/1.1\r\n\r\n", b"SSH-2.0-x\r\n", b"\0\1", b"\xff" * 9):
        assert wanted(data) == 0


def test_a_user_id_without_end() -> None:
    assert wanted(SOCKS4[:8] + b"u" * 255) == 264
    assert wanted(SOCKS4[:8] + b"u" * 256) == 0


def test_a_target_that_looks_like_a_dns_message_waits_for_the_tunnelled_stream() -> None:
    data = b"\x04\x01\x03\x55\x01\x00\x00\x01\x00"
    assert wanted(data) == len(data) + 1
    expected = SocksRequest(4, SocksCommand.CONNECT, "1.0.0.1", 853, False, len(data))
    assert decode_socks(data + TUNNELLED) == expected
    assert wanted(data + TUNNELLED) == 13


@given(st.binary(max_size=40), st.sampled_from((b"", b"\x05\x01\x00\x05\x01\x00", b"\x04\x01")))
def test_more_octets_change_nothing(data: bytes, start: bytes) -> None:
    data = start + data
    first = next((n for n in range(1, len(data)) if wanted(data[:n]) <= n), None)
    if first is not None:
        results = {decode_socks(data[:n]) for n in range(first, len(data) + 1)}
        assert len(results) == 1
