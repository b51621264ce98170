"""One datagram's fragments; what the reader makes of them is in test_fragments.py."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.sources.datagram import MAX_DATAGRAM, Datagram, Outcome


def add(datagram: Datagram, at: int, data: bytes, *, more: bool = True, octets: int | None = None) -> Outcome:
    return datagram.add(at, len(data) if octets is None else octets, more=more, data=data, mark=data)


@given(st.permutations(range(5)))
def test_order_does_not_matter(order: list[int]) -> None:
    datagram = Datagram()
    outcomes = [add(datagram, 8 * n, bytes([n]) * 8, more=n < 4) for n in order]
    assert outcomes == [Outcome.HELD] * 4 + [Outcome.COMPLETE]
    assert datagram.take() == (b"".join(bytes([n]) * 8 for n in range(5)), 40)
    assert (datagram.is_open, datagram.held_octets) == (False, 0)


def test_data_end_at_the_first_octet_that_was_not_captured() -> None:
    datagram = Datagram()
    add(datagram, 0, b"a" * 5, octets=8)
    add(datagram, 8, b"b" * 8, more=False)
    assert datagram.take() == (b"aaaaa", 16)


def test_a_copy_is_held_and_an_overlap_is_odd_once() -> None:
    datagram = Datagram()
    assert add(datagram, 0, b"a" * 16) is Outcome.HELD
    assert add(datagram, 0, b"a" * 16) is Outcome.HELD
    assert add(datagram, 8, b"b" * 16) is Outcome.ODD
    assert add(datagram, 8, b"b" * 16) is Outcome.HELD
    assert (datagram.is_open, datagram.is_complete) == (False, False)


def test_the_longest_datagram_fits() -> None:
    assert add(Datagram(), 0, bytes(MAX_DATAGRAM), more=False) is Outcome.COMPLETE
    assert add(Datagram(), 8, bytes(MAX_DATAGRAM), more=False) is Outcome.ODD
