"""Distance: links between two interfaces that hand frames on after a delay, for kernels without sch_netem.

``python -m harness.lab.wire PAIRS`` is a process of its own, in the namespace that both ends of each pair lie in. PAIRS
is JSON: ``[["w0", "w1", 0.045], ...]``, seconds each way. It writes ``ready`` and goes on until it is killed. Frames
are taken by AF_PACKET (packet(7)), so CAP_NET_RAW is all that it needs.

Order is kept in each direction, and a frame is never early; on a busy machine it may be late, as on any network.

Blind spots: what arrives faster than it is handed on fills the socket's buffer, and the kernel drops the rest, as a
full queue does.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections import deque
from typing import Final

_ALL_FRAMES: Final = 3
"""ETH_P_ALL, linux/if_ether.h."""
_SOL_PACKET: Final = 263
_ADD_MEMBERSHIP: Final = 1
_IGNORE_OUTGOING: Final = 23
_PROMISCUOUS: Final = 1
_BUFFER_OCTETS: Final = 8 * 1024**2
_LONGEST_FRAME: Final = 65_536
_AT_ONCE: Final = 64
"""Frames taken from one socket before the others get their turn."""


class Way:
    """One direction of a link."""

    def __init__(self, source: socket.socket, target: socket.socket, delay_s: float) -> None:
        self.source = source
        self.target = target
        self.delay_s = delay_s
        self.waiting: deque[tuple[float, bytes]] = deque()

    def take(self) -> None:
        """Take what has arrived."""
        for _ in range(_AT_ONCE):
            try:
                frame = self.source.recv(_LONGEST_FRAME)
            except BlockingIOError:
                return
            self.waiting.append((time.monotonic() + self.delay_s, frame))

    def give(self, now: float) -> None:
        """Hand on what is due."""
        while self.waiting and self.waiting[0][0] <= now:
            try:
                self.target.send(self.waiting[0][1])
            except BlockingIOError:
                return
            except OSError:
                # The far end is down or gone: a cable loses that frame too.
                pass
            self.waiting.popleft()


def open_end(interface: str) -> socket.socket:
    """Open an interface for all frames that arrive at it.

    Raises:
        OSError: There is none, or this process may not.
    """
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_OCTETS)
    end.setsockopt(_SOL_PACKET, _IGNORE_OUTGOING, 1)
    number = socket.if_nametoindex(interface)
    promiscuous = number.to_bytes(4, sys.byteorder) + _PROMISCUOUS.to_bytes(2, sys.byteorder)
    end.setsockopt(_SOL_PACKET, _ADD_MEMBERSHIP, promiscuous.ljust(16, b"\0"))
    # Bound only now, so that nothing of other interfaces was ever queued.
    end.bind((interface, _ALL_FRAMES))
    end.setblocking(False)
    return end


def carry(ways: list[Way]) -> None:
    """Carry frames until the process is killed."""
    by_number = {way.source.fileno(): way for way in ways}
    poll = select.epoll()
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    while True:
        due = min((way.waiting[0][0] for way in ways if way.waiting), default=None)
        timeout = -1 if due is None else max(0.0, due - time.monotonic())
        for number, _ in poll.poll(timeout):
            by_number[number].take()
        now = time.monotonic()
        for way in ways:
            way.give(now)


def main(pairs: list[tuple[str, str, float]]) -> None:
    """Open every pair, say so, and carry."""
    ways = []
    for one, other, delay_s in pairs:
        here, there = open_end(one), open_end(other)
        ways += [Way(here, there, delay_s), Way(there, here, delay_s)]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    carry(ways)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
