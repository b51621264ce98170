"""One QUIC packet: the vectors of the RFCs, and what is not opened."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.malformed import Malformed, Reason
from harness.wire import aes
from harness.wire.quic_packet import (
    INITIAL,
    VERSIONS,
    Packet,
    client_keys,
    open_packet,
    read_packet,
    varint,
)
from tests.support import quic_packets, quic_vectors
from tests.support.quic_packets import CLIENT_ID, SERVER_ID, V1, V2

VECTOR_VERSIONS = (V1, V2)
SEALED = tuple(quic_packets.SALTS)


def packet_of(datagram: bytes, start: int = 0) -> Packet:
    packet = read_packet(datagram, start)
    assert isinstance(packet, Packet)
    return packet


def frames_of(datagram: bytes, key_id: bytes | None = None) -> bytes | Malformed:
    packet = packet_of(datagram)
    return open_packet(datagram, packet, client_keys(packet.version, key_id or packet.destination))


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        ("c2197c5eff14e88c", 151288809941952652),
        ("9d7f3e7d", 494878333),
        ("7bbd", 15293),
        ("25", 37),
        ("4025", 37),
    ],
)
def test_integers_of_rfc_9000_appendix_a_1(octets: str, value: int) -> None:
    data = bytes.fromhex(octets)
    assert varint(b"\xff" + data + b"\xff", 1) == (value, 1 + len(data))
    for cut in range(len(data)):
        with pytest.raises(IndexError):
            varint(data[:cut], 0)


@pytest.mark.parametrize("version", VECTOR_VERSIONS)
def test_keys_of_the_vectors(version: int) -> None:
    keys = client_keys(version, quic_vectors.CONNECTION_ID)
    key, iv, hp = quic_vectors.CLIENT_KEYS[version]
    assert keys.iv == int(iv, 16)
    sample, mask = map(bytes.fromhex, quic_vectors.MASKS[version])
    assert keys.mask(sample)[:5] == mask
    assert aes.block_cipher(bytes.fromhex(hp))(sample)[:5] == mask
    sealed = keys.cipher.encrypt(bytes(12), b"frames", b"header")
    assert aes.opened(aes.Aead(bytes.fromhex(key)), bytes(12), sealed, b"header") == b"frames"


@pytest.mark.parametrize("version", VECTOR_VERSIONS)
def test_client_initial_of_the_vectors(version: int) -> None:
    datagram = quic_vectors.CLIENT_INITIAL[version]
    assert packet_of(datagram) == Packet(version, INITIAL, quic_vectors.CONNECTION_ID, 0, 18, 1200)
    assert frames_of(datagram) == quic_vectors.HELLO_FRAME.ljust(quic_vectors.PAYLOAD_OCTETS, b"\0")


@pytest.mark.parametrize("version", VECTOR_VERSIONS)
def test_what_the_server_of_the_vectors_sends_is_not_opened_with_the_client_s_keys(version: int) -> None:
    datagram = quic_vectors.SERVER_INITIAL[version]
    assert packet_of(datagram).kind == INITIAL
    for key_id in (quic_vectors.CONNECTION_ID, SERVER_ID):
        assert frames_of(datagram, key_id) == Malformed(Reason.BAD_VALUE, 0, "quic")
    assert read_packet(quic_vectors.RETRY[version]) == Malformed(Reason.NOT_THIS, 1, "quic")


@pytest.mark.parametrize("version", VECTOR_VERSIONS)
def test_the_builder_of_these_tests_makes_the_vectors(version: int) -> None:
    shape = quic_packets.Shape(version=version, number=2, number_octets=4)
    made = quic_packets.initial(quic_vectors.HELLO_FRAME, shape, padded=1200)
    assert made == quic_vectors.CLIENT_INITIAL[version]
    shape = quic_packets.Shape(
        version=version, destination=b"", key_id=CLIENT_ID, source=SERVER_ID, number=1, number_octets=2,
        sender=b"server",
    )  # fmt: skip
    assert quic_packets.initial(quic_vectors.SERVER_FRAMES, shape) == quic_vectors.SERVER_INITIAL[version]


def test_versions_read_are_one_two_and_eight_drafts() -> None:
    assert {V1, V2, *range(0xFF00001B, 0xFF000023)} == set(VERSIONS)
    assert {version: known.salt.hex() for version, known in VERSIONS.items()} == quic_packets.SALTS


@given(
    st.sampled_from(SEALED),
    st.binary(max_size=20),
    st.binary(max_size=20),
    st.binary(max_size=80),
    st.integers(1, 4),
    st.integers(0, 255),
    st.binary(max_size=60),
)
def test_any_sealed_packet_opens(
    version: int, destination: bytes, source: bytes, token: bytes, octets: int, number: int, frames: bytes
) -> None:
    shape = quic_packets.Shape(
        version=version, destination=destination, source=source, token=token, number=number, number_octets=octets
    )  # fmt: skip
    datagram = quic_packets.initial(frames, shape)
    opened = frames_of(datagram)
    assert isinstance(opened, bytes)
    assert opened.rstrip(b"\0") == frames.rstrip(b"\0")
    assert packet_of(datagram + b"more").end == len(datagram)


def test_one_changed_bit_anywhere_is_noticed() -> None:
    datagram = quic_packets.initial(quic_packets.crypto(b"stream"))
    for bit in range(8 * len(datagram)):
        changed = bytearray(datagram)
        changed[bit // 8] ^= 1 << bit % 8
        packet = read_packet(bytes(changed))
        if isinstance(packet, Packet) and packet.kind == INITIAL:
            keys = client_keys(packet.version, packet.destination)
            assert isinstance(open_packet(bytes(changed), packet, keys), Malformed)


def test_a_packet_cut_anywhere_is_truncated() -> None:
    datagram = quic_packets.initial(quic_packets.crypto(b"stream"), token=b"token")
    for cut in range(len(datagram)):
        assert read_packet(datagram[:cut]) == Malformed(Reason.TRUNCATED, cut, "quic")


@pytest.mark.parametrize("version", SEALED)
def test_kinds_of_long_headers(version: int) -> None:
    for kind in (0, 1, 2):
        assert packet_of(quic_packets.initial(b"", version=version, kind=kind)).kind == kind


@pytest.mark.parametrize("version", [0, 2, 0xFF00001A, 0xFF000023, 0x51303530, 0x709A50C4, 0x0A0A0A0A])
def test_other_versions_are_not_guessed(version: int) -> None:
    datagram = bytearray(quic_vectors.CLIENT_INITIAL[V1])
    datagram[1:5] = version.to_bytes(4, "big")
    assert read_packet(bytes(datagram)) == Malformed(Reason.NOT_THIS, 1, "quic")


@pytest.mark.parametrize("first", [0x00, 0x40, 0x7F, 0x80, 0xBF])
def test_short_headers_and_cleared_fixed_bits_are_not_read(first: int) -> None:
    datagram = bytes([first]) + quic_vectors.CLIENT_INITIAL[V1][1:]
    assert read_packet(datagram) == Malformed(Reason.NOT_THIS, 0, "quic")


def test_lengths_that_no_packet_can_have() -> None:
    head = b"\xc0\x00\x00\x00\x01"
    long_destination = head + b"\x15" + bytes(21) + b"\x00\x00\x40\x20" + bytes(64)
    long_source = head + b"\x00\x15" + bytes(21) + b"\x00\x40\x20" + bytes(64)
    for datagram in (long_destination, long_source):
        assert read_packet(datagram) == Malformed(Reason.BAD_LENGTH, 5, "quic")
    short = head + b"\x00\x00\x00\x13" + bytes(64)
    assert read_packet(short) == Malformed(Reason.BAD_LENGTH, 8, "quic")


def test_reserved_bits_under_the_seal_are_zero() -> None:
    datagram = quic_packets.initial(quic_packets.crypto(b"stream"), reserved=1)
    assert frames_of(datagram) == Malformed(Reason.BAD_VALUE, 0, "quic")
