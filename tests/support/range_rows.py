"""Made-up rows of address ranges, and what ranges say of an address."""

from __future__ import annotations

from bisect import bisect_right

from hypothesis import strategies as st

from harness.sources.geo_import.ranges import Row

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
