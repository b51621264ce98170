"""Mixed traffic at a set rate, with its own counts: what a capture that missed nothing must hold.

``python -m harness.lab.load take ADDRESS...`` is the far end: it takes everything at the addresses it is given, and counts.
``python -m harness.lab.load give MBIT SECONDS ADDRESS...`` sends to them; both print one JSON object at their end. They know nothing of
the lab, so any two namespaces with a route between them will do.

The mix, by octets: some half a stream of bulk data as of video over TCP, the rest datagrams as of video over UDP, both
over IPv4 and IPv6 where there is an address; beside those, small messages of MAVLink fifty times a second, and so many
short conversations a second that ask for a name and send a TLS hello with it: half of the names come again and again, as those of
a product do, and the others never, as those that are made up for each request. The rate is kept by a token bucket: what a
busy machine kept back is sent later, at most a tenth of a second of it.

Blind spots: packets of TCP are the kernel's; the octets handed to it are counted here, and the interfaces count the rest.
"""

from __future__ import annotations

import itertools
import json
import selectors
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from types import FrameType
from typing import Final, NamedTuple

from harness.lab import mavlink
from harness.lab.conversations import hello, name_of
from harness.lab.dns_messages import A, question

DATAGRAMS: Final = 40_000
STREAM: Final = 40_001
_DNS: Final = 53
_TLS: Final = 443
_MAVLINK: Final = 14_550
_DATAGRAM_OCTETS: Final = 1_200
_CHUNK: Final = 32_768
_TICK_S: Final = 0.002
_MOST_LATE_S: Final = 0.1
_STREAM_SHARE: Final = 0.55
_MESSAGES_PER_S: Final = 50
_FLOWS_PER_S: Final = 30
_ANSWER_OCTETS: Final = 2_000


@dataclass(slots=True)
class Given:
    """What was sent, exactly."""

    datagrams: int = 0
    datagram_octets: int = 0
    stream_octets: int = 0
    messages: int = 0
    names: list[str] = field(default_factory=list)
    """Of the short conversations that came to their ends, in order."""
    refused: int = 0
    """Short conversations that came to nothing."""
    took_s: float = 0.0

    @property
    def mbit(self) -> float:
        """Octets of payload by time, in Mb/s."""
        return 8e-6 * (self.datagram_octets + self.stream_octets) / self.took_s if self.took_s else 0.0


class Bucket:
    """Tokens that are octets: how many may be sent by now."""

    def __init__(self, octets_per_s: float, now: float) -> None:
        self._rate, self._last, self._held = octets_per_s, now, 0.0

    def due(self, now: float) -> float:
        """Take in the time that has passed, and say how many octets may be sent."""
        self._held = min(self._held + (now - self._last) * self._rate, self._rate * _MOST_LATE_S)
        self._last = now
        return self._held

    def spend(self, octets: int) -> None:
        """Say that so many were sent; more than were due are owed."""
        self._held -= octets


def give(mbit: float, seconds: float, targets: Sequence[str]) -> Given:
    """Send to addresses that ``take`` listens at.

    Raises:
        OSError: They cannot be reached.
    """
    given = Given()
    done = threading.Event()
    short = threading.Thread(target=_short, args=(given, targets, done))
    datagrams = [_datagram(target, DATAGRAMS) for target in targets]
    streams = [socket.create_connection((target, STREAM), timeout=10) for target in targets]
    for stream in streams:
        stream.setblocking(False)
    messages = _datagram(targets[0], _MAVLINK)
    began = time.monotonic()
    short.start()
    _pour(given, mbit * 125_000, began + seconds, datagrams, streams, messages)
    given.took_s = time.monotonic() - began
    done.set()
    short.join()
    for stream in streams:
        stream.shutdown(socket.SHUT_WR)
        stream.settimeout(10)
        # The far end says nothing, and ends when it has everything.
        stream.recv(1)
    return given


def _pour(
    given: Given,
    rate: float,
    end: float,
    datagrams: Sequence[socket.socket],
    streams: Sequence[socket.socket],
    messages: socket.socket,
) -> None:
    now = time.monotonic()
    began = now
    stream, rest = Bucket(rate * _STREAM_SHARE, now), Bucket(rate * (1 - _STREAM_SHARE), now)
    bulk, datagram = bytes(_CHUNK), bytes(_DATAGRAM_OCTETS)
    turn = 0
    while now < end:
        for one in streams:
            octets = int(min(stream.due(now), _CHUNK))
            if octets > 0:
                sent = _some(one, bulk[:octets])
                stream.spend(sent)
                given.stream_octets += sent
        while rest.due(now) >= _DATAGRAM_OCTETS:
            turn += 1
            datagrams[turn % len(datagrams)].send(datagram)
            rest.spend(_DATAGRAM_OCTETS)
            given.datagrams += 1
            given.datagram_octets += _DATAGRAM_OCTETS
        while given.messages < (now - began) * _MESSAGES_PER_S:
            messages.send(mavlink.heartbeat(given.messages))
            given.messages += 1
        time.sleep(_TICK_S)
        now = time.monotonic()


def _some(stream: socket.socket, octets: bytes) -> int:
    try:
        return stream.send(octets)
    except BlockingIOError:
        return 0


def _datagram(target: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in target else socket.AF_INET, socket.SOCK_DGRAM)
    opened.connect((target, port))
    return opened


def _short(given: Given, targets: Sequence[str], done: threading.Event) -> None:
    for number in itertools.count():
        if done.wait(1 / _FLOWS_PER_S):
            return
        name = name_of(number)
        target = targets[number // 2 % len(targets)]
        try:
            with _datagram(target, _DNS) as asked:
                asked.settimeout(5)
                asked.send(question(number & 0xFFFF, name, A))
                asked.recv(512)
            with socket.create_connection((target, _TLS), timeout=5) as flow:
                flow.sendall(hello(name))
                while flow.recv(_CHUNK):
                    pass
        except OSError:
            given.refused += 1
        else:
            given.names.append(name)


class Taken(NamedTuple):
    """What arrived."""

    datagrams: int
    stream_octets: int
    conversations: int


class _Ended(Exception):  # noqa: N818 - no fault
    """The far end was told to stop."""


def take(targets: Sequence[str]) -> Taken:
    """Take everything at addresses of this namespace until SIGTERM or Ctrl-C; ``ready`` is printed once all are open."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
        raise _Ended

    for ending in (signal.SIGTERM, signal.SIGINT):
        signal.signal(ending, stop)
    counts = {"datagrams": 0, "stream_octets": 0, "conversations": 0}
    poll = selectors.DefaultSelector()
    for target in targets:
        _listen(poll, target)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    try:
        while True:
            for key, _ in poll.select():
                for name, more in _taken(poll, key.fileobj, key.data):  # type: ignore[arg-type]
                    counts[name] += more
    except _Ended:
        return Taken(**counts)


def _listen(poll: selectors.BaseSelector, target: str) -> None:
    family = socket.AF_INET6 if ":" in target else socket.AF_INET
    for port in (DATAGRAMS, _MAVLINK, _DNS):
        opened = socket.socket(family, socket.SOCK_DGRAM)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024**2)
        opened.bind((target, port))
        opened.setblocking(False)
        poll.register(opened, selectors.EVENT_READ, port)
    for port in (STREAM, _TLS):
        server = socket.create_server((target, port), family=family, backlog=128)
        server.setblocking(False)
        poll.register(server, selectors.EVENT_READ, -port)


def _taken(poll: selectors.BaseSelector, at: socket.socket, port: int) -> Iterator[tuple[str, int]]:
    """Take what is there at one socket; a listening one has its port below zero."""
    if port < 0:
        accepted, _ = at.accept()
        accepted.setblocking(False)
        poll.register(accepted, selectors.EVENT_READ, -port)
    elif port in (DATAGRAMS, _MAVLINK, _DNS):
        for _ in range(64):
            try:
                octets, sender = at.recvfrom(2_048)
            except BlockingIOError:
                return
            if port == _DNS:
                # Nobody needs the address; the question with the answer bit is answer enough (RFC 1035 §4.1.1).
                at.sendto(octets[:2] + b"\x81\x83" + octets[4:], sender)
            yield "datagrams", 1
    else:
        octets = _received(at)
        if port == _TLS and octets:
            at.send(b"\x15\x03\x03" + struct.pack("!H", _ANSWER_OCTETS) + bytes(_ANSWER_OCTETS))
            yield "conversations", 1
        if port == STREAM:
            yield "stream_octets", len(octets)
        if port == _TLS or not octets:
            poll.unregister(at)
            at.close()


def _received(at: socket.socket) -> bytes:
    try:
        return at.recv(1024**2)
    except ConnectionError:
        return b""


def main(arguments: Sequence[str]) -> None:
    """Do one of the two."""
    if arguments[0] == "take":
        sys.stdout.write(json.dumps(take(arguments[1:])._asdict()) + "\n")
    else:
        given = give(float(arguments[1]), float(arguments[2]), arguments[3:])
        sys.stdout.write(json.dumps({**asdict(given), "mbit": given.mbit}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
