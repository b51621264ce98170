"""Addresses as text: the forms of RFC 5952."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.addresses import address_text


@given(st.one_of(st.binary(min_size=4, max_size=4), st.binary(min_size=16, max_size=16)))
def test_the_standard_library_reads_the_same_address(octets: bytes) -> None:
    text = address_text(octets)
    assert text is not None
    assert ip_address(text).packed == octets


@pytest.mark.parametrize("octets", [0, 3, 5, 8, 15, 17])
def test_other_lengths_are_no_address(octets: int) -> None:
    assert address_text(bytes(octets)) is None
