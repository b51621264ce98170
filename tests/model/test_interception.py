"""What was changed, as a comment of a record and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.model.interception import interference_said, interference_text
from harness.model.scenario import Interference


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
