"""Values of the data section, by the examples of the specification."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.geo_import.mmdb_data import MmdbData, MmdbFault
from tests.support.mmdb_writer import encoded


def value(octets: bytes) -> Any:
    return MmdbData(memoryview(octets)).value(0)


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        ("424142", "AB"),  # 010 00010: text of two octets
        ("5d33" + "61" * 80, "a" * 80),  # 29 and one octet: 29 + 51
        ("a0", 0),  # uint16 of no octets
        ("a201f4", 500),
        ("c401020304", 0x01020304),
        ("0401ffffffff", -1),  # int32
        ("0002", 0),  # uint64 of no octets
        ("0107", True),
        ("0007", False),
        ("e0", {}),
        ("0204" + "4161" + "4162", ["a", "b"]),
    ],
)
def test_types(octets: str, expected: Any) -> None:
    assert value(bytes.fromhex(octets)) == expected


@pytest.mark.parametrize(
    "octets",
    [
        "",
        "42",  # text that is not there
        "e1a0a0",  # a key that is a number
        "20" + "ff",  # a pointer out of the data
        "2002" + "2000",  # a pointer to a pointer
        "0005",  # a cache container
        "41ff",  # no UTF-8
        "e1" * 400,  # maps in maps
        "1f",  # cut in a size
    ],
)
def test_what_is_no_value_is_a_fault(octets: str) -> None:
    with pytest.raises(MmdbFault):
        value(bytes.fromhex(octets))


@given(st.binary(max_size=200))
def test_any_octets_are_a_value_or_a_fault(octets: bytes) -> None:
    try:
        value(octets)
    except MmdbFault:
        return


SIMPLE = st.one_of(
    st.text(max_size=400),
    st.integers(0, 2**64 - 1),
    st.booleans(),
    st.floats(allow_nan=False),
    st.binary(max_size=50),
)


@given(
    st.recursive(
        SIMPLE,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
        max_leaves=12,
    )
)
def test_what_was_written_is_read(written: Any) -> None:
    assert value(encoded(written)) == written
