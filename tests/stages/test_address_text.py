"""Address halves to canonical text."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from harness.stages.address_text import address_texts
from tests.support.tables import record, records_of


def texts_of(addresses: list[str]) -> tuple[list[str], list[str]]:
    """Text of each address, and the distinct texts."""
    rows = records_of(*(record(a=address, b=address) for address in addresses))
    index, texts = address_texts(rows["family"], rows["a_hi"], rows["a_lo"])
    return [texts[i] for i in index], texts


@given(st.lists(st.ip_addresses(), max_size=12))
def test_each_address_is_given_as_its_canonical_text_once(addresses: list[IPv4Address | IPv6Address]) -> None:
    given_ = [str(address) for address in addresses]
    found, texts = texts_of(given_)
    assert [ip_address(text) for text in found] == addresses
    assert len(texts) == len(set(given_))


def test_forms_of_rfc_5952() -> None:
    given_ = [
        "2001:db8:0:0:1:0:0:1",
        "::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "255.255.255.255",
        "0.0.0.0",
    ]
    expected = [
        "2001:db8::1:0:0:1",
        "::",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "255.255.255.255",
        "0.0.0.0",
    ]
    assert texts_of(given_)[0] == expected


def test_an_ipv6_address_below_2_to_the_32_is_not_an_ipv4_address() -> None:
    assert texts_of(["::c000:201", "192.0.2.1"])[0] == ["::192.0.2.1", "192.0.2.1"]


def test_no_addresses() -> None:
    index, texts = address_texts(np.zeros(0, np.int8), np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert (index.tolist(), texts) == ([], [])
