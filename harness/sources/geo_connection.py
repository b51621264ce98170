"""Connections whose every wait has an end: to a host, between two pieces, and for the whole.

A time-out of a socket begins anew with each octet, so a server that sends one now and then would hold its reader for ever.
So the end of the whole shuts the socket from outside, whatever is read then: headers, chunks or body.

What a fault says may hold the address with its secrets, so only kinds of faults are told.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from harness.errors import FetchError

FAULTS: Final = (OSError, http.client.HTTPException, ValueError)
"""What a request or reading its answer may raise; URLError and all of ssl are OSErrors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long is waited for what."""

    connect_s: float = 20
    """To reach a host, and again for TLS."""
    silent_s: float = 60
    """Between two pieces of an answer."""
    whole_s: float = 1_800
    """For one file, with every attempt and pause."""
    tries: int = 5
    pause_s: float = 2
    """Before the second attempt; doubles each time."""
    longest_pause_s: float = 120
    """A server that wants more is left alone until the next run."""


class Deadline:
    """The end of the time for one file; shuts the socket that is read from then."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._seconds = seconds

    @property
    def left_s(self) -> float:
        """What is left; 0 when it has passed."""
        return max(0.0, self._end - time.monotonic())

    def fault(self) -> FetchError:
        """What is told once it has passed."""
        return FetchError(f"took longer than {self._seconds:g} s, the most that one file may take")

    def watch(self, sock: socket.socket) -> threading.Timer:
        """Shut a socket when the time has passed; cancel the timer when it is done with."""
        timer = threading.Timer(self.left_s, partial(_shut, sock))
        timer.daemon = True
        timer.start()
        return timer


def _shut(sock: socket.socket) -> None:
    """Wake up who reads from it. The base class's way: TLS's own would free what the reader still uses."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost.example")
    (True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def opener_for(
    host: str, patience: Patience, deadline: Deadline, stack: contextlib.ExitStack
) -> urllib.request.OpenerDirector:
    """What opens http and https and nothing else: no files, no redirects of its own, no passwords of netrc.

    Args:
        host: That is asked; for this machine no proxy is used.
        patience: How long is waited.
        deadline: Of the whole.
        stack: Whoever closes it is done with reading.
    """

    def begun(sock: socket.socket) -> None:
        sock.settimeout(patience.silent_s)
        stack.callback(deadline.watch(sock).cancel)

    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler({} if is_loopback(host) else None))
    opener.add_handler(_HttpHandler(begun))
    opener.add_handler(_HttpsHandler(begun))
    return opener


class _Http(http.client.HTTPConnection):
    """Tells its socket once it is connected."""

    def __init__(self, *given: Any, begun: Callable[[socket.socket], None], **named: Any) -> None:
        super().__init__(*given, **named)
        self._begun = begun

    def connect(self) -> None:
        super().connect()
        self._begun(self.sock)


class _Https(http.client.HTTPSConnection):
    """Tells its socket once TLS stands."""

    def __init__(self, *given: Any, begun: Callable[[socket.socket], None], **named: Any) -> None:
        super().__init__(*given, context=ssl.create_default_context(), **named)
        self._begun = begun

    def connect(self) -> None:
        super().connect()
        self._begun(self.sock)


class _HttpHandler(urllib.request.HTTPHandler):
    def __init__(self, begun: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._made = partial(_Http, begun=begun)

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._made, req)


class _HttpsHandler(urllib.request.HTTPSHandler):
    def __init__(self, begun: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self._made = partial(_Https, begun=begun)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(self._made, req)


def told(fault: BaseException) -> FetchError:
    """What kind of fault it is; all but a certificate and a wrong address may pass."""
    cause = fault.reason if isinstance(fault, urllib.error.URLError) else fault
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchError("the server's certificate is not accepted")
    if isinstance(cause, ssl.SSLError):
        return FetchError("TLS with the server failed", again=True)
    if isinstance(cause, socket.gaierror):
        return FetchError("the name of the server cannot be looked up; is there a network?", again=True)
    if isinstance(cause, TimeoutError):
        return FetchError("the server took too long", again=True)
    if isinstance(cause, ConnectionError | http.client.HTTPException):
        return FetchError("the server cannot be reached, or broke off", again=True)
    if isinstance(cause, OSError):
        return FetchError(f"the connection failed ({type(cause).__name__})", again=True)
    return FetchError(f"the request failed ({type(fault).__name__})")
