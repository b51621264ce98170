"""``--device`` takes a MAC, an address or a prefix, and says how to mend anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.cli.devices import device
from harness.errors import UsageError
from tests.support.examples import COSTLY


@pytest.mark.parametrize(
    ("given_", "canonical"),
    [
        ("02:00:00:AA:bb:CC", "02:00:00:aa:bb:cc"),
        ("02-00-00-aa-bb-cc", "02:00:00:aa:bb:cc"),
        ("0200.00aa.bbcc", "02:00:00:aa:bb:cc"),
        (" 192.168.1.20 ", "192.168.1.20"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("192.168.1.0/24", "192.168.1.0/24"),
        ("2001:db8::/32", "2001:db8::/32"),
    ],
)
def test_forms_that_are_taken(given_: str, canonical: str) -> None:
    assert device(given_) == canonical
    assert device(canonical) == canonical


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("drone", "give a MAC"),
        ("", "give a MAC"),
        ("192.168.1.300", "give a MAC"),
        ("02:00:00-aa-bb:cc", "give a MAC"),
        ("02:00:00:aa:bb", "give a MAC"),
        ("192.168.1.5/24", "the prefix is 192.168.1.0/24"),
        ("192.168.1.0/33", "give a MAC"),
        ("01:00:5e:00:00:01", "group address"),
        ("ff:ff:ff:ff:ff:ff", "group address"),
        ("fe80::1%wlan0", "leave out what follows the %"),
    ],
)
def test_anything_else_says_how_to_mend_it(wrong: str, hint: str) -> None:
    with pytest.raises(UsageError) as fault:
        device(wrong)
    assert hint in str(fault.value)
    assert repr(wrong) in str(fault.value)


@COSTLY
@given(st.text())
def test_any_text_is_taken_or_refused(text: str) -> None:
    try:
        canonical = device(text)
    except UsageError:
        return
    assert device(canonical) == canonical
