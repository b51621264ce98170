"""Names as text: one form per name, ASCII only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.text import MAX_TEXT_OCTETS, cut, escaped, host_text, is_address, labels_text
from harness.wire.u_labels import a_label


def test_host_is_lower_cased_and_loses_one_trailing_dot() -> None:
    assert host_text(b"WWW.Example.COM.") == "www.example.com"
    assert host_text(b"example.com..") == "example.com."


def test_root_is_a_dot() -> None:
    assert labels_text([]) == "."
    assert host_text(b".") == "."


def test_odd_octets_are_three_decimal_digits() -> None:
    assert host_text(b"a\x00b\x1b[31m\\ \xff") == "a\\000b\\027[31m\\092\\032\\255"


def test_dot_inside_a_label_is_told_from_the_separator() -> None:
    assert labels_text([b"a.b", b"c"]) == "a\\046b.c"
    assert labels_text([b"a", b"b", b"c"]) == "a.b.c"


def test_only_ascii_letters_fold() -> None:
    assert escaped(b"\xc4".lower()) == "\\196"


@pytest.mark.parametrize("host", ["192.0.2.1", "127.1", "2130706433", "2001:db8::1", "0.0.0.0"])
def test_literals_are_addresses(host: str) -> None:
    assert is_address(host)


@pytest.mark.parametrize(
    "host", ["example.com", "1e100.net", "localhost", "4.example", "192.0.2.1.in-addr.arpa", ""]
)
def test_names_are_not(host: str) -> None:
    assert not is_address(host)


@given(
    st.lists(st.binary(min_size=1, max_size=63), max_size=4),
    st.lists(st.binary(min_size=1, max_size=63), max_size=4),
)
def test_two_names_have_one_text_only_if_they_are_equal_without_case_and_form(
    left: list[bytes], right: list[bytes]
) -> None:
    same = [a_label(label) or label.lower() for label in left] == [
        a_label(label) or label.lower() for label in right
    ]
    assert (labels_text(left) == labels_text(right)) == same


@given(st.binary(max_size=80) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_text_is_printable_ascii(octets: bytes) -> None:
    text = host_text(octets)
    assert all(0x21 <= ord(character) <= 0x7E for character in text)


def test_a_free_text_is_cut_before_it_is_escaped() -> None:
    assert cut(b"a b\n") == "a\\032b\\010"
    assert cut(b"a\n" * 9, 3) == "a\\010a"
    assert cut(b"a" * 1000) == "a" * MAX_TEXT_OCTETS
