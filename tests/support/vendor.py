"""A web server of this machine that speaks as vendors of place data do, and fails as told."""

from __future__ import annotations

import http.server
import re
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import formatdate
from functools import partial
from typing import NamedTuple

EPOCH = 1_790_000_000
"""2026-09-21: when every file here was last modified."""
LAST_MODIFIED = formatdate(EPOCH, usegmt=True)


class File(NamedTuple):
    octets: bytes
    etag: str | None = '"v1"'
    last_modified: str | None = LAST_MODIFIED


class Seen(NamedTuple):
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Names in lower case."""


Act = Callable[["Handler"], None]


class Vendor:
    """What a server holds and was asked; a path's acts are done first, one for each request."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.acts: dict[str, list[Act]] = {}
        self.seen: list[Seen] = []
        self.released = threading.Event()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [one.path for one in self.seen]

    def asked(self, name: str) -> list[str | None]:
        """Values of a header, by request."""
        return [one.headers.get(name) for one in self.seen]


class Handler(http.server.BaseHTTPRequestHandler):
    vendor: Vendor

    def __init__(self, vendor: Vendor, *given: object) -> None:
        self.vendor = vendor
        super().__init__(*given)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self.vendor.seen.append(
            Seen(self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        acts = self.vendor.acts.get(self.path.partition("&token=")[0], [])
        try:
            if acts:
                acts.pop(0)(self)
            else:
                self.serve()
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass  # who asked has had enough

    def do_CONNECT(self) -> None:
        """As a proxy that leads nowhere."""
        self.vendor.seen.append(
            Seen(self.path, {name.lower(): value for name, value in self.headers.items()})
        )
        self.plain(502)

    def serve(self, cut: int | None = None, *, lengthless: bool = False) -> None:
        """Give the file as RFC 9110 says; cut: only so many octets of what was promised."""
        file = self.vendor.files.get(self.path)
        if file is None:
            self.send_error(404)
            return
        if file.etag is not None and self.headers.get("If-None-Match") == file.etag:
            self.plain(304)
            return
        start, status = 0, 200
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if wanted and self.headers.get("If-Range") in (file.etag, file.last_modified):
            start, status = int(wanted[1]), 206
            if start >= len(file.octets):
                self.plain(416, {"Content-Range": f"bytes */{len(file.octets)}"})
                return
        body = file.octets[start:]
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{len(file.octets) - 1}/{len(file.octets)}")
        if not lengthless:
            self.send_header("Content-Length", str(len(body)))
        for name, value in (("ETag", file.etag), ("Last-Modified", file.last_modified)):
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])

    def plain(self, status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def cut(octets: int) -> Act:
    """Promise all, send so many, hang up."""
    return lambda handler: handler.serve(octets)


def status(code: int, **headers: str) -> Act:
    return lambda handler: handler.plain(code, {k.replace("_", "-"): v for k, v in headers.items()})


def redirect(location: str, code: int = 302) -> Act:
    return status(code, Location=location)


def page(text: bytes = b"<!DOCTYPE html><html><body>Sign in</body></html>") -> Act:
    return lambda handler: handler.plain(200, {"Content-Type": "text/html"}, text)


def silent(handler: Handler) -> None:
    """Say nothing until the test is over."""
    handler.vendor.released.wait(30)


def drip_head(handler: Handler) -> None:
    """Send a header for ever, an octet at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    _drip(handler)


def drip_body(handler: Handler) -> None:
    """Send a body of a million octets, one at a time."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    _drip(handler)


def _drip(handler: Handler) -> None:
    while not handler.vendor.released.wait(0.05):
        handler.wfile.write(b"x")


def endless(handler: Handler) -> None:
    """Send chunks for ever (RFC 9112 §7.1)."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while not handler.vendor.released.is_set():
        handler.wfile.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def chunked_cut(handler: Handler) -> None:
    """Break off inside a chunk."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"64\r\nonly this much")


@contextmanager
def vendor(context: ssl.SSLContext | None = None) -> Iterator[Vendor]:
    """A server on a port of its own, so an origin of its own."""
    made = Vendor()
    with _Server(("127.0.0.1", 0), partial(Handler, made)) as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        made.port = server.server_port
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
        thread.start()
        try:
            yield made
        finally:
            made.released.set()
            server.shutdown()
            thread.join()


class _Server(http.server.ThreadingHTTPServer):
    """Quiet where who asked hangs up, TLS too."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: hanging up is what is tested."""
