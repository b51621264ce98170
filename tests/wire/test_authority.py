"""Authorities and URIs, written out."""

from __future__ import annotations

import pytest

from harness.wire.authority import Origin, shown, split_authority, uri_origin


@pytest.mark.parametrize(
    ("authority", "found"),
    [
        (b"A.Example", ("a.example", None)),
        (b"a.example:65535", ("a.example", 65535)),
        (b"a.example:65536", ("a.example:65536", None)),
        (b"[2001:DB8::1]:443", ("2001:db8::1", 443)),
        (b"", (None, None)),
        (b":80", (None, 80)),
        (b"a\x1b.example:80", ("a\\027.example", 80)),
    ],
)
def test_host_and_port(authority: bytes, found: tuple[str | None, int | None]) -> None:
    assert split_authority(authority) == found


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        (b"ftp://ftp.is.co.za/rfc/rfc1808.txt", Origin("ftp", "ftp.is.co.za", None)),  # RFC 3986 §1.1.2
        (b"ldap://[2001:db8::7]/c=GB?objectClass?one", Origin("ldap", "2001:db8::7", None)),
        (b"telnet://192.0.2.16:80/", Origin("telnet", "192.0.2.16", 80)),
        (b"foo://example.com:8042/over/there?name=ferret#nose", Origin("foo", "example.com", 8042)),  # §3
        (b"RTMP://user:w@rd@Live.Example?a@b", Origin("rtmp", "live.example", None)),
        (b"urn:oasis:names:specification:docbook:dtd:xml:4.1.2", None),
        (b"/a?to=http://a.example/", None),
        (b"null", None),
        (b"", None),
        (b"http:///", Origin("http", None, None)),
    ],
)
def test_origin_of_a_uri(uri: bytes, origin: Origin | None) -> None:
    assert uri_origin(uri) == origin


def test_what_is_shown_is_cut_before_it_is_escaped() -> None:
    assert shown(b"a\n" * 9, 3) == "a\\010a"
