"""HTTP/1 request heads, written out."""

from __future__ import annotations

from http.client import HTTPConnection

import pytest

from harness.model.malformed import Malformed, Reason
from harness.wire.http import (
    MAX_HEAD_OCTETS,
    MAX_LINES,
    HttpRequest,
    Target,
    decode_host,
    http_target,
    wanted,
)

GET = b"GET /a?b=c HTTP/1.1\r\n"


def request(data: bytes) -> HttpRequest:
    decoded = decode_host(data)
    assert isinstance(decoded, HttpRequest)
    return decoded


def reason(data: bytes) -> Reason:
    decoded = decode_host(data)
    assert isinstance(decoded, Malformed)
    return decoded.reason


def test_usual_request() -> None:
    data = GET + b"User-Agent: x\r\nhOsT:\t WWW.Example.com:8080 \r\nAccept: */*\r\n\r\nbody"
    assert request(data) == HttpRequest(
        "GET", "/a?b=c", "www.example.com", "WWW.Example.com:8080", 8080, target_host=None
    )


class _Pipe:
    """A socket that keeps what is sent to it."""

    def __init__(self) -> None:
        self.sent = b""

    def sendall(self, data: bytes) -> None:
        self.sent += data


def test_request_of_another_program() -> None:
    """The standard library's client writes the request to memory, nothing is sent."""
    pipe = _Pipe()
    connection = HTTPConnection("Telemetry.Vendor.Example", 8080)
    connection.sock = pipe
    connection.request("PUT", "/upload?n=1", body=b"abc", headers={"X-Model": "k"})
    assert request(pipe.sent) == HttpRequest(
        "PUT", "/upload?n=1", "telemetry.vendor.example", "Telemetry.Vendor.Example:8080", 8080, None
    )


def test_bare_line_feeds_are_lines() -> None:
    assert request(b"GET / HTTP/1.0\nHost: a.example\n\n").host == "a.example"


def test_no_host_and_empty_host_are_told_apart_in_the_raw_value() -> None:
    none, empty = request(GET + b"Accept: x\r\n\r\n"), request(GET + b"Host: \r\n\r\n")
    assert (none.host, none.host_raw) == (None, None)
    assert (empty.host, empty.host_raw) == (None, "")


def test_host_after_the_blank_line_is_body() -> None:
    assert request(GET + b"\r\nHost: body.example\r\n\r\n").host is None


def test_first_host_counts() -> None:
    assert request(GET + b"Host: a.example\r\nHost: b.example\r\n\r\n").host == "a.example"


def test_folded_host_is_joined() -> None:
    assert request(GET + b"Host:\r\n a.example\r\n\t:80\r\n\r\n").host_raw == "a.example\\032:80"
    assert request(GET + b"Host:\r\n a.example\r\n\r\n").host == "a.example"


@pytest.mark.parametrize(
    ("value", "host", "port"),
    [
        (b"a.example", "a.example", None),
        (b"a.example:", "a.example", None),
        (b"a.example.:81", "a.example", 81),
        (b"192.0.2.1:80", "192.0.2.1", 80),
        (b"[2001:DB8::1]:443", "2001:db8::1", 443),
        (b"[2001:db8::1]", "2001:db8::1", None),
        (b"2001:db8::1", "2001:db8::1", None),
        (b"a.example:x", "a.example:x", None),
        (b"a.example:123456", "a.example", None),
        (b"a\x1b.example", "a\\027.example", None),
    ],
)
def test_host_and_port(value: bytes, host: str, port: int | None) -> None:
    decoded = request(GET + b"Host: " + value + b"\r\n\r\n")
    assert (decoded.host, decoded.port) == (host, port)


@pytest.mark.parametrize(
    ("line", "host"),
    [
        (b"CONNECT a.example:443 HTTP/1.1", "a.example"),
        (b"CONNECT [2001:db8::1]:443 HTTP/1.1", "2001:db8::1"),
        (b"GET http://user:word@A.example:80/x@y?z HTTP/1.1", "a.example"),
        (b"GET http://a.example?q=1 HTTP/1.1", "a.example"),
        (b"GET http:/// HTTP/1.1", None),
        (b"GET /redirect?to=http://a.example/ HTTP/1.1", None),
        (b"OPTIONS * HTTP/1.1", None),
    ],
)
def test_host_of_the_target(line: bytes, host: str | None) -> None:
    decoded = request(line + b"\r\nHost: proxy.example\r\n\r\n")
    assert (decoded.target_host, decoded.host) == (host, "proxy.example")


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"OPTIONS rtsp://a.example/ RTSP/1.0\r\n\r\n",
        b"GET /\r\n",  # HTTP/0.9
        b"GET HTTP/1.1\r\n\r\n",  # no target
        b"get / HTTP/1.1\r\n\r\n",  # methods are case-sensitive (RFC 9110 §9.1)
        b"\x16\x03\x01",
        b"GETTING / HTTP/1.1\r\n",
    ],
)
def test_another_protocol(data: bytes) -> None:
    assert reason(data) is Reason.NOT_THIS
    assert wanted(data) == 0


def test_cut_after_the_host_line_is_enough_and_inside_it_is_not() -> None:
    whole = GET + b"Host: a.example\r\n"
    assert request(whole).host == "a.example"
    for length in range(len(whole)):
        assert reason(whole[:length]) is Reason.TRUNCATED


def test_wanted_asks_for_one_more_until_the_octet_after_the_host_line() -> None:
    whole = GET + b"Host: a.example\r\nA: b\r\n\r\n"
    enough = len(GET + b"Host: a.example\r\n") + 1
    for length in range(len(whole) + 1):
        assert wanted(whole[:length]) == (length + 1 if length < enough else enough)


def test_wanted_without_host_is_the_end_of_the_head() -> None:
    head = GET + b"A: b\r\n\r\n"
    assert wanted(head + b"more") == len(head)


def test_head_longer_than_is_held() -> None:
    data = GET + b"A: " + b"b" * MAX_HEAD_OCTETS
    assert reason(data) is Reason.TOO_LONG
    assert wanted(data) == MAX_HEAD_OCTETS
    assert reason(data[:MAX_HEAD_OCTETS]) is Reason.TOO_LONG


@pytest.mark.parametrize("line", [b"a:\r\n", b"Host:\r\n" + b" \r\n" * (MAX_LINES - 1)])
def test_a_head_of_very_many_lines_is_given_up(line: bytes) -> None:
    """Looked at again with each octet that comes, a head of four thousand lines took minutes for a megabyte."""
    folded = line.startswith(b"Host")
    few = GET + line * (1 if folded else MAX_LINES - 1)
    assert isinstance(decode_host(few + b"Host: a.example\r\n\r\n"), HttpRequest)
    many = few + (b" \r\n" if folded else b"a:\r\n") + b" \r\nHost: a.example\r\n\r\n"
    assert reason(many) is Reason.TOO_LONG
    assert 0 < wanted(many) <= len(many)


@pytest.mark.parametrize(
    ("line", "target"),
    [
        (
            b"CONNECT server.example.com:80 HTTP/1.1",
            Target(None, "server.example.com", 80),
        ),  # RFC 9110 §9.3.6
        (b"CONNECT [2001:db8::1]:8443 HTTP/1.1", Target(None, "2001:db8::1", 8443)),
        (
            b"GET http://www.example.org/pub/WWW/TheProject.html HTTP/1.1",  # RFC 9112 §3.2.2
            Target("http", "www.example.org", None),
        ),
        (b"GET HTTP://user:word@A.example:8080/x@y HTTP/1.1", Target("http", "a.example", 8080)),
        (b"GET /redirect?to=http://a.example/ HTTP/1.1", None),
        (b"OPTIONS * HTTP/1.1", None),
    ],
)
def test_host_and_port_of_the_target(line: bytes, target: Target | None) -> None:
    data = line + b"\r\nHost: proxy.example\r\n\r\n"
    assert http_target(data) == http_target(data[: wanted(data)]) == target


def test_target_of_another_protocol_is_malformed() -> None:
    assert http_target(b"HTTP/1.1 200 OK\r\n\r\n") == Malformed(Reason.NOT_THIS, 0, "http")
