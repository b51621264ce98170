"""The wire: what goes in comes out, in order, never early."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.lab.wire import Way


@contextmanager
def way(delay_s: float) -> Iterator[tuple[socket.socket, socket.socket, Way]]:
    """A direction between two pairs of sockets that keep messages apart."""
    pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(2)]
    (sender, taken), (given_, receiver) = pairs
    for end in (sender, taken, given_, receiver):
        end.setblocking(False)
    try:
        yield sender, receiver, Way(taken, given_, delay_s)
    finally:
        for end in (sender, taken, given_, receiver):
            end.close()


@settings(max_examples=50)
@given(st.lists(st.binary(min_size=1, max_size=1514), min_size=1, max_size=40))
def test_frames_keep_their_order(frames: list[bytes]) -> None:
    with way(0.0) as (sender, receiver, one):
        for frame in frames:
            sender.send(frame)
        one.take()
        one.give(time.monotonic())
        assert [receiver.recv(2_000) for _ in frames] == frames
        assert not one.waiting


def test_a_frame_is_never_early() -> None:
    with way(10.0) as (sender, receiver, one):
        sender.send(b"frame")
        before = time.monotonic()
        one.take()
        one.give(before + 9.99)
        assert len(one.waiting) == 1
        one.give(time.monotonic() + 10)
        assert receiver.recv(100) == b"frame"


def test_a_far_end_that_is_gone_loses_the_frame_and_not_the_wire() -> None:
    with way(0.0) as (sender, receiver, one):
        receiver.close()
        sender.send(b"lost")
        one.take()
        one.give(time.monotonic())
        assert not one.waiting


def test_a_far_end_that_is_full_gets_it_later() -> None:
    with way(0.0) as (sender, receiver, one):
        sent = 0
        try:
            while True:
                one.target.send(bytes(1_000))
                sent += 1
        except BlockingIOError:
            pass
        sender.send(b"later")
        one.take()
        one.give(time.monotonic())
        assert len(one.waiting) == 1
        for _ in range(sent):
            receiver.recv(2_000)
        one.give(time.monotonic())
        assert receiver.recv(2_000) == b"later"
