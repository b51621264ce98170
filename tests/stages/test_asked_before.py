"""Which name a client asked for last before it went to an address; order and parts make no difference."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.asked_before import last_asked
from harness.tables.parts import Whole
from tests.support.split import Split
from tests.support.tables import START_NS, name, names_of

USER, STRANGER = "192.168.1.20", "192.168.1.21"
ENDPOINTS = pl.DataFrame({
    "vantage": ["app", "app"], "server_ip": ["198.51.100.7"] * 2, "transport": ["tcp", "icmp"],
    "server_port": pl.Series([443, None], dtype=pl.UInt16), "clients": [[USER], [USER]], "first_ns": [START_NS, START_NS + 9],
})  # fmt: skip


def asked(text: str, after_ns: int, **given: Any) -> dict[str, Any]:
    return name(text, "dns", time_ns=START_NS + after_ns) | given


def found(*names: dict[str, Any]) -> list[tuple[str, str, int]]:
    rows = last_asked(ENDPOINTS, Whole(names_of(*names)))
    return sorted((r["transport"], r["name"], r["asked_shown"]["packet"]) for r in rows.iter_rows(named=True))


def test_the_last_answer_in_time_is_the_one_to_look_at() -> None:
    names = [
        asked("a", -9, packet=1),
        asked("a", -1, packet=2),
        asked("a", 1, packet=3),
        asked("b", 5, packet=4),
    ]
    assert found(*names) == [("icmp", "a", 3), ("icmp", "b", 4), ("tcp", "a", 2)]


def test_what_others_asked_and_what_nobody_asked_does_not_count() -> None:
    hint = asked("c", -1) | {"source": "dns_hint"}
    assert found(asked("a", -1, client_ip=STRANGER), asked("b", -1, asked=False), name("d"), hint) == []
    assert found() == []


NAMES = [
    asked(text, ns, packet=packet)
    for packet, (text, ns) in enumerate([("a", -3), ("b", -2), ("a", -2), ("b", 7), ("c", 0)])
]


@given(st.permutations(NAMES), st.integers(1, 5))
def test_order_and_parts_make_no_difference(names: list[dict[str, Any]], rows: int) -> None:
    order = ["transport", "name"]
    split = last_asked(ENDPOINTS, Split(names_of(*names), rows))
    assert_frame_equal(split.sort(order), last_asked(ENDPOINTS, Whole(names_of(*NAMES))).sort(order))
