"""Permanent links: two endpoints never have one, and each can be read back."""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from harness.reports.html.endpoint_keys import endpoint_key, key_of
from harness.reports.text import shown

PARTS = st.tuples(
    st.text(max_size=12), st.text(max_size=12), st.text(max_size=6), st.none() | st.integers(0, 65_535)
)


@given(PARTS)
def test_a_key_is_read_back_as_what_it_was_made_of(parts: tuple[str, str, str, int | None]) -> None:
    """So no two endpoints have one key."""
    *words, port = endpoint_key(*parts).split(",")
    assert [unquote(word) for word in words] == list(parts[:3])
    assert (int(port) if port else None) == parts[3]


@given(PARTS)
def test_a_key_stands_in_a_link_and_in_a_page_as_it_is(parts: tuple[str, str, str, int | None]) -> None:
    key = endpoint_key(*parts)
    assert re.fullmatch(r"[A-Za-z0-9._~%,:/-]+", key)
    assert shown(key) == key


def test_what_is_said_alike_is_still_apart() -> None:
    assert endpoint_key("a", "b,c", "tcp", 1) != endpoint_key("a,b", "c", "tcp", 1)
    assert endpoint_key("\x1b", "b", "tcp", 1) != endpoint_key(r"\x1b", "b", "tcp", 1)
    assert endpoint_key("a", "b", "icmp", None) != endpoint_key("a", "b", "icmp", 0)


def test_a_row_has_the_key_of_its_endpoint() -> None:
    row = {"vantage": "lan", "server_ip": "192.0.2.1", "transport": "tcp", "server_port": 443, "name": "x"}
    assert endpoint_key(*key_of(row)) == "lan,192.0.2.1,tcp,443"
