"""Flattening of source rows, and the masking of one known fault, against plain searches."""

from __future__ import annotations

from bisect import bisect_right
from ipaddress import ip_network
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from scripts.geodata_anycast import PREFIXES
from scripts.geodata_mask import mask_cn
from scripts.geodata_ranges import Row, code_of, flatten
from scripts.geodata_regions import COUNTRY_OF_REGION, country_of_region

TOP = 40
ROWS = st.lists(
    st.builds(
        lambda start, length, value, rank: Row(start, start + length, value, rank),
        st.integers(0, TOP),
        st.integers(0, 12),
        st.sampled_from(["CN", "HK", "US"]),
        st.integers(0, 1),
    ),
    max_size=12,
)


def at(ranges: tuple[list[int], list[object]], number: int) -> object:
    return ranges[1][bisect_right(ranges[0], number) - 1]


def by_search(rows: list[Row], number: int) -> object:
    holding = [row for row in rows if row.start <= number <= row.end]
    return min(holding, key=lambda row: row.precedence).value if holding else None


@given(ROWS)
def test_every_address_keeps_the_answer_of_its_winning_row(rows: list[Row]) -> None:
    ranges = flatten(rows)
    assert all(at(ranges, number) == by_search(rows, number) for number in range(TOP + 20))


@given(ROWS)
def test_ranges_start_at_zero_ascend_and_differ_from_their_neighbours(rows: list[Row]) -> None:
    starts, values = flatten(rows)
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert all(one != other for one, other in pairwise(values))


@given(ROWS, st.randoms())
def test_order_of_rows_is_irrelevant(rows: list[Row], rnd: Random) -> None:
    before = flatten(rows)
    rnd.shuffle(rows)
    assert flatten(rows) == before


def test_a_nested_row_does_not_end_the_row_around_it() -> None:
    starts, values = flatten([Row(0, 63, "DE"), Row(40, 47, "TR")])
    assert (starts, values) == ([0, 40, 48, 64], ["DE", "TR", "DE", None])


def test_codes_count_from_one_and_zero_is_no_answer() -> None:
    assert code_of(["b", None, "a"], ["a", "b"]) == [2, 0, 1]


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


def test_regions_are_mapped_to_countries() -> None:
    assert country_of_region("azure", "eastasia") == "HK"
    assert country_of_region("gcp", "asia-east2") == "HK"
    assert country_of_region("digitalocean", "SG-05") == "SG"
    assert country_of_region("aws", "no-such-region") is None
    assert country_of_region("cloudflare", None) is None
    codes = {country for regions in COUNTRY_OF_REGION.values() for country in regions.values()}
    assert all(len(code) == 2 and code.isupper() for code in codes)


def test_listed_anycast_prefixes_are_prefixes_with_a_source() -> None:
    assert all(ip_network(prefix) and who and source for prefix, who, source in PREFIXES)
    assert len({prefix for prefix, _, _ in PREFIXES}) == len(PREFIXES)
