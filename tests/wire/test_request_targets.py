"""Targets of requests: every form of RFC 9112 §3.2, and nothing of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.request_targets import MAX_PATH, Target, read_target


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
        ("GET", b"", None, "gopher", ("gopher", None, None, None, None)),
        ("CONNECT", b"/chat", b"a.example", "wss", ("wss", "a.example", 443, "/chat", None)),
    ],
)  # fmt: skip
def test_forms(
    method: str, target: bytes, authority: bytes | None, scheme: str | None, expected: tuple[object, ...]
) -> None:
    assert read_target(method, target, authority, scheme) == Target(*expected)  # type: ignore[arg-type]


@given(st.binary(max_size=80), st.none() | st.binary(max_size=40))
def test_whatever_comes_is_safe_text(target: bytes, authority: bytes | None) -> None:
    found = read_target("GET", target, authority, "https")
    for text in (found.host, found.path):
        assert text is None or (
            text.isascii() and text.isprintable() and " " not in text and len(text) <= MAX_PATH
        )


@given(st.binary(min_size=1, max_size=30).filter(lambda query: b"#" not in query))
def test_of_a_query_only_the_size_is_told(query: bytes) -> None:
    found = read_target("GET", b"/p?" + query, b"a.example", "https")
    assert (found.path, found.query_octets) == ("/p", len(query))
