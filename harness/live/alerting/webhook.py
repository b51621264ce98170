"""An alert by HTTPS: one POST, tried again a few times, to an address that is known to be ours before a packet goes there.

The host is looked up first, what it has for addresses is handed to whoever keeps the journal, and only these are connected
to: a capture on the way to the internet must not blame the product for them. Redirects are not followed and proxies not
used, for then the packets would go elsewhere. The standard library does this (decision 0208).

An address may hold a secret (many services put one in its path): faults name the host alone.

Blind spots: looking the name up is traffic of the system's resolver, which the gateway marks as its own. What comes back is
not read beyond its status.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import SplitResult, urlsplit

from harness import __version__
from harness.errors import FetchError, UsageError
from harness.reports.text import shown
from harness.sources.geo_connection import FAULTS, Deadline, told

TRIES: Final = 3
PAUSE_S: Final = 2.0
"""Before the second try; doubled before the third."""
_ADDRESSES_MOST: Final = 4
_AGAIN: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers after which another try may help (RFC 9110 §15)."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where our own packets go: what a capture must not blame the product for."""

    host: str
    port: int
    addresses: tuple[str, ...]
    sender: str | None = None
    """Address and port that the packets come from, which names the very flow; None before they are known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where alerts are posted."""

    url: str
    """https only; never shown."""
    timeout_s: float = 10.0
    """For one try as a whole."""
    pause_s: float = PAUSE_S
    ca_file: str | None = None
    """Certificates to trust besides those of the system, such as a company's own."""

    def __post_init__(self) -> None:
        parts_of(self.url)

    @property
    def host(self) -> str:
        """What may be shown of its address."""
        return shown(parts_of(self.url).hostname or "")


def parts_of(url: str) -> SplitResult:
    """Take an address apart.

    Raises:
        UsageError: It is none of https, or holds user and password.
    """
    how = "give it as https://HOST/PATH, without user and password"
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise UsageError(f"the webhook's address cannot be read; {how}") from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or not plain:
        raise UsageError(f"the webhook's address is none of https; {how}")
    return parts


def post(
    webhook: Webhook, body: str, *, ours: Callable[[Destination], None], wait: Callable[[float], bool]
) -> None:
    """Post one document.

    Args:
        webhook: Where to.
        body: JSON.
        ours: Called with the destination before each try that sends a packet there, and again once the sender is known.
        wait: Pause for some seconds; True where there is no time left to go on.

    Raises:
        FetchError: It did not arrive, as far as is known; says why.
    """
    pause_s = webhook.pause_s
    for left in reversed(range(TRIES)):
        try:
            _once(webhook, body.encode("ascii"), ours)
        except FetchError as fault:
            if not left or not fault.again or wait(pause_s):
                raise
            pause_s *= 2
        else:
            return


def _once(webhook: Webhook, body: bytes, ours: Callable[[Destination], None]) -> None:
    parts = parts_of(webhook.url)
    host, port = parts.hostname or "", parts.port or 443
    deadline = Deadline(webhook.timeout_s)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))[:_ADDRESSES_MOST]
        destination = Destination(host, port, addresses)
        ours(destination)
        status = _status(webhook, parts, destination, body, deadline, ours)
    except FAULTS as fault:
        raise deadline.fault() if not deadline.left_s else told(fault) from None
    if not deadline.left_s:
        # The socket was shut while headers were read: what was read of them looks whole.
        raise deadline.fault()
    if not 200 <= status < 300:
        raise FetchError(f"the server answered {status}", again=status in _AGAIN, status=status)


def _status(
    webhook: Webhook,
    parts: SplitResult,
    destination: Destination,
    body: bytes,
    deadline: Deadline,
    ours: Callable[[Destination], None],
) -> int:
    """Send it, and give what was answered."""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", "User-Agent": f"harness/{__version__}"}
    with contextlib.closing(_To(destination, webhook, deadline)) as connection:
        connection.connect()
        ours(replace(destination, sender=_sender(connection.sock)))
        connection.request("POST", target, body, headers)
        return connection.getresponse().status


def _sender(sock: socket.socket) -> str:
    address, port = sock.getsockname()[:2]
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


class _To(http.client.HTTPSConnection):
    """A connection to addresses that were looked up before; the certificate is held against the host's name."""

    def __init__(self, destination: Destination, webhook: Webhook, deadline: Deadline) -> None:
        context = ssl.create_default_context()
        if webhook.ca_file is not None:
            context.load_verify_locations(webhook.ca_file)
        super().__init__(destination.host, destination.port, timeout=webhook.timeout_s)
        self._trusted = context
        self._addresses = destination.addresses
        self._deadline = deadline
        self._watch: threading.Timer | None = None

    def connect(self) -> None:
        """To the first address that answers."""
        last: OSError = ConnectionError("no address")
        for address in self._addresses:
            try:
                raw = socket.create_connection((address, self.port), max(self._deadline.left_s, 0.001))
            except OSError as fault:
                last = fault
                continue
            handshake = self._deadline.watch(raw)
            try:
                self.sock = self._trusted.wrap_socket(raw, server_hostname=self.host)
            finally:
                handshake.cancel()
            self._watch = self._deadline.watch(self.sock)
            return
        raise last

    def close(self) -> None:
        """Its deadline is over with it."""
        if self._watch is not None:
            self._watch.cancel()
        super().close()
