"""QUIC against others: hellos that aioquic's client sends are found, and tshark reads what these tests seal.

aioquic's client also meets a Retry and a server of its own kind, so that connection ids change as they do on a network.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from aioquic._buffer import Buffer
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.connection import QuicConnection
from aioquic.quic.packet import QuicProtocolVersion, encode_quic_retry, pull_quic_header
from hypothesis import given
from hypothesis import strategies as st

from harness.model.facts import NameFact
from harness.wire.messages import MessageKind, decode_message
from harness.wire.quic import ClientInitials, hello_wanted
from tests.support import frames, tshark
from tests.support.conversations import MS, PHONE, SERVER, every
from tests.support.quic_packets import SALTS, datagram

LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
NAMES = st.lists(LABELS, min_size=2, max_size=5).map(".".join)
VERSIONS = st.sampled_from([QuicProtocolVersion.VERSION_1, QuicProtocolVersion.VERSION_2])
PEER = ("192.0.2.1", 443)
RETRY_ID = b"retry id"


def client(name: str, version: int, more: int = 0) -> QuicConnection:
    """A client that has just begun; its hello has ``more`` octets of protocol names."""
    configuration = QuicConfiguration(
        is_client=True,
        server_name=name,
        alpn_protocols=["h3", *(f"{number:0100d}" for number in range(more // 101))],
        original_version=version,
        supported_versions=[version],
    )
    connection = QuicConnection(configuration=configuration)
    connection.connect(PEER, now=0.0)
    return connection


def sent(connection: QuicConnection, now: float = 0.0) -> list[bytes]:
    return [octets for octets, _ in connection.datagrams_to_send(now)]


def named(datagrams: list[bytes]) -> list[tuple[str, str]]:
    """Name and source of the hello, none while it is not whole."""
    reader = ClientInitials()
    for octets in datagrams:
        stream = reader.feed(0, octets)
        if hello_wanted(stream) <= len(stream):
            facts = decode_message(MessageKind.QUIC, stream)
            assert isinstance(facts, tuple)
            return [(fact.name, fact.source) for fact in facts if isinstance(fact, NameFact)]
    return []


@given(NAMES, VERSIONS, st.sampled_from([0, 0, 1500, 4000]), st.randoms())
def test_names_that_a_client_asks_for_are_found(
    name: str, version: int, more: int, rnd: random.Random
) -> None:
    datagrams = sent(client(name, version, more))
    assert (len(datagrams) > 1) == (more > 0)
    assert named(datagrams) == [(name, "quic_sni")]
    rnd.shuffle(datagrams)
    assert named([*datagrams, *datagrams]) == [(name, "quic_sni")]


@given(NAMES, VERSIONS, st.sampled_from([0, 1500]))
def test_after_a_retry_the_name_is_found_without_the_packets_before(
    name: str, version: int, more: int
) -> None:
    connection = client(name, version, more)
    before = sent(connection)
    header = pull_quic_header(Buffer(data=before[0]))
    retry = encode_quic_retry(
        version=version,
        source_cid=RETRY_ID,
        destination_cid=header.source_cid,
        original_destination_cid=header.destination_cid,
        retry_token=b"token",
    )
    connection.receive_datagram(retry, PEER, now=0.1)
    after = sent(connection, 0.1)
    assert pull_quic_header(Buffer(data=after[0])).destination_cid == RETRY_ID
    assert named(after) == named(before[:1] + after) == [(name, "quic_sni")]


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
def test_tshark_reads_the_same_names_of_every_version(tmp_path: Path) -> None:
    wanted = {f"of-{version:x}.example": version for version in SALTS}
    sealed = [
        datagram(name, version=version, destination=name.encode()[:20]) for name, version in wanted.items()
    ]
    packets = [
        frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(40000 + at, 443, octets)))
        for at, octets in enumerate(sealed)
    ]
    path = tmp_path / "versions.pcap"
    path.write_bytes(frames.pcap(every(MS, packets)))
    rows = tshark.fields(path, ("quic.version", "tls.handshake.extensions_server_name"))
    seen = [(row["tls.handshake.extensions_server_name"], int(row["quic.version"][0], 16)) for row in rows]
    assert seen == [([name], version) for name, version in wanted.items()]
    assert [named([octets]) for octets in sealed] == [[(name, "quic_sni")] for name in wanted]
