"""Planted values in octets: where they are, and only those that are new."""

from __future__ import annotations

import base64
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from harness.interception.addon.needles import SEARCHED, Needles


def needles(**forms: list[bytes]) -> Needles:
    return Needles([
        {"id": name, "forms": [base64.b64encode(form).decode() for form in some]} for name, some in forms.items()
    ])  # fmt: skip


def test_each_form_is_told_once_with_its_place() -> None:
    known = needles(serial=[b"SN-1", b"U04tMQ"], email=[b"a@b.example"])
    assert list(known.found(b"..SN-1..SN-1..U04tMQ")) == [("serial", 2, 4), ("serial", 14, 6)]
    assert len(known) == 2
    assert known.overlap == 10


@given(st.binary(min_size=1, max_size=6), st.binary(max_size=30), st.integers(0, 30))
def test_what_lies_in_old_octets_alone_is_not_told_again(form: bytes, data: bytes, old: int) -> None:
    told = list(needles(a=[form]).found(data, old))
    ends = [at + len(form) for at in range(len(data)) if data.startswith(form, at)]
    new = [end for end in ends if end > old]
    assert [place + octets for _, place, octets in told] == new[:1]


def test_only_the_beginning_of_a_long_message_is_searched() -> None:
    known = needles(a=[b"needle"])
    assert not list(known.found(bytes(SEARCHED) + b"needle"))
    assert list(known.found(bytes(SEARCHED - 6) + b"needle"))


def test_odd_settings_are_no_values() -> None:
    odd: list[Any] = [{"id": None, "forms": ["", "%%", 5, None]}, {"forms": ()}]
    assert len(Needles(odd)) == 0
    assert not list(Needles(odd).found(b"anything"))
