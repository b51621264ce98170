"""Offloads, by what packets show: how long they are, and whether their checksums are finished."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from harness.lab.namespaces import End, Namespaces
from harness.lab.offloads import switch_off
from tests.support.in_lab import in_lab

ALL_FRAMES = 3
"""ETH_P_ALL, linux/if_ether.h."""


def folded(octets: bytes) -> int:
    """The Internet checksum's sum (RFC 1071 §1): 0xFFFF where a checksum within is right."""
    total = sum(int.from_bytes(octets[at : at + 2].ljust(2, b"\0"), "big") for at in range(0, len(octets), 2))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


@in_lab()
def test_segments_are_as_long_as_a_cable_allows_and_finished(lab: Namespaces, folder: Path) -> None:
    lab.add("one", "other")
    lab.link(End("one", "a0", ("192.0.2.1/24",)), End("other", "b0", ("192.0.2.2/24",)))
    with lab.entered("other"):
        tap = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_FRAMES))
        tap.bind(("b0", 0))
        server = socket.create_server(("192.0.2.2", 4000))
    with lab.entered("one"):
        client = socket.create_connection(("192.0.2.2", 4000), timeout=10)
    there, _ = server.accept()
    sender = threading.Thread(target=client.sendall, args=(b"x" * 100_000,))
    sender.start()
    received = 0
    while received < 100_000:
        received += len(there.recv(65_536))
    sender.join()
    tap.setblocking(False)
    frames = []
    while True:
        try:
            frames.append(tap.recv(65_536))
        except BlockingIOError:
            break
    packets = [
        frame[14 : 14 + int.from_bytes(frame[16:18], "big")]
        for frame in frames
        if frame[12:14] == b"\x08\x00" and frame[23:24] == b"\x06"  # IPv4, TCP
    ]
    assert max(map(len, packets)) == 1500
    assert {
        folded(packet[12:20] + bytes((0, 6)) + (len(packet) - 20).to_bytes(2, "big") + packet[20:])
        for packet in packets
    } == {0xFFFF}


@in_lab()
def test_there_must_be_an_interface(lab: Namespaces, folder: Path) -> None:
    with pytest.raises(OSError, match="No such device"):
        switch_off("nowhere")
