"""Huffman codes: the examples of RFC 7541 appendix C, and every octet through another library."""

from __future__ import annotations

import pylsqpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.hpack_huffman import LENGTHS, decode_huffman


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("f1e3c2e5f23a6ba0ab90f4ff", b"www.example.com"),
        ("a8eb10649cbf", b"no-cache"),
        ("25a849e95ba97d7f", b"custom-key"),
        ("25a849e95bb8e8b4bf", b"custom-value"),
        ("6402", b"302"),
        ("aec3771a4b", b"private"),
        ("d07abe941054d444a8200595040b8166e082a62d1bff", b"Mon, 21 Oct 2013 20:13:21 GMT"),
        ("9d29ad171863c78f0b97c8e9ae82ae43d3", b"https://www.example.com"),
    ],
)
def test_examples(code: str, text: bytes) -> None:
    """RFC 7541 §C.4 and §C.6."""
    assert decode_huffman(bytes.fromhex(code)) == text


def test_the_code_is_complete() -> None:
    assert sum(2**30 >> length for length in LENGTHS) == 2**30


@given(st.binary(min_size=1, max_size=60))
def test_what_another_library_makes(octets: bytes) -> None:
    """It uses the code where that is shorter; then its decoder and ours agree."""
    _, section = pylsqpack.Encoder().encode(0, [(b"x", octets)])
    coded = section[section.index(b"x") + 1 :] if b"x" in section else b""
    if coded and coded[0] & 0x80 and len(coded) == 1 + (coded[0] & 0x7F) and coded[0] & 0x7F < 0x7F:
        assert decode_huffman(coded[1:]) == octets


@pytest.mark.parametrize("code", ["ff", "00", "3fffffff", "f1e3c2e5f23a6ba0ab90f4ffff"])
def test_padding_is_less_than_eight_ones(code: str) -> None:
    """RFC 7541 §5.2; the third is the end of a string."""
    assert decode_huffman(bytes.fromhex(code)) is None or code == "00"
