"""Which UDP payloads may hold a QUIC hello: a client's Initial packets until its head is closed; a first one of another kind may be something else."""

from __future__ import annotations

import numpy as np
import pytest

from harness.kernel.codes import K_CONTINUED, K_DATAGRAM, K_QUIC
from harness.kernel.records import NONE, PACKET
from harness.kernel.table import FlowTable
from tests.support import quic_packets, quic_vectors
from tests.support.quic_packets import V1, V2

CLIENT, SERVER = 1, 2
INITIAL = quic_packets.datagram()


def given(*payloads: tuple[int, bytes], closed_after: int | None = None) -> list[int | None]:
    """Kind of event that each datagram makes, sent by an address, all of one flow."""
    table = FlowTable(300)
    kinds: list[int | None] = []
    for number, (sender, payload) in enumerate(payloads):
        buf = np.frombuffer(payload or b"\0", dtype=np.uint8)
        packet = np.zeros(1, dtype=PACKET)
        packet["family"], packet["protocol"], packet["number"] = 4, 17, number + 1
        packet["source_lo"], packet["destination_lo"] = sender, CLIENT + SERVER - sender
        ports = (40000, 4433) if sender == CLIENT else (4433, 40000)
        packet["source_port"], packet["destination_port"] = ports
        packet["payload_captured"] = packet["payload_octets"] = len(payload)
        packet["seq"] = packet["flags"] = packet["app_id"] = NONE
        _, events = table.add(buf, packet, 0, 0)
        kinds.append(int(events["kind"][0]) if len(events) else None)
        if number == closed_after:
            table.close_head(0, int(events["side"][0]))
    return kinds


@pytest.mark.parametrize("version", quic_packets.SALTS)
def test_an_initial_on_any_port_begins_a_head_and_further_ones_continue_it(version: int) -> None:
    datagram = quic_packets.datagram(version=version)
    assert given((CLIENT, datagram), (CLIENT, datagram), (CLIENT, datagram)) == [
        K_QUIC,
        K_CONTINUED,
        K_CONTINUED,
    ]


def test_a_closed_head_wants_no_more() -> None:
    assert given((CLIENT, INITIAL), (CLIENT, INITIAL), (CLIENT, INITIAL), closed_after=1) == [
        K_QUIC,
        K_CONTINUED,
        None,
    ]


@pytest.mark.parametrize("version", [V1, V2])
def test_what_the_server_sends_is_left_alone(version: int) -> None:
    server = (SERVER, quic_vectors.SERVER_INITIAL[version])
    assert given((CLIENT, INITIAL), server, (SERVER, INITIAL), (CLIENT, INITIAL)) == [
        K_QUIC,
        None,
        None,
        K_CONTINUED,
    ]


@pytest.mark.parametrize("version", [V1, V2])
@pytest.mark.parametrize("kind", [1, 2])
def test_other_long_headers_begin_nothing(kind: int, version: int) -> None:
    assert given((CLIENT, quic_packets.initial(b"", kind=kind, version=version))) == [K_DATAGRAM]
    assert given((CLIENT, quic_vectors.RETRY[version])) == [K_DATAGRAM]


def test_what_is_no_quic_begins_nothing() -> None:
    mavlink = b"\xfd\x1f\x00\x00\x00\x01\x01\x1e" + bytes(36)
    rtp = b"\x80\x60" + bytes(1200)
    for payload in (mavlink, rtp, b"\xc0", b"\xc0\0\0\0", b"\xff" * 60, bytes(60)):
        assert given((CLIENT, payload)) == [K_DATAGRAM]
    assert given((CLIENT, b"")) == [None]
    for version in (0, 2, 0x51303530, 0xFF010000):
        assert given((CLIENT, INITIAL[:1] + version.to_bytes(4, "big") + INITIAL[5:])) == [K_DATAGRAM]


def test_an_initial_after_something_else_is_found() -> None:
    assert given((CLIENT, b"hello"), (CLIENT, INITIAL), (CLIENT, INITIAL)) == [
        K_DATAGRAM,
        K_QUIC,
        K_CONTINUED,
    ]
    found = given((CLIENT, b"hello"), (CLIENT, INITIAL), (CLIENT, INITIAL), closed_after=0)
    assert found == [K_DATAGRAM, K_QUIC, K_CONTINUED]


def test_what_comes_between_and_behind_initials_is_left_alone() -> None:
    assert given((CLIENT, INITIAL), (CLIENT, b"hello"), (CLIENT, INITIAL)) == [K_QUIC, None, K_CONTINUED]
    closed = given((CLIENT, INITIAL), (CLIENT, b"hello"), closed_after=0)
    assert closed == [K_QUIC, None]
