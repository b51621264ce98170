"""Ballots as columns: each row as ``weigh`` says of it, whatever the others are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.stages.ballots import Ballot, weighed
from harness.stages.locators import Vote, weigh
from harness.tables.places import LOCATED

CODES = st.sampled_from(["CN", "HK", "US", "DE", "GF"])
VOTES = st.builds(Vote, st.sampled_from(["a", "b"]), st.sampled_from(["x", "y", "published-list"]), CODES)
BALLOTS = st.builds(
    Ballot,
    st.lists(VOTES, max_size=3, unique_by=lambda vote: vote.source).map(tuple),
    st.sampled_from([True, False, None]),
    st.booleans(),
    st.lists(CODES, max_size=2, unique=True).map(tuple),
    st.none() | st.lists(CODES, max_size=2, unique=True).map(tuple),
)


def test_no_ballots_are_no_rows_with_the_columns_of_the_table() -> None:
    empty = weighed([])
    assert empty.height == 0
    assert dict(empty.schema) == {name: LOCATED.schema[name] for name in ("candidates", "status", "country")}


@given(st.lists(BALLOTS, max_size=6))
def test_each_row_is_what_its_own_ballot_comes_to(ballots: list[Ballot]) -> None:
    rows = weighed([*ballots, *ballots]).rows()
    assert rows[: len(ballots)] == rows[len(ballots) :]
    for one, row in zip(ballots, rows, strict=False):
        found = weigh(
            one.votes, routed=one.routed, anycast=one.anycast, excluded=one.excluded, possible=one.possible
        )
        assert row == (list(found.candidates), found.status.value, found.country)
