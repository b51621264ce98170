"""Whose hello each is: the flow it points at, and which side of it spoke."""

from __future__ import annotations

import numpy as np
import pytest

from harness.model.facts import HelloFact
from harness.sources.hello_rows import HelloRow, HelloRows
from harness.stages.hellos import gather_hellos
from harness.stages.names import client_sides, rows_of_flows
from harness.tables.hellos import HELLOS
from harness.tables.parts import collect

FACT = HelloFact("tls", "a.example", ("h2",), ("1.3", "1.2"), True, 0, 7, "t13d", True, "00" * 32)
EMPTY = HelloFact("quic", None, (), ("1.3",), False, None, None, None, False, "ff" * 32)


def gathered(*rows: HelloRow, became: list[int], clients: list[int], first_id: int = 0):
    packed = HelloRows()
    for row in rows:
        packed.append(row)
    hellos = rows_of_flows(collect(packed), np.arange(len(became)), np.array(became))
    sides = client_sides(hellos["flow_id"], np.array(clients, dtype=np.int8), first_id)
    return gather_hellos(hellos, sides, capture="c1", vantage="app")


@pytest.mark.parametrize("client", [0, 1])
@pytest.mark.parametrize("side", [0, 1])
def test_a_hello_says_whether_the_flow_s_client_sent_it(side: int, client: int) -> None:
    frame = gathered(HelloRow(0, side, 5, 9, FACT), became=[0], clients=[client])
    row = frame.row(0, named=True)
    assert row == {
        "capture": "c1", "vantage": "app", "time_ns": 5, "packet": 9, "flow_id": 0, "by_client": side == client,
        "transport": "tls", "sni": "a.example", "alpn": ["h2"], "versions": ["1.3", "1.2"], "ech": True,
        "ech_type": 0, "ech_config_id": 7, "ja4": "t13d", "complete": True,
        "random": "00" * 32,
    }  # fmt: skip


def test_rows_follow_the_facts_and_point_at_what_their_flow_became() -> None:
    rows = [HelloRow(1, 1, 1, 1, FACT), HelloRow(0, 0, 2, 2, EMPTY), HelloRow(2, 1, 3, 3, FACT)]
    frame = gathered(*rows, became=[70, 71, 71], clients=[0, 1], first_id=70)
    assert frame["flow_id"].to_list() == [71, 70, 71]
    assert frame["by_client"].to_list() == [True, True, True]
    assert frame["sni"].to_list() == ["a.example", None, "a.example"]
    assert frame.row(1, named=True)["alpn"] == []


def test_no_hellos_are_the_empty_table() -> None:
    frame = gathered(became=[], clients=[])
    assert (frame.height, frame.schema) == (0, HELLOS.schema)
