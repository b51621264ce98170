"""Contact an address on purpose and time its answers: the TCP handshake, and ClientHello to ServerHello.

One connection gives both. Nothing but a ClientHello is ever sent, and the handshake is left there, so no application data go
anywhere. Times are taken outside the system's calls, so that what the system adds makes them longer, never shorter; a SYN or hello
that is sent again does so too.

Blind spots: a proxy on the way that answers TCP in the server's name; it cannot answer a TLS hello in it without terminating TLS,
and whose certificate comes is not looked at.
"""

from __future__ import annotations

import errno
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from harness.model.active import ActiveKind, ActiveSample, ActiveTarget, Ending
from harness.model.malformed import Malformed, Reason
from harness.wire.session_ids import ALERT, WANTED, read_session_id

_REFUSED: Final = (errno.ECONNREFUSED,)
_RESET: Final = (errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED)
_Timed = tuple[int | None, Ending]


def probe_all(
    targets: Sequence[ActiveTarget],
    *,
    count: int,
    timeout_s: float,
    spacing_s: float,
    total_s: float,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[ActiveSample]:
    """Contact each target so many times, one after another, and give each answer as it comes.

    Args:
        targets: What to contact; all are asked once before any is asked again.
        count: Connections to each.
        timeout_s: How long to wait for an answer.
        spacing_s: How long to wait between connections.
        total_s: No connection is begun later than this.
        sleep: How to wait.
    """
    end = time.monotonic() + total_s
    first = True
    for _ in range(count):
        for target in targets:
            if not first:
                sleep(spacing_s)
            first = False
            if time.monotonic() >= end:
                return
            yield from probe(target, timeout_s)


def probe(target: ActiveTarget, timeout_s: float) -> Iterator[ActiveSample]:
    """Contact a target once: its TCP handshake, then its answer to a hello where one is to be sent."""
    family = socket.AF_INET6 if ip_address(target.server_ip).version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as connection:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        asked_ns = time.time_ns()
        timed = _connect(connection, (target.server_ip, target.server_port), timeout_s)
        yield _sample(ActiveKind.TCP_CONNECT, target, asked_ns, timed)
        if target.tls and timed[1] is Ending.ANSWERED:
            asked_ns = time.time_ns()
            timed = _hello(connection, client_hello(target.sni), timeout_s)
            yield _sample(ActiveKind.TLS_HELLO, target, asked_ns, timed)


def client_hello(sni: str | None) -> bytes:
    """Octets of a ClientHello as the standard library sends it; nothing is sent here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing is told to the server, so who it is does not matter
    outgoing = ssl.MemoryBIO()
    session = context.wrap_bio(ssl.MemoryBIO(), outgoing, server_hostname=sni)
    try:
        session.do_handshake()
    except ssl.SSLWantReadError:
        return outgoing.read()
    raise AssertionError("a handshake cannot end before an answer came")


def _sample(kind: ActiveKind, target: ActiveTarget, asked_ns: int, timed: _Timed) -> ActiveSample:
    rtt_ns, ending = timed
    return ActiveSample(kind, target.server_ip, target.server_port, target.sni, asked_ns, rtt_ns, ending)


def _connect(connection: socket.socket, to: tuple[str, int], timeout_s: float) -> _Timed:
    begin = time.perf_counter_ns()
    code = connection.connect_ex(to)
    if code == errno.EINPROGRESS:
        if not _ready(connection, select.POLLOUT, timeout_s):
            return None, Ending.SILENT
        code = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    end = time.perf_counter_ns()
    if code == 0:
        return end - begin, Ending.ANSWERED
    if code in _REFUSED:
        return end - begin, Ending.REFUSED
    return None, Ending.SILENT if code == errno.ETIMEDOUT else _ending(code)


def _hello(connection: socket.socket, hello: bytes, timeout_s: float) -> _Timed:
    """Send a hello and wait until as much of the answer is there as ties it to the hello."""
    until = time.monotonic() + timeout_s
    answer = b""
    begin = time.perf_counter_ns()
    try:
        connection.sendall(hello)  # far less than a send buffer holds, so it never blocks
        while len(answer) < WANTED:
            if not _ready(connection, select.POLLIN, until - time.monotonic()):
                return None, Ending.SILENT
            received = connection.recv(4_096)
            answer += received
            if not received or not _is_cut(read_session_id(answer)):
                break
    except OSError as fault:
        return None, _ending(fault.errno)
    return _judged(answer, hello, time.perf_counter_ns() - begin)


def _is_cut(found: bytes | Malformed) -> bool:
    return isinstance(found, Malformed) and found.reason is Reason.TRUNCATED


def _judged(answer: bytes, hello: bytes, rtt_ns: int) -> _Timed:
    if not answer:
        return None, Ending.CLOSED
    if answer[0] == ALERT:
        return rtt_ns, Ending.ALERT
    told = read_session_id(answer)
    if isinstance(told, Malformed):
        return None, Ending.CLOSED if _is_cut(told) else Ending.NOT_TLS
    return rtt_ns, Ending.ANSWERED if told and told == read_session_id(hello) else Ending.NOT_TIED


def _ending(code: int | None) -> Ending:
    return Ending.RESET if code in _RESET else Ending.UNREACHABLE


def _ready(connection: socket.socket, event: int, timeout_s: float) -> bool:
    poll = select.poll()
    poll.register(connection, event)
    return bool(poll.poll(max(0, int(timeout_s * 1000))))
