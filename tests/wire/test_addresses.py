"""Canonical address texts are those of inet_ntop."""

from __future__ import annotations

from ipaddress import ip_address
from socket import AF_INET, AF_INET6, inet_pton

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.addresses import address_text, canonical, of_octets


@given(st.ip_addresses())
def test_every_spelling_gives_the_text_of_the_octets(address: object) -> None:
    parsed = ip_address(str(address))
    assert canonical(parsed.exploded.upper()) == of_octets(parsed.packed)
    text = canonical(str(address))
    assert text is not None
    assert inet_pton(AF_INET if parsed.version == 4 else AF_INET6, text) == parsed.packed


@pytest.mark.parametrize(
    "text", ["", "a.example", "192.0.2.01", "192.0.2", "fe80::1%eth0", "1" * 99, "::1\n"]
)
def test_what_is_no_address(text: str) -> None:
    assert canonical(text) is None


def test_mapped_addresses_as_in_dns_answers() -> None:
    assert canonical("::FFFF:192.0.2.1") == "::ffff:192.0.2.1"


@given(st.one_of(st.binary(min_size=4, max_size=4), st.binary(min_size=16, max_size=16)))
def test_the_standard_library_reads_the_same_address(octets: bytes) -> None:
    text = address_text(octets)
    assert text is not None
    assert ip_address(text).packed == octets


@pytest.mark.parametrize("octets", [0, 3, 5, 8, 15, 17])
def test_other_lengths_are_no_address(octets: int) -> None:
    assert address_text(bytes(octets)) is None
