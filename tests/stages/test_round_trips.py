"""Flow records to ROUND_TRIPS: kinds, sides, and which may bound a distance."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest

from harness.kernel.codes import P_UDP
from harness.kernel.contact import H_CLIENT_HELLO, H_INITIAL, H_SEALED, H_SERVER_HELLO
from harness.kernel.records import NONE
from harness.kernel.streams import ACK_KNOWN, CAP, UNNAMED_ACK
from harness.stages.handshakes import SETTLED_NS
from harness.stages.round_trips import gather_round_trips
from tests.support.tables import START_NS, opened, origin, record, records_of

BEGAN = START_NS - SETTLED_NS
HELLOS = (H_SEALED | H_CLIENT_HELLO, H_SEALED | H_SERVER_HELLO)


def found(row: dict[str, Any], client: int = 0, *, drops: int | None = 0, began: int = BEGAN) -> pl.DataFrame:
    made = origin("c0", starts_ns=(began,), drops=(drops,))
    return gather_round_trips(records_of(row), np.array([client]), made, 7)


def hello(**given: Any) -> dict[str, Any]:
    """A TLS connection whose hellos are 40 ns apart and that has application data."""
    row = opened(data_ns=(START_NS + 10, START_NS + 50), data_packet=(3, 4), handshake=HELLOS)
    return row | {"sealed_octets": (100, 0), "stream": (ACK_KNOWN, ACK_KNOWN)} | given


def test_handshakes_by_kind() -> None:
    row = found(opened(rtt_ns=25)).row(0, named=True)
    assert row == {
        "flow_id": 7, "capture": "c0", "vantage": "app", "kind": "tcp_handshake", "answered_by": "server",
        "least_ns": 25, "samples": 1, "basis": "single_syn", "distance_usable": True,
    }  # fmt: skip


def test_hello_to_hello() -> None:
    frame = found(hello())
    assert frame.select("kind", "answered_by", "least_ns", "basis", "distance_usable").rows() == [
        ("tls_hello", "server", 40, "first", True)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"sealed_octets": (0, 0)},
        {"syns": 0},
        {"retired_octets": (0, 1)},
        {"stream": (0, ACK_KNOWN)},
        {"initiator": 1},
    ],
)
def test_a_hello_bounds_no_distance_where_an_earlier_one_may_be_missed(change: dict[str, Any]) -> None:
    frame = found(hello(**change)).filter(kind="tls_hello")
    assert frame["distance_usable"].to_list() == [False]


@pytest.mark.parametrize("drops", [None, 3])
def test_loss_that_is_told_or_not_known_leaves_only_what_timestamps_name(drops: int | None) -> None:
    assert found(hello(), drops=drops)["distance_usable"].to_list() == [False]
    timed = record(ack_rtt=(30, 20), ack_rtts=(4, 5), stream=(ACK_KNOWN, ACK_KNOWN | UNNAMED_ACK), syns=1)
    frame = found(timed, drops=drops)
    assert frame.select("answered_by", "least_ns", "samples", "basis", "distance_usable").rows() == [
        ("server", 30, 4, "tsecr", True),
        ("client", 20, 5, "sequence", False),
    ]


def test_a_capture_that_had_just_begun_bounds_nothing() -> None:
    assert found(hello(), began=BEGAN + 1)["distance_usable"].to_list() == [False]


def test_quic_initials() -> None:
    both = (H_SEALED | H_INITIAL, H_SEALED | H_INITIAL)
    row = hello(protocol=P_UDP, handshake=both, syns=0, initiator=NONE, stream=(0, 0), first_side=0)
    assert found(row).select("kind", "least_ns", "distance_usable").rows() == [("quic_initial", 40, True)]
    assert found(row, client=1)["answered_by"].to_list() == ["client"]
    assert found(row | {"first_side": 1}).is_empty()
    assert found(row | {"handshake": (H_SEALED | H_INITIAL, H_SEALED)}).is_empty()


def test_nothing_timed_is_no_row() -> None:
    assert found(record(ack_rtt=(CAP, CAP))).is_empty()
    assert found(hello(data_ns=(START_NS + 50, START_NS + 10))).is_empty()
