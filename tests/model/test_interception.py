"""What was changed, as a comment of a record and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.interception import (
    LONGEST,
    interference_said,
    interference_text,
    passed_through_said,
    passed_through_text,
)
from harness.model.scenario import Interference
from harness.wire.text import host_text

NAMES = st.binary(min_size=1, max_size=300).map(host_text).filter(bool) | st.sampled_from(
    ["a.example", "9_more", "x(1)", "2001:db8::1:443", "a,b", "0)"]
)
"""As a name stands in a record: whatever octets it had, printable, and without spaces."""


@given(st.sets(st.sampled_from(Interference)), st.lists(st.text(max_size=20), max_size=3))
def test_what_is_said_is_read_back_among_other_comments(
    changed: set[Interference], others: list[str]
) -> None:
    comments = [*others, interference_text([one.value for one in changed])]
    assert interference_said(comments) >= changed
    assert interference_said(comments) - changed <= interference_said(others)


def test_a_comment_that_only_holds_the_words_says_nothing() -> None:
    assert not interference_said(
        ["no interference: quic_blocked", "interference:quic_blocked", "interference: nonsense"]
    )


@given(st.dictionaries(NAMES, st.integers(1, 5000), max_size=64), st.lists(st.text(max_size=20), max_size=3))
def test_what_was_passed_through_is_read_back_as_far_as_one_comment_holds_it(
    counts: dict[str, int], others: list[str]
) -> None:
    text = passed_through_text(counts)
    said = passed_through_said([*others, text])
    assert len(text) <= LONGEST
    assert said <= set(counts)
    left = len(counts) - len(said)
    assert text.endswith(f"{left} more") == bool(left)
    if sum(map(len, counts)) < LONGEST / 2 and len(counts) < 16:
        assert said == set(counts)
