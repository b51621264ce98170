"""An address in, an answer whose octets are still to be read out: one GET with every way to hang or to leak closed.

https only; plain http for a host of this machine. Redirects (RFC 9110 §15.4) are followed here, at most five, never from
https to http, and credentials go to the host of the first address alone. Time is bounded three ways: to reach the host,
between two pieces, and for the whole, headers included: at its end the socket is shut from outside. Proxies are those of
the environment. The standard library does this (decision 0152).

What a fault says may hold the address with its secrets, so only kinds of faults are told.

Blind spots: looking up a host's name takes as long as the system's resolver allows.
"""

from __future__ import annotations

import contextlib
import http.client
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from typing import Final
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from harness import __version__
from harness.errors import FetchError
from harness.sources.geo_connection import FAULTS, Deadline, Patience, is_loopback, opener_for, told
from harness.sources.geo_retries import refusal
from harness.sources.geo_tokens import NO_CREDENTIALS, Credentials
from harness.sources.urls import shown

_MOST_REDIRECTS: Final = 5
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_ANSWERS: Final = frozenset({200, 206, 304, 416})
"""What the caller understands; anything else is a fault."""
_PORTS: Final = {"https": 443, "http": 80}


class Answer:
    """Status, headers and body of an answer."""

    def __init__(self, response: http.client.HTTPResponse, deadline: Deadline) -> None:
        self.status = response.status
        self.headers: Message = response.headers
        self._response = response
        self._deadline = deadline

    def read(self, most: int = 65_536) -> bytes:
        """Some octets as they come; none at the end, which may be early: compare with ``length``.

        Raises:
            FetchError: They do not come, or not in time.
        """
        try:
            octets = self._response.read1(most)
        except FAULTS as fault:
            raise self._deadline.fault() if not self._deadline.left_s else told(fault) from None
        if not self._deadline.left_s:
            raise self._deadline.fault()
        return octets

    @property
    def length(self) -> int | None:
        """Octets of the body by what the server says; None where it does not."""
        stated = self.headers.get("Content-Length", "")
        return int(stated) if stated.isascii() and stated.isdecimal() and len(stated) < 16 else None


@contextmanager
def ask(
    url: str,
    *,
    headers: Mapping[str, str],
    credentials: Credentials = NO_CREDENTIALS,
    patience: Patience,
    deadline: Deadline,
) -> Iterator[Answer]:
    """Send one GET, follow redirects, and give the answer: 200, 206, 304 or 416.

    Raises:
        FetchError: There is no such answer; says whether asking again may help.
    """
    check_address(url)
    with contextlib.ExitStack() as stack:
        response = _follow(url, dict(headers), credentials, patience, deadline, stack)
        if response.status not in _ANSWERS:
            raise refusal(response.status, response.headers)
        yield Answer(response, deadline)


def check_address(url: str) -> SplitResult:
    """Take an address apart.

    Raises:
        FetchError: It is none of https, or of http on this machine, or holds user and password.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise FetchError("is no address that can be asked") from None
    if not host or parts.username is not None or not url.isascii() or not url.isprintable() or " " in url:
        raise FetchError(f"{shown(url)}: give an address as https://HOST/FILE, without user and password")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise FetchError(f"{shown(url)}: only https is asked, and http on this machine alone")
    return parts


def _follow(
    url: str,
    headers: dict[str, str],
    credentials: Credentials,
    patience: Patience,
    deadline: Deadline,
    stack: contextlib.ExitStack,
) -> http.client.HTTPResponse:
    first = _origin(urlsplit(url))
    for _ in range(_MOST_REDIRECTS + 1):
        response = _one(url, headers, credentials, patience, deadline, stack)
        if response.status not in _REDIRECTS:
            return response
        url = _next(url, response.headers.get("Location"))
        if _origin(urlsplit(url)) != first:
            # For good: a host that is trusted with none must not send them on to another either.
            credentials = NO_CREDENTIALS
        credentials = credentials._replace(query=None)  # the server's own address says what it needs
    raise FetchError(f"the server redirects more than {_MOST_REDIRECTS} times")


def _next(url: str, location: str | None) -> str:
    """Where a redirect leads.

    Raises:
        FetchError: Nowhere, or where nothing is asked.
    """
    if not location:
        raise FetchError("the server redirects to nowhere")
    try:
        target = urljoin(url, location)
    except ValueError:
        raise FetchError("the server redirects to what is no address that can be asked") from None
    parts = check_address(target)
    if urlsplit(url).scheme == "https" and parts.scheme != "https":
        raise FetchError("the server redirects from https to http; not followed")
    return target


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """Scheme, host and port (RFC 6454 §4)."""
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def _one(
    url: str,
    headers: dict[str, str],
    credentials: Credentials,
    patience: Patience,
    deadline: Deadline,
    stack: contextlib.ExitStack,
) -> http.client.HTTPResponse:
    """One request and the head of its answer."""
    sent = {"User-Agent": f"harness/{__version__}", "Accept": "*/*", "Accept-Encoding": "identity", **headers}
    if credentials.header is not None:
        sent["Authorization"] = credentials.header.reveal()
    parts = urlsplit(url)
    if credentials.query is not None:
        token = f"token={quote(credentials.query.reveal(), safe='')}"
        parts = parts._replace(query=f"{parts.query}&{token}" if parts.query else token)
    request = urllib.request.Request(urlunsplit(parts._replace(fragment="")), headers=sent)  # noqa: S310 - checked
    opener = opener_for(parts.hostname or "", patience, deadline, stack)
    try:
        response = opener.open(request, timeout=min(patience.connect_s, max(deadline.left_s, 0.001)))
    except FAULTS as fault:
        raise deadline.fault() if not deadline.left_s else told(fault) from None
    if not isinstance(response, http.client.HTTPResponse):
        raise FetchError("no way leads there")
    stack.callback(response.close)
    return response
