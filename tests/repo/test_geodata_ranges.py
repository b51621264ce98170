"""The masking of one known fault against a plain search, and the list of anycast prefixes."""

from __future__ import annotations

from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from harness.sources.geo_import.ranges import Row, flatten
from scripts.geodata_anycast import PREFIXES
from scripts.geodata_mask import mask_cn
from tests.support.range_rows import ROWS, TOP, at


@given(ROWS, st.lists(st.tuples(st.integers(0, TOP), st.integers(0, 5)), max_size=4))
def test_masking_silences_cn_inside_published_ranges_and_nothing_else(
    rows: list[Row], spans: list[tuple[int, int]]
) -> None:
    before = flatten(rows)
    published = [(first, first + length) for first, length in spans]
    after, prefixes = mask_cn(before, published, 32)
    masked = {int(address) for prefix in prefixes for address in ip_network(prefix)}
    for number in range(TOP + 20):
        inside = any(first <= number <= last for first, last in published)
        silenced = inside and at(before, number) == "CN"
        assert at(after, number) == (None if silenced else at(before, number))
        assert (number in masked) == silenced


def test_listed_anycast_prefixes_are_prefixes_with_a_source() -> None:
    assert all(ip_network(prefix) and who and source for prefix, who, source in PREFIXES)
    assert len({prefix for prefix, _, _ in PREFIXES}) == len(PREFIXES)
