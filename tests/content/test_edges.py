"""Octets beside a literal: another first or last letter is another value, and what is cut off is not guessed."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.content.needles import build_needles
from harness.content.search import search_body, sought
from harness.model.content import Body
from harness.model.honey import Honey, HoneyKind

VALUE = b"QX0MADEUP7734"
HONEY = (Honey(id="serial", kind=HoneyKind.SERIAL, values=(VALUE.decode(),)),)
NEEDLES = build_needles(HONEY)
SOUGHT = sought(HONEY, b"0123456789abcdef")


def by_literal(data: bytes) -> list[tuple[int, int, str]]:
    found = [*NEEDLES.exact.find(data), *NEEDLES.folded.find(data.lower())]
    return [(match.offset, match.octets, " > ".join(match.needle.form)) for match in found]


@given(st.binary(max_size=7), st.binary(max_size=7), st.integers(0, 12), st.integers(1, 255), st.booleans())
def test_one_octet_changed_is_another_value_in_base64(
    before: bytes, behind: bytes, at: int, bits: int, safe: bool
) -> None:
    encode = base64.urlsafe_b64encode if safe else base64.b64encode
    other = VALUE[:at] + bytes([VALUE[at] ^ bits]) + VALUE[at + 1 :]
    if other.lower() != VALUE.lower():
        assert by_literal(encode(before + other + behind)) == []


@given(st.binary(max_size=7), st.binary(max_size=7), st.booleans(), st.booleans())
def test_the_value_is_found_with_all_characters_that_hold_a_bit_of_it(
    before: bytes, behind: bytes, safe: bool, padded: bool
) -> None:
    coded = (base64.urlsafe_b64encode if safe else base64.b64encode)(before + VALUE + behind)
    first, last = 8 * len(before) // 6, -(-8 * (len(before) + len(VALUE)) // 6)
    found = by_literal(coded if padded else coded.rstrip(b"="))
    assert found == [(first, last - first, "base64 > plain")]


@pytest.mark.parametrize("before", range(3))
def test_cut_where_a_bit_of_the_value_is_missing_it_is_not_found(before: int) -> None:
    coded = base64.b64encode(b"words " + bytes(before) + VALUE + b" more")
    start = 6 + before
    for cut in range(len(coded) + 1):
        assert bool(by_literal(coded[:cut])) == (cut * 6 // 8 >= start + len(VALUE))
        assert bool(by_literal(coded[cut:])) == (cut <= 8 * start // 6)
        assert bool(by_literal(b"\xff" + coded[cut:])) == (cut <= 8 * start // 6)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_broken_lines_at_any_place_change_nothing(newline: bytes) -> None:
    """Found once, by whichever way, and its sibling never."""
    for front in range(20, 80):
        for value, wanted in ((VALUE, ["base64 > plain"]), (b"R" + VALUE[1:], []), (VALUE[:-1] + b"5", [])):
            text = b"x" * 570 + b"-" * front + value + b" and so on" * 9
            lines = base64.encodebytes(text).replace(b"\n", newline)
            assert [hit.chain for hit in search_body(Body(b"head: " + lines), SOUGHT)] == wanted


def test_an_escape_where_a_character_is_needed() -> None:
    """The last character that holds bits of the value is written as an escape: found below it."""
    text = b"x" + VALUE + b"\xff\xff\xff\xff more words that follow"
    coded = base64.b64encode(text)
    end = 8 * (1 + len(VALUE)) // 6
    body = b"d=" + coded[:end] + b"%%%02X" % coded[end] + coded[end + 1 :].replace(b"/", b"%2F")
    assert [hit.chain for hit in search_body(Body(body), SOUGHT)] == ["url > base64 > plain"]


@pytest.mark.parametrize("order", ["utf-16-le", "utf-16-be"])
def test_in_utf_16_too(order: str) -> None:
    value = VALUE.decode()
    for front, behind in (("", ""), ("sn=", ""), ("", "; next"), ("sn=", "; next")):
        assert by_literal((front + value + behind).encode(order))
        for first, last in ((chr(0x100 + ord(value[0])), value[-1]), (value[0], chr(0x100 + ord(value[-1])))):
            text = front + first + value[1:-1] + last + behind
            assert by_literal(text.encode(order)) == []


BEHIND = (b"\1", b"\2A", b"\1\1", b"\4 ", b"\0\1", b"A")
"""Octets that make another letter of the last one in little-endian order, and others."""


@pytest.mark.parametrize(
    "front", [b"", b"\x1a", b"\1\x1a", b"\x1a\0", b"\xfe\xff", "sn=".encode("utf-16-be")]
)
def test_text_in_front_tells_big_endian_order(front: bytes) -> None:
    coded = VALUE.decode().encode("utf-16-be")
    for behind in BEHIND:
        assert by_literal(front + coded + behind), behind
        assert by_literal(b"\2" * 300 + front + coded + behind), behind


@pytest.mark.parametrize("behind", [b"", b"\x1a", b"\x1a\1", b"\0\x1a", ";".encode("utf-16-le")])
def test_text_behind_tells_little_endian_order(behind: bytes) -> None:
    coded = VALUE.decode().encode("utf-16-le")
    for front in (b"\1", b"A\2", b"\1\1", b" \4", b"\1\0", b"A", b"\xff\xfe"):
        assert by_literal(front + coded + behind), front


def test_where_both_orders_stand_none_is_taken() -> None:
    """In front and behind stands what could be a letter's half."""
    value = VALUE.decode()
    ambiguous = b"\xe9" + value.encode("utf-16-be") + b"\1"
    assert value in ambiguous[1:-1].decode("utf-16-be")
    assert value[:-1] + chr(0x100 + ord(value[-1])) in ambiguous[2:].decode("utf-16-le")
    assert by_literal(ambiguous) == []


def test_utf_16_beyond_ascii_keeps_both_octets_of_a_letter() -> None:
    """U+0161 and U+0141 differ in octets as ``a`` and ``A`` do."""
    needles = build_needles([Honey(id="net", kind=HoneyKind.SSID, values=("mu\u0161ka-net",))])
    for order in ("utf-16-le", "utf-16-be"):
        for text, found in (("MU\u0160KA-NET", True), ("mu\u0141ka-net", False)):
            octets = text.encode(order)
            assert bool([*needles.exact.find(octets), *needles.folded.find(octets.lower())]) is found
