"""Windows of sequence numbers: what begins inside them, also where numbers wrap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.codes import F_SYN
from harness.kernel.heads import HEAD_LIMIT, first_sequence, has_head, in_head, open_head

NUMBERS = st.integers(0, 2**32 - 1)


def flow() -> dict[str, list[int]]:
    """The fields of a flow that heads use, as 64-bit numbers: what they are to compiled code."""
    return {"head_from": [0, 0], "head_to": [0, 0]}


def test_none_is_open_before_one_is_opened() -> None:
    record = flow()
    assert not has_head(record, 0)
    open_head(record, 0, 5, 10)
    assert has_head(record, 0)
    assert not has_head(record, 1)


@given(NUMBERS, st.integers(1, HEAD_LIMIT), st.integers(-HEAD_LIMIT, 2 * HEAD_LIMIT))
def test_exactly_what_begins_in_the_window_is_inside(start: int, octets: int, ahead: int) -> None:
    record = flow()
    open_head(record, 1, start, octets)
    assert in_head(record, 1, (start + ahead) % 2**32) == (0 <= ahead < octets)
    assert not in_head(record, 0, (start + ahead) % 2**32)


@pytest.mark.parametrize(("flags", "first"), [(0, 2**32 - 1), (F_SYN, 0)])
def test_a_syn_takes_a_number_itself(flags: int, first: int) -> None:
    packet = {"seq": 2**32 - 1, "flags": flags}
    assert first_sequence(packet) == first
