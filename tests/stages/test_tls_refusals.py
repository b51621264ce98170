"""Who gave up, by what it said or did not say."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from harness.stages.tls_refusals import Ended, gather_refusals, reason_of
from harness.tables.interception import PROXY_FAILURES
from harness.wire.tls_alerts import Alert, Ending

ENDS = {"client_ip": "192.0.2.20", "client_port": 40_000, "server_ip": "198.51.100.7", "server_port": 443}


def ending(*alerts: str, level: str = "fatal", data: tuple[int, ...] = (), finished: bool = False) -> Ending:
    return Ending(tuple(Alert(level, name, 0) for name in alerts), data, finished, complete=True)


@pytest.mark.parametrize(
    ("up", "decrypted", "reason"),
    [
        (ending("unknown_ca"), (), "ca_not_accepted"),
        (ending("bad_certificate"), (), "ca_not_accepted"),
        (ending("certificate_unknown"), (), "ca_not_accepted"),
        (ending("protocol_version"), (), "handshake_failed"),
        (ending("close_notify", level="warning"), (), None),
        (ending(data=(19,)), ("unknown_ca",), "ca_not_accepted"),
        (ending(data=(19,)), (), "handshake_failed"),
        (ending(data=(53,)), (), "closed_without_data"),
        (ending(data=(69, 19)), (), "closed_without_data"),
        (ending(finished=True), (), "closed_without_data"),
        (ending(data=(69, 200)), (), None),
        (ending(finished=True, data=(30,)), (), None),
        (ending(), (), None),
    ],
)
def test_reasons(up: Ending, decrypted: tuple[str, ...], reason: str | None) -> None:
    assert reason_of(up, decrypted) == reason


def gathered(*changes: dict[str, Any], answered: bool = True) -> pl.DataFrame:
    flows = pl.DataFrame(
        [{"flow_id": number, **ENDS, "ended_by": "fin", **change} for number, change in enumerate(changes)]
    )
    ends = [Ended(number, 0, 9 - number, 5, ending("unknown_ca"), answered) for number in range(len(changes))]
    return gather_refusals(ends, flows, {0: "a.example", 1: None}, {}, captures=["c1"], vantage="app")


def test_rows_come_by_packet() -> None:
    found = gathered({}, {"ended_by": "rst"})
    assert found.schema == PROXY_FAILURES.schema
    assert found.select("packet", "flow_id", "sni", "reason", "server_port").rows() == [
        (8, 1, None, "ca_not_accepted", 443), (9, 0, "a.example", "ca_not_accepted", 443),
    ]  # fmt: skip


@pytest.mark.parametrize("ended_by", ["idle", "capture_end", "reused"])
def test_a_flow_that_was_not_closed_has_not_given_up(ended_by: str) -> None:
    assert gathered({"ended_by": ended_by}).is_empty()


def test_without_an_answer_nothing_was_refused() -> None:
    assert gathered({}, answered=False).is_empty()
