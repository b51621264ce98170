"""Authorities of URIs."""

from __future__ import annotations

import pytest

from harness.wire.uri import MAX_TEXT_OCTETS, Authority, cut, read_authority


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"A.example", Authority("a.example", None, None)),
        (b"bob:pass@a.example.:5061", Authority("a.example", 5061, "bob")),
        (b"b@c@a.example", Authority("a.example", None, "b@c")),
        (b"[2001:DB8::1]:5060", Authority("2001:db8::1", 5060, None)),
        (b"a.example:65536", Authority("a.example", None, None)),
        (b"a.example:", Authority("a.example", None, None)),
        (b"a:b:c", Authority(None, None, None)),
        (b"bob@", Authority(None, None, "bob")),
        (b"@a.example", Authority("a.example", None, None)),
        (b"", Authority(None, None, None)),
    ],
)
def test_authorities(octets: bytes, expected: Authority) -> None:
    assert read_authority(octets) == expected


def test_texts_are_cut_before_they_are_escaped() -> None:
    assert cut(b"a b\n") == "a\\032b\\010"
    assert cut(b"a" * 1000) == "a" * MAX_TEXT_OCTETS
