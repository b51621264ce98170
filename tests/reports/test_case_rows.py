"""Rows of a case: canonical, read back as they were, and refused where they are none."""

from __future__ import annotations

import pytest

from harness.reports.case_rows import HOPS, rows_of, verification_texts
from tests.support.verification_example import example


def test_every_hop_is_written_in_the_order_of_the_hops() -> None:
    texts = verification_texts(example(), "folder")
    assert set(texts) <= set(HOPS)
    assert rows_of(texts["judgements"])
    assert all(text == "" or text.endswith("}\n") for text in texts.values())


def test_what_says_nothing_is_left_out() -> None:
    for text in verification_texts(example(), "folder").values():
        for row in rows_of(text):
            assert None not in row.values()
            assert [] not in row.values()
            assert not {"remedy", "as_org"} & row.keys()


@pytest.mark.parametrize("text", ["[]\n", "{\n", "1\n", '{"a": 1}\nx\n'])
def test_what_is_no_row_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        rows_of(text)
