"""Session ids of hellos: of an OpenSSL server, of RFC 8448's example, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire.session_ids import WANTED, read_session_id
from tests.support.certificates import OPENSSL_FLIGHT_13

RFC_8448_5 = bytes.fromhex(
    "16030300b0020000ac0303cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c00130100"
)
"""Section 5: the HelloRetryRequest of a client without compatibility mode, whose session id is empty."""


def test_what_a_server_repeated() -> None:
    # RFC 8446 §4.1.3: 32 octets behind record header, handshake header, version and random.
    assert OPENSSL_FLIGHT_13[43] == 32
    assert read_session_id(OPENSSL_FLIGHT_13) == OPENSSL_FLIGHT_13[44:76]
    assert read_session_id(RFC_8448_5) == b""


@pytest.mark.parametrize(
    ("data", "reason", "offset"),
    [
        (b"", Reason.TRUNCATED, 0),
        (b"HTTP/1.1 200 OK", Reason.NOT_THIS, 0),
        (bytes([22, 2]), Reason.NOT_THIS, 1),
        (bytes([22, 3, 3, 0, 4, 11, 0, 0, 0]), Reason.NOT_THIS, 5),
        (OPENSSL_FLIGHT_13[:43], Reason.TRUNCATED, 43),
        (OPENSSL_FLIGHT_13[:75], Reason.TRUNCATED, 75),
        (OPENSSL_FLIGHT_13[:43] + bytes([33]), Reason.BAD_LENGTH, 43),
    ],
)
def test_what_holds_none(data: bytes, reason: Reason, offset: int) -> None:
    assert read_session_id(data) == Malformed(reason, offset, "tls")


@given(
    st.binary(max_size=100) | st.builds(lambda end: OPENSSL_FLIGHT_13[:40] + end, st.binary(max_size=60)),
    st.binary(max_size=8),
)
def test_more_octets_change_only_what_was_cut(data: bytes, more: bytes) -> None:
    found = read_session_id(data)
    if isinstance(found, Malformed) and found.reason is Reason.TRUNCATED:
        assert len(data) < WANTED
    else:
        assert read_session_id(data + more) == found
