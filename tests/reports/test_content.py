"""The terminal section on content: planted data first, sums of what was not read."""

from __future__ import annotations

import polars as pl

from harness.reports.content import content_lines
from harness.reports.lines import paint
from harness.tables.content import CONTENT, UNDECODED


def found(**given: object) -> dict[str, object]:
    row = {
        "capture": "c", "vantage": "us/lan", "flow_id": 1, "way": "up", "time_ns": 1, "packet": 12, "seen_by": "clear", "standing": "witness",
        "kind": "serial", "found_id": "aircraft", "encoding": "gzip > plain", "part": "body", "offset_octets": 0,
        "outer_offset_octets": 0, "digest": "00",
    }  # fmt: skip
    return row | given


def told(rows: list[dict[str, object]], rests: list[tuple[str, int]] = [], *, all_rows: bool = False) -> str:  # noqa: B006
    content = pl.DataFrame(rows, schema=CONTENT.schema)
    undecoded = pl.DataFrame(
        [{"capture": "c", "vantage": "v", "flow_id": 1, "way": "up", "time_ns": 1, "packet": 1, "reason": reason, "octets": count}
         for reason, count in rests],
        schema=UNDECODED.schema,
    )  # fmt: skip
    return paint(content_lines(content, undecoded, 120, all_rows=all_rows), colour=False)


def test_planted_data_come_first_and_are_summed() -> None:
    lead = found(standing="lead", kind="imei", found_id="text-imei", encoding="plain", packet=3)
    text = told([lead, found(), found(packet=30)])
    assert text.splitlines()[1:4] == [
        "  - PLANTED DATA: serial (aircraft), sent up as gzip > plain in clear, 2 times; first in packet 12 at us/lan",
        "  - lead: imei (text-imei), sent up as plain in clear; first in packet 3 at us/lan",
        "",
    ]


def test_what_was_not_read() -> None:
    text = told([], [("tls", 5_000), ("tls", 4_000), ("opaque", 10)])
    assert "Nothing was found in what could be read." in text
    assert "Not read: 9.0 kB in 2 directions of flows: TLS without keys." in text
    assert "Not read: 10 B in 1 direction of a flow: looks random" in text


def test_long_lists_are_cut_unless_all_are_asked_for() -> None:
    rows = [found(found_id=f"id{number}") for number in range(20)]
    assert "and 8 more" in told(rows)
    assert "more (" not in told(rows, all_rows=True)


def test_nothing_where_payloads_were_not_searched() -> None:
    assert list(content_lines(None, None, 100, all_rows=True)) == []


def test_what_was_found_at_packets_of_one_number_comes_in_one_order() -> None:
    rows = [found(vantage=f"us/lan{n}", capture=f"c{n}", encoding=f"e{n % 2}") for n in range(9)]
    assert told(rows) == told(rows[::-1])
    assert [line.split("at ")[1] for line in told(rows).splitlines()[1:-1]] == [
        f"us/lan{n}" for n in range(9)
    ]
