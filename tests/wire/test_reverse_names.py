"""Names of the reverse tree: each stands for one address, or for none."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.wire.reverse_names import reverse_address


@given(st.ip_addresses())
def test_every_address_comes_back(address) -> None:
    assert ip_address(reverse_address(address.reverse_pointer) or "") == address


@pytest.mark.parametrize("name", [
    *("in-addr.arpa", "1.in-addr.arpa", "3.2.1.in-addr.arpa", "5.4.3.2.1.in-addr.arpa", "256.0.0.1.in-addr.arpa"),
    *("01.0.0.1.in-addr.arpa", "a.0.0.1.in-addr.arpa", ".2.3.4.in-addr.arpa", "4.3.2.1.in-addr.arpa.example"),
    *("ip6.arpa", "1.ip6.arpa", "0." * 31 + "ip6.arpa", "0." * 33 + "ip6.arpa", "g." + "0." * 31 + "ip6.arpa"),
    *("00." + "0." * 31 + "ip6.arpa", "A." + "0." * 31 + "ip6.arpa", "1/25.2.0.192.in-addr.arpa", "."),
])  # fmt: skip
def test_other_names_stand_for_no_address(name: str) -> None:
    assert reverse_address(name) is None
