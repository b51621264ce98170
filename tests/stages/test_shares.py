"""Parts of wholes: what is not known is not nothing, and the least part counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.stages.shares import NOTHING, UNKNOWN, Share, worst_share

SHARES = st.integers(1, 10**9).flatmap(lambda total: st.builds(Share, st.integers(0, total), st.just(total)))


def test_what_is_not_known_has_no_ratio_and_neither_has_nothing() -> None:
    assert (UNKNOWN.ratio, NOTHING.ratio, Share(None, 5).ratio) == (None, None, None)
    assert Share(0, 5).ratio == 0


def test_what_is_not_known_of_one_is_not_known_of_all() -> None:
    assert worst_share([Share(1, 2), UNKNOWN]) == UNKNOWN
    assert worst_share([]) == worst_share([NOTHING]) == NOTHING


@given(st.lists(SHARES, min_size=1), st.integers(0, 3))
def test_the_least_share_counts_and_places_without_anything_to_see_do_not(
    shares: list[Share], empty: int
) -> None:
    least = worst_share([*shares, *[NOTHING] * empty])
    assert least in shares
    assert all(least.seen * share.total <= share.seen * least.total for share in shares)  # type: ignore[operator]
