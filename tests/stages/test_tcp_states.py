"""How connections begin, and what ends flows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from harness.kernel.codes import P_UDP
from harness.kernel.flows import E_OPEN, E_REUSED
from harness.kernel.records import NONE
from harness.stages.tcp_states import endings, openings, resetters
from tests.kernel.test_flows import SECOND, flows_of, packets_of
from tests.support.frames import ACK, FIN, RST, SYN
from tests.support.reading import joined
from tests.support.tables import START_NS, opened, record, records_of


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (opened(rtt_ns=5, packets=(2, 1), flags=(SYN | ACK, SYN | ACK)), "opened"),
        (opened(packets=(2, 0), flags=(SYN | ACK, NONE)), "opened"),  # the answer was not captured
        (opened(rtt_ns=5, packets=(1, 1), flags=(SYN, SYN | ACK)), "half_open"),
        (opened(rtt_ns=5, packets=(2, 1), flags=(SYN | RST, SYN | ACK)), "half_open"),  # a scan
        (opened(syns=3, packets=(3, 0), flags=(SYN, NONE)), "half_open"),
        (opened(rtt_ns=5, by=1, packets=(1, 2), flags=(SYN | ACK, SYN | ACK)), "opened"),
        (record(initiator=1, isn=4, synacks=1, packets=(1, 3)), "answer_only"),
        (record(), "mid_stream"),
        (record(protocol=P_UDP, flags=(NONE, NONE)), None),
    ],
)
def test_openings(row: dict[str, Any], expected: str | None) -> None:
    assert openings(records_of(row)).tolist() == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"flags": (FIN | ACK, FIN | RST)}, "fin"),
        ({"flags": (FIN | ACK, RST)}, "rst"),
        ({"flags": (FIN | ACK, ACK), "ended": E_REUSED}, "reused"),
        ({"end_ns": START_NS - 1}, "idle"),
        ({}, "capture_end"),
        ({"protocol": P_UDP, "flags": (NONE, NONE), "end_ns": START_NS - 1}, "idle"),
    ],
)
def test_endings(row: dict[str, Any], expected: str) -> None:
    assert endings(records_of(record(**row)), START_NS).tolist() == [expected]
    without = endings(records_of(record(**row)), None).tolist()
    assert without == ["capture_end" if "end_ns" in row else expected]


def test_who_reset() -> None:
    rows = records_of(*(record(flags=flags) for flags in ((RST, ACK), (ACK, RST), (RST, RST), (ACK, NONE))))
    assert resetters(rows, np.zeros(4, dtype=np.int64)).tolist() == ["client", "server", "both", None]
    assert resetters(rows, np.ones(4, dtype=np.int64)).tolist() == ["server", "client", "both", None]


def test_the_flow_before_knows_what_followed() -> None:
    times = [0, 1, 20 * SECOND]
    rows = [{"time_ns": time, "flags": SYN, "seq": seq} for time, seq in zip(times, (1, 2, 2), strict=True)]
    assert joined(flows_of(packets_of(*rows)))["ended"].tolist() == [E_REUSED, E_OPEN, E_OPEN]
