"""NTRIP requests as programs send them, and HTTP that is none."""

from __future__ import annotations

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.nmea import find_sentences
from harness.wire.ntrip import MAX_HEAD_OCTETS, NtripRequest, decode_request, wanted
from harness.wire.positions import Position
from tests.support.drone_frames import GGA, NTRIP_1, NTRIP_2, NTRIP_SOURCE

REQUESTS = (NTRIP_1, NTRIP_2, NTRIP_SOURCE)


def request(data: bytes) -> NtripRequest:
    decoded = decode_request(data)
    assert isinstance(decoded, NtripRequest)
    return decoded


def test_version_1_with_a_sentence_behind_it() -> None:
    decoded = request(NTRIP_1 + GGA)
    assert decoded == NtripRequest(
        len(NTRIP_1), "GET", "MOUNT", None, "NTRIP\\032client/1.0", 1, credentials=True, position=None
    )
    (behind,) = find_sentences(NTRIP_1 + GGA, decoded.octets)
    assert behind.position == Position("receiver", "GPGGA", len(NTRIP_1), 481173000, 115166667)


def test_version_2_with_a_sentence_in_the_head() -> None:
    decoded = request(NTRIP_2)
    assert decoded[1:7] == ("GET", "MOUNT", "caster.example", "NTRIP\\032other/2", 2, False)
    assert decoded.position is not None
    assert NTRIP_2[decoded.position.offset :].startswith(b"$GPGGA")
    assert decoded.position[3:] == (481173000, 115166667)


def test_a_source_and_its_password() -> None:
    decoded = request(NTRIP_SOURCE)
    assert decoded[1:7] == ("SOURCE", "MOUNT", None, "NTRIP\\032server/1.0", 1, True)
    assert "secret" not in repr(decoded)
    assert not request(b"SOURCE /MOUNT\r\nSource-Agent: NTRIP x\r\n\r\n").credentials


def test_the_list_of_streams_and_a_client_with_another_name() -> None:
    decoded = request(b"GET / HTTP/1.1\r\nntrip-version: NTRIP/2.0\r\n\r\n")
    assert (decoded.mountpoint, decoded.agent, decoded.version) == (None, None, 2)
    assert request(b"POST /M HTTP/1.1\nUser-Agent: ntrip x\n\n").method == "POST"


@pytest.mark.parametrize("data", REQUESTS)
def test_a_stream_wants_more_until_the_head_is_whole(data: bytes) -> None:
    for size in range(len(data)):
        assert wanted(data[:size]) > size
        assert isinstance(decode_request(data[:size]), Malformed)
    assert wanted(data) == wanted(data + b"x\r\n\r\n") == len(data)
    assert decode_request(data + b"x\r\n\r\n") == decode_request(data)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: a.example\r\nUser-Agent: Mozilla/5.0 ntrip\r\n\r\n",
        b"SOURCE /live ICE/1.0\r\nUser-Agent: libshout\r\n\r\n",
        b"PUT / HTTP/1.1\r\nUser-Agent: NTRIP x\r\n\r\n",
        b"\x16\x03\x01",
        b"GETX",
        b"GET /" + b"a" * MAX_HEAD_OCTETS,
    ],
)
def test_other_streams_are_none(data: bytes) -> None:
    assert wanted(data) == 0
    assert isinstance(decode_request(data), Malformed)


def test_a_cut_head_is_told_from_another_protocol() -> None:
    cut, other = decode_request(NTRIP_1[:20]), decode_request(b"PUT ")
    assert isinstance(cut, Malformed)
    assert isinstance(other, Malformed)
    assert (cut.reason, other.reason) == (Reason.TRUNCATED, Reason.NOT_THIS)
