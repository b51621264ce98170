"""Short conversations tell names that a reader finds: some again and again, some once."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from harness.lab.conversations import hello, name_of
from harness.wire.tls import ClientHello, decode_client_hello


@given(st.integers(0, 10**9))
def test_hellos_are_read_by_the_reader(number: int) -> None:
    found = decode_client_hello(hello(name_of(number)))
    assert isinstance(found, ClientHello)
    assert found.sni == name_of(number)


def test_half_of_them_come_again_and_no_domain_of_theirs_has_many() -> None:
    names = Counter(map(name_of, range(4_000)))
    assert sorted(Counter(names.values()).items()) == [(1, 2_000), (4, 500)]
    again = [name for name, times in names.items() if times > 1]
    assert set(Counter(name.partition(".")[2] for name in again).values()) == {20}
