"""Elements of DER: what was written is what is read, and nothing else is an element."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.der import SEQUENCE, BrokenDerError, Element, element, elements, expect, inside
from tests.support.certificates import tlv


@given(st.lists(st.tuples(st.integers(0, 0x1E), st.binary(max_size=300)), max_size=8))
def test_what_was_written_is_what_is_read(parts: list[tuple[int, bytes]]) -> None:
    data = b"\xff" + tlv(SEQUENCE, *(tlv(tag, content) for tag, content in parts))
    outer = element(data, 1, len(data))
    assert (outer.tag, outer.end) == (SEQUENCE, len(data))
    assert [(one.tag, data[one.start : one.end]) for one in inside(data, outer)] == parts


@pytest.mark.parametrize("octets", [127, 128, 255, 256, 65_535, 65_536])
def test_lengths(octets: int) -> None:
    data = tlv(4, bytes(octets))
    assert element(data, 0, len(data)) == Element(4, len(data) - octets, len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x01",  # longer than what holds it
        b"\x30\x80\x00\x00",  # indefinite length
        b"\x30\x81",
        b"\x30\x82\x00",
        b"\x30\x85\x00\x00\x00\x00\x00",  # a length of five octets
        b"\x1f\x81\x00",  # a tag of several octets
    ],
)
def test_what_is_no_element(data: bytes) -> None:
    with pytest.raises(BrokenDerError):
        element(data, 0, len(data))


def test_a_fault_is_met_where_it_stands() -> None:
    data = tlv(4, b"a") + b"\x04\x05b"
    found = elements(data, 0, len(data))
    assert next(found).tag == 4
    with pytest.raises(BrokenDerError) as raised:
        next(found)
    assert raised.value.offset == 3


def test_an_element_of_another_kind_is_refused() -> None:
    assert expect(Element(4, 0, 1), 4, 0) == Element(4, 0, 1)
    for found in (None, Element(5, 0, 1)):
        with pytest.raises(BrokenDerError):
            expect(found, 4, 0)
