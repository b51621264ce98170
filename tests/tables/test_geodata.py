"""Range look-up against a linear scan."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from harness.tables.geodata import RangeSet, pack

CODES = st.integers(0, 255)


def frame_of(starts: list[int], codes: list[int], shift: int) -> pl.DataFrame:
    """The stored form: differences of the upper part, the lower 64 bits as they are."""
    high = [start >> shift for start in starts]
    gaps = [now - before for before, now in zip([0, *high], high, strict=False)]
    low = [start & (2**64 - 1) if shift else 0 for start in starts]
    return pl.DataFrame(
        {
            "gap": pl.Series(gaps, dtype=pl.UInt64),
            "low": pl.Series(low, dtype=pl.UInt64),
            "code": pl.Series(codes, dtype=pl.UInt8),
        }
    )


def by_scan(starts: list[int], codes: list[int], number: int) -> int:
    return [code for start, code in zip(starts, codes, strict=True) if start <= number][-1]


@st.composite
def sets(draw: st.DrawFn, bits: int) -> tuple[list[int], list[int]]:
    inner = st.one_of(
        st.integers(1, 2**bits - 1), st.integers(1, 300), st.integers(2**bits - 300, 2**bits - 1)
    )
    starts = [0, *sorted(draw(st.sets(inner, max_size=30)))]
    return starts, draw(st.lists(CODES, min_size=len(starts), max_size=len(starts)))


def near(starts: list[int], bits: int) -> st.SearchStrategy[int]:
    edges = [n for start in starts for n in (start - 1, start, start + 1) if 0 <= n < 2**bits]
    return st.one_of(st.sampled_from(edges), st.integers(0, 2**bits - 1))


@given(st.data(), sets(32))
def test_ipv4_look_up_equals_a_linear_scan(data: st.DataObject, made: tuple[list[int], list[int]]) -> None:
    asked = data.draw(st.lists(near(made[0], 32), max_size=20))
    packed = pack([IPv4Address(number) for number in asked])
    found = RangeSet.v4(frame_of(*made, shift=0)).lookup(packed.v4)
    assert found.tolist() == [by_scan(*made, number) for number in sorted(asked)]


@given(st.data(), sets(128))
def test_ipv6_look_up_equals_a_linear_scan(data: st.DataObject, made: tuple[list[int], list[int]]) -> None:
    asked = data.draw(st.lists(near(made[0], 128), max_size=20))
    packed = pack([IPv6Address(number) for number in asked])
    found = RangeSet.v6(frame_of(*made, shift=64)).lookup(packed.v6)
    assert found.tolist() == [by_scan(*made, number) for number in sorted(asked)]


def test_ranges_inside_one_64_are_told_apart() -> None:
    base = int(IPv6Address("2600:0:0:1::"))
    made = ([0, base + 3, base + 4, base + 2**63], [1, 2, 3, 4])
    packed = pack([IPv6Address(base + offset) for offset in (2, 3, 4, 2**63 - 1, 2**63)])
    assert RangeSet.v6(frame_of(*made, shift=64)).lookup(packed.v6).tolist() == [1, 2, 3, 3, 4]


@given(st.lists(st.ip_addresses(), max_size=30))
def test_packing_keeps_each_address_and_its_place(addresses: list[IPv4Address | IPv6Address]) -> None:
    packed = pack(addresses)
    v4 = {int(at): IPv4Address(int(n)) for at, n in zip(packed.v4_places, packed.v4, strict=True)}
    v6 = {int(at): IPv6Address(n.ljust(16, b"\0")) for at, n in zip(packed.v6_places, packed.v6, strict=True)}
    assert (v4 | v6) == dict(enumerate(addresses))
    assert packed.count == len(addresses)
    assert packed.v4.tolist() == sorted(packed.v4.tolist())
    assert packed.v6.tolist() == sorted(packed.v6.tolist())
