"""Senders are brought to one form, and no group can be a sender."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.senders import address, is_mac, mac, sender


def test_each_kind_has_one_form() -> None:
    assert sender("0200.00AA.bbcc") == mac("02-00-00-aa-bb-cc") == "02:00:00:aa:bb:cc"
    assert sender(" 2001:DB8:0::/32 ") == address("2001:db8::/32") == "2001:db8::/32"
    assert is_mac("02:00:00:00:00:01")
    assert not is_mac("2001:db8::1")


@pytest.mark.parametrize(
    ("bring", "text", "hint"),
    [
        (mac, "192.0.2.1", "give a MAC"),
        (mac, "01:00:5e:00:00:01", "group address, no single device has it; give the device's own"),
        (address, "02:00:00:00:00:01", "give an address"),
        (address, "192.0.2.1/24", "the prefix is 192.0.2.0/24"),
        (address, "fe80::1%eth0", "leave out what follows the %"),
        (sender, "drone", "give a MAC"),
    ],
)
def test_anything_else_says_how_to_mend_it(bring: object, text: str, hint: str) -> None:
    assert callable(bring)
    with pytest.raises(ValueError, match=hint):
        bring(text)


@given(st.binary(min_size=6, max_size=6), st.sampled_from(":-"))
def test_any_single_mac_keeps_its_octets(octets: bytes, separator: str) -> None:
    single = bytes([octets[0] & 0xFE]) + octets[1:]
    assert mac(single.hex(separator).upper()) == single.hex(":")
