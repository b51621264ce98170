"""What hides names or content, in lines for a terminal."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model.blind_spots import BLIND_SPOTS, BlindSpotKind
from harness.reports.lines import paint
from harness.reports.terminal_obscured import obscured_lines
from harness.tables.obscured import OBSCURED
from tests.support.places_example import frame

Row = dict[str, Any]


def row(**given: Any) -> Row:
    base = {
        "vantage": "app", "kind": "opaque", "blinds": ["content", "name"], "endpoints": 1, "flows": 1,
        "payload_octets": 1_500, "octets_ratio": 0.5, "capture": "c0", "packet": 7,
    }  # fmt: skip
    return base | given


def text(*rows: Row, width: int = 200) -> str:
    return paint(obscured_lines(frame(OBSCURED, *rows), width), colour=False)


def test_nothing_hidden_is_no_section() -> None:
    assert text() == ""


def test_a_kind_is_one_line_with_its_share_and_what_it_blinds() -> None:
    assert text(row()).splitlines() == [
        "What hides names or content",
        "  - opaque: nothing in clear, no pattern: 1 flow to 1 endpoint, 1.5 kB, 50 %; blinds claims of content, name",
        "",
    ]


def test_numbers_of_several_and_of_no_payload() -> None:
    shown = text(row(flows=2_000, endpoints=30, payload_octets=0, octets_ratio=None))
    assert "2,000 flows to 30 endpoints, 0 B; blinds" in shown


def test_vantage_points_are_named_where_there_are_several() -> None:
    assert "app" not in text(row(), row(kind="tunnel"))
    shown = text(row(), row(vantage="gateway"))
    assert "- app: opaque" in shown
    assert "- gateway: opaque" in shown


@pytest.mark.parametrize(("ratio", "words"), [
    (0.0, ", 0 %;"), (0.004, ", below 1 %;"), (0.006, ", 1 %;"), (0.994, ", 99 %;"), (0.999, ", above 99 %;"), (1.0, ", 100 %;"),
])  # fmt: skip
def test_a_share_reads_neither_as_none_nor_as_all_where_it_is_not(ratio: float, words: str) -> None:
    assert words in text(row(octets_ratio=ratio))


def test_lines_keep_to_the_width_and_a_hostile_vantage_point_is_escaped() -> None:
    shown = text(row(vantage="a\x1b[31m"), row(vantage="b\u202e"), width=60)
    assert all(len(line) <= 60 for line in shown.splitlines())
    assert not {"\x1b", "\u202e"} & set(shown)


@pytest.mark.parametrize("kind", [
    kind for kind, rule in BLIND_SPOTS.items() if kind.value in (
        "no_name", "no_sni", "ech", "encrypted_dns", "httpdns", "malformed_hello", "opaque", "tunnel", "undecoded",
        "ca_not_accepted", "pinned",
    )
])  # fmt: skip
def test_every_kind_that_lies_in_flows_has_words(kind: BlindSpotKind) -> None:
    assert f"- {kind.value}:" not in text(row(kind=kind.value)) or kind is BlindSpotKind.OPAQUE
