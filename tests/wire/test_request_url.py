"""What requests ask for: RFC 3986 §3, every form of RFC 9112 §3.2, and what is left out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.request_url import MAX_TEXT, RequestUrl, http_version, media_type, read_target, read_url


@pytest.mark.parametrize(("url", "parts"), [
    (b"http://www.example.com/where?q=now#f", RequestUrl("http", "www.example.com", 80, "/where", 5)),
    (b"https://u:p@Cloud.Example:8443", RequestUrl("https", "cloud.example", 8443, "/", None)),
    (b"https://[2001:DB8::7]:444/", RequestUrl("https", "2001:db8::7", 444, "/", None)),
    (b"wss://a.example?x=http://b.example/", RequestUrl("wss", "a.example", 443, "/", 19)),
    (b"coap+tcp://a.example/x", RequestUrl("coap+tcp", "a.example", None, "/x", None)),
    (b"/search?", RequestUrl(None, None, None, "/search", 0)),
    (b"/a?u=http://b.example/", RequestUrl(None, None, None, "/a", 19)),
    (b"*", RequestUrl(None, None, None, "*", None)),
    (b"", RequestUrl(None, None, None, None, None)),
    (b"a.b://c.example", RequestUrl("a.b", "c.example", None, "/", None)),
    (b"7z://c.example/", RequestUrl(None, None, None, "7z://c.example/", None)),
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


@pytest.mark.parametrize(
    ("method", "target", "authority", "scheme", "expected"),
    [
        ("GET", b"/where?q=now", b"www.Example.org.", "https", ("https", "www.example.org", 443, "/where", 5)),
        ("GET", b"http://www.example.org/pub/a.html", b"x", "https", ("http", "www.example.org", 80, "/pub/a.html", None)),
        ("GET", b"http://a.example:8080", None, None, ("http", "a.example", 8080, "/", None)),
        ("CONNECT", b"www.example.com:80", b"www.example.com:80", None, (None, "www.example.com", 80, None, None)),
        ("OPTIONS", b"*", b"www.example.org:8001", "https", ("https", "www.example.org", 8001, "*", None)),
        ("GET", b"/a?", b"[2001:DB8::1]:8443", "https", ("https", "2001:db8::1", 8443, "/a", 0)),
        ("GET", b"/a#b?c", b"u@a.example", "https", ("https", "a.example", 443, "/a", None)),
        ("GET", b"/a b\n\xff", b"a.example:99999", "https", ("https", "a.example", 443, "/a\\032b\\010\\255", None)),
        ("GET", b"?q", b"a.example", "http", ("http", "a.example", 80, "/", 1)),
        ("CONNECT", b"", b"u:p@[2001:DB8:0::1]:443", None, (None, "2001:db8::1", 443, None, None)),
        ("GET", b"", None, "gopher", ("gopher", None, None, None, None)),
        ("CONNECT", b"/chat", b"a.example", "wss", ("wss", "a.example", 443, "/chat", None)),
    ],
)  # fmt: skip
def test_forms_of_targets(
    method: str, target: bytes, authority: bytes | None, scheme: str | None, expected: tuple[object, ...]
) -> None:
    assert read_target(method, target, authority, scheme) == RequestUrl(*expected)  # type: ignore[arg-type]


@given(st.binary(max_size=80), st.none() | st.binary(max_size=40))
def test_whatever_comes_is_safe_text(target: bytes, authority: bytes | None) -> None:
    found = read_target("GET", target, authority, "https")
    for text in (found.host, found.path):
        assert text is None or (text.isascii() and text.isprintable() and " " not in text)


@given(st.binary(min_size=1, max_size=30).filter(lambda query: b"#" not in query))
def test_of_a_query_only_the_size_is_told(query: bytes) -> None:
    found = read_target("GET", b"/p?" + query, b"a.example", "https")
    assert (found.path, found.query_octets) == ("/p", len(query))


def test_types_and_versions() -> None:
    assert [media_type(text) for text in (b" Text/HTML ;charset=x", b"", b" ; a", None)] == [
        "text/html",
        None,
        None,
        None,
    ]
    assert media_type(b"a/" + b"b" * 1000) == "a/" + "b" * 254
    assert [http_version(text) for text in (b"HTTP/1.0", b"HTTP/2", b"h2", b"HTTP/3.0", b"")] == [
        "1.0",
        "2",
        "2",
        "3",
        None,
    ]
