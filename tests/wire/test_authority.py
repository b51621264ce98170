"""Authorities and URIs, written out; odd ones by RFC 3986 §3.2, once for every protocol."""

from __future__ import annotations

from ipaddress import IPv6Address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.authority import (
    MAX_PORT,
    Authority,
    Origin,
    read_authority,
    split_authority,
    split_uri,
    uri_origin,
)


@pytest.mark.parametrize(
    ("octets", "found"),
    [
        (b"A.Example", Authority("a.example", None)),
        (b"a.example:65535", Authority("a.example", 65535)),
        (b"192.0.2.1:80", Authority("192.0.2.1", 80)),
        (b"", Authority(None, None)),
        (b":80", Authority(None, 80)),
        (b"a\x1b.example:80", Authority("a\\027.example", 80)),
        # User parts: no part of a host, and no password is kept.
        (b"pilot@a.example", Authority("a.example", None, "pilot")),
        (b"bob:pass@a.example.:5061", Authority("a.example", 5061, "bob")),
        (b"b@c@a.example", Authority("a.example", None, "b@c")),
        (b"a.example:80@192.0.2.7", Authority("192.0.2.7", None, "a.example")),  # RFC 3986 §7.6
        (b":secret@a.example", Authority("a.example", None)),
        (b"@a.example", Authority("a.example", None)),
        (b"bob@", Authority(None, None, "bob")),
        (b"u@[2001:db8::1]:443", Authority("2001:db8::1", 443, "u")),
        # Ports: empty is none; so is what is no port.
        (b"a.example:", Authority("a.example", None)),
        (b"a.example:0", Authority("a.example", None)),
        (b"a.example:000443", Authority("a.example", 443)),
        (b"a.example:65536", Authority("a.example", None)),
        (b"a.example:" + b"9" * 5_000, Authority("a.example", None)),
        (b"[2001:db8::1]:", Authority("2001:db8::1", None)),
        # IPv6 literals: one spelling, without a zone.
        (b"[2001:DB8::1]:443", Authority("2001:db8::1", 443)),
        (b"[2001:db8:0:0:0:0:0:1]", Authority("2001:db8::1", None)),
        (b"[::ffff:192.0.2.1]:80", Authority("::ffff:192.0.2.1", 80)),
        (b"[fe80::1%25en1]:80", Authority("fe80::1", 80)),  # RFC 6874 §2
        (b"[fe80::1%en1]", Authority("fe80::1", None)),
        # Trailing dots: one is the root's.
        (b"a.example.", Authority("a.example", None)),
        (b"a.example..", Authority("a.example.", None)),
        (b".:80", Authority(".", 80)),
        # What has not the form is a host whole.
        (b"2001:db8::1", Authority("2001:db8::1", None)),
        (b"a.example:http", Authority("a.example:http", None)),
        (b"a.example:+80", Authority("a.example:+80", None)),
        (b"a.example:-1", Authority("a.example:-1", None)),
        (b"a.example: 80", Authority("a.example:\\03280", None)),
        (b"a.example:8\xb2", Authority("a.example:8\\178", None)),
        (b"a:b:c", Authority("a:b:c", None)),
        (b"[::1", Authority("[::1", None)),
        (b"[2001:db8::1]443", Authority("[2001:db8::1]443", None)),
        (b"[192.0.2.1]:80", Authority("[192.0.2.1]:80", None)),
        (b"[v1.fe80::a]", Authority("[v1.fe80::a]", None)),
        (b"[\xff]", Authority("[\\255]", None)),
        (b"[]:80", Authority("[]:80", None)),
        (b"u:p@[", Authority("[", None, "u")),
    ],
)  # fmt: skip
def test_host_port_and_user(octets: bytes, found: Authority) -> None:
    assert read_authority(octets) == found
    assert split_authority(octets) == found[:2]


def test_a_user_is_cut_before_it_is_escaped() -> None:
    user = read_authority(b"\n" * 1000 + b"@a.example").user
    assert user == "\\010" * 256


@given(
    st.integers(0, 2**128 - 1).map(IPv6Address),
    st.booleans(),
    st.none() | st.integers(1, MAX_PORT),
)
def test_every_spelling_of_an_address_is_one(address: IPv6Address, long: bool, port: int | None) -> None:
    text = f"[{(address.exploded if long else address.compressed).upper()}]"
    host, found = split_authority((text if port is None else f"{text}:{port}").encode())
    assert host is not None
    assert (IPv6Address(host), found) == (address, port)
    assert (host, found) == split_authority(f"[{host}]{'' if port is None else f':{port}'}".encode())


@given(
    st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8}){0,3}", fullmatch=True),
    st.none() | st.integers(1, MAX_PORT),
    st.none() | st.from_regex(r"[a-z]{1,5}(:[a-z@]{0,5})?", fullmatch=True),
)
def test_what_is_regular_is_as_python_reads_it(host: str, port: int | None, user: str | None) -> None:
    authority = ("" if user is None else f"{user}@") + host + ("" if port is None else f":{port}")
    theirs = urlsplit(f"x://{authority}/")
    assert split_authority(authority.encode()) == (theirs.hostname, theirs.port) == (host, port)


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
        (b"1ttp://a.example/", None),
        (b"://a.example/", None),
        (b"null", None),
        (b"", None),
        (b"http:///", Origin("http", None, None)),
    ],
)
def test_origin_of_a_uri(uri: bytes, origin: Origin | None) -> None:
    assert uri_origin(uri) == origin


def test_parts_of_a_uri() -> None:
    assert split_uri(b"coap+TCP://u@a.example:1?b/#c") == ("coap+tcp", b"u@a.example:1", b"?b/#c")
    assert split_uri(b"x://a\nb") == ("x", b"a\nb", b"")
    assert split_uri(b"a" * 33 + b"://b") is None
