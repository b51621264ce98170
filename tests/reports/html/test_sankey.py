"""The flow of data: what goes into a box comes out of it, a witness is never folded away."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model.words import Standing
from harness.reports.html import sankey
from harness.reports.html.sankey import analysis_sankey, verification_sankey
from harness.reports.html.sent import Sent
from harness.reports.units import octets
from tests.support import analysis_example
from tests.support.verification_example import example


def sent(source: str, operator: str, country: str | None, up: int, standing: Standing | None) -> Sent:
    return Sent(
        source=source, name=f"{operator}.example", address="192.0.2.1", operator=operator, country=country,
        candidates=() if country is None else (country,), status="agreed", octets_up=up, octets_down=0, standing=standing,
    )  # fmt: skip


SENT = st.lists(
    st.builds(
        sent,
        st.sampled_from(["US: a", "DE: b"]),
        st.integers(0, 30).map(lambda number: f"op{number}"),
        st.sampled_from([None, "US", "DE", "CN", "SG"]),
        st.integers(1, 10**9),
        st.sampled_from([None, None, None, Standing.WITNESS]),
    ),
    min_size=1,
    max_size=40,
)


@given(SENT)
def test_each_column_holds_every_octet_and_boxes_do_not_overlap(rows: list[Sent]) -> None:
    drawn = sankey._sankey(rows, "")
    assert drawn is not None
    for column in range(3):
        boxes = [node for node in drawn.nodes if node.column == column]
        assert len(boxes) <= sankey._MOST + 1
        assert sum(node.height for node in boxes) >= sankey._TALL - 0.1 * len(boxes)
        for above, below in pairwise(boxes):
            assert above.y + above.height <= below.y + 0.1
    assert sum(row.endpoints for row in drawn.rows) >= len({row.operator for row in rows})


@given(SENT)
def test_an_operator_with_a_witness_keeps_its_box_while_there_is_room(rows: list[Sent]) -> None:
    drawn = sankey._sankey(rows, "")
    assert drawn is not None
    bad = {row.operator for row in rows if row.standing is Standing.WITNESS}
    boxes = {node.label: node for node in drawn.nodes if node.column == 1}
    if len(bad) <= sankey._MOST:
        assert bad <= set(boxes)
        assert all(boxes[operator].witness for operator in bad)


def test_bands_fill_their_boxes() -> None:
    drawn = verification_sankey(example())
    assert drawn is not None
    for node in (node for node in drawn.nodes if node.column == 0):
        ends = [band for band in drawn.bands if band.title.startswith(f"{node.label} to ")]
        heights = [_height(band.path) for band in ends]
        assert sum(heights) == pytest.approx(node.height, abs=0.2 * len(heights))


def _height(path: str) -> float:
    start, end = re.match(r"M\S+ (\S+?)C", path), re.search(r"(\S+)z$", path)
    assert start
    assert end
    return float(end[1]) - float(start[1])


def test_the_table_holds_what_the_picture_says() -> None:
    drawn = analysis_sankey(analysis_example.example())
    assert drawn is not None
    assert all(row.sent in drawn.alternative for row in drawn.rows[:5])
    one = sankey._sankey([sent("US: a", "Op", "CN", 1234, Standing.WITNESS)], "")
    assert one is not None
    assert [(row.source, row.operator, row.where, row.sent, row.standing) for row in one.rows] == [
        ("US: a", "Op", "China (CN)", octets(1234), "witness")
    ]


def test_no_octet_is_no_picture() -> None:
    assert verification_sankey(replace(example(), contacts=example().contacts.clear())) is None
