"""URLs of requests: RFC 3986 §3, and what is left out of them."""

from __future__ import annotations

import pytest

from harness.wire.request_url import MAX_TEXT, RequestUrl, http_version, media_type, read_url, split_authority


@pytest.mark.parametrize(("url", "parts"), [
    (b"http://www.example.com/where?q=now#f", RequestUrl("http", "www.example.com", 80, "/where", 5)),
    (b"https://u:p@Cloud.Example:8443", RequestUrl("https", "cloud.example", 8443, "/", None)),
    (b"https://[2001:DB8::7]:444/", RequestUrl("https", "2001:db8::7", 444, "/", None)),
    (b"wss://a.example?x=http://b.example/", RequestUrl("wss", "a.example", 443, "/", 19)),
    (b"coap+tcp://a.example/x", RequestUrl("coap+tcp", "a.example", None, "/x", None)),
    (b"/search?", RequestUrl(None, None, None, "/search", 0)),
    (b"/a?u=http://b.example/", RequestUrl(None, None, None, "/a", 19)),
    (b"*", RequestUrl(None, None, None, "*", None)),
    (b"https://a.example:99999/\x1b[2J", RequestUrl("https", "a.example", 443, "/\\027[2J", None)),
])  # fmt: skip
def test_parts(url: bytes, parts: RequestUrl) -> None:
    assert read_url(url) == parts


def test_what_may_be_personal_is_nowhere() -> None:
    assert "secret" not in repr(read_url(b"https://secret:secret@a.example/x?token=secret#secret"))


def test_a_long_path_is_cut() -> None:
    path = read_url(b"/" + b"a" * 10 * MAX_TEXT).path
    assert path is not None
    assert len(path) == MAX_TEXT


@pytest.mark.parametrize(("authority", "found"), [
    (b"", (None, None)), (b"a.example:", ("a.example", None)), (b"[::1", ("::1", None)), (b"192.0.2.1:80", ("192.0.2.1", 80)),
])  # fmt: skip
def test_authorities(authority: bytes, found: tuple[str | None, int | None]) -> None:
    assert split_authority(authority) == found


def test_types_and_versions() -> None:
    assert [media_type(text) for text in (b" Text/HTML ;charset=x", b"", None)] == ["text/html", None, None]
    assert [http_version(text) for text in (b"HTTP/1.0", b"HTTP/2", b"h2", b"HTTP/3.0", b"")] == [
        "1.0",
        "2",
        "2",
        "3",
        None,
    ]
