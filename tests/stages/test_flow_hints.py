"""What is known of flows beyond their own rows: by flow and end, the same in parts, and nothing lost or doubled."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.model.blind_spots import BlindSpotKind
from harness.stages.flow_hints import gather_hints
from harness.stages.hiding import BITS
from harness.stages.proxied import proxied_flows
from harness.tables.hellos import HELLOS
from tests.support.places_example import frame
from tests.support.split import Split
from tests.support.tables import flow, flows_of
from tests.support.told import PHONE, Seen, failure, hello, keys, request, session, target, unread

Row = dict[str, Any]
COLUMNS = ("flow_id", "server_ip", "proxied", "opened", "unread", "told_ech", "refused")


def added(seen: Seen, *more: Row, rows: int = 100) -> list[Row]:
    """Hints of the flows of a scene, and of more rows of these flows."""
    facts = seen.parts(partial(Split, rows=rows))
    hints = gather_hints(facts, proxied_flows(facts.protocols, facts.names, facts.flows))
    found = hints.added(flows_of(*seen.flows, *more), frame(HELLOS, *seen.hellos))
    return found.select(COLUMNS).sort("flow_id", "server_ip").to_dicts()


def test_a_flow_of_which_nothing_is_known() -> None:
    nothing = {"proxied": False, "opened": False, "unread": False, "told_ech": False, "refused": None}
    assert added(Seen(flows=[flow()])) == [{"flow_id": 0, "server_ip": "198.51.100.7", **nothing}]


@pytest.mark.parametrize(("more", "column"), [
    ({"requests": [request("keylog", 1), request("proxy", 1)]}, "opened"), ({"sessions": [session(flow_id=1)]}, "opened"),
    ({"unread": [unread(1), unread(1)]}, "unread"), ({"protocols": [target(flow_id=1), target("b:1", flow_id=1)]}, "proxied"),
    ({"services": [keys()], "hellos": [hello(flow_id=1, ech=True), hello(flow_id=1, ech=True)]}, "told_ech"),
])  # fmt: skip
def test_each_is_of_its_own_flow_and_every_flow_stays_once(more: Row, column: str) -> None:
    flows = [flow(flow_id=number) for number in range(3)]
    for rows in (1, 2, 100):
        found = added(Seen(flows=flows, **more), rows=rows)
        assert [row[column] for row in found] == [False, True, False]


def test_the_end_that_was_asked_is_the_proxy_and_not_the_other() -> None:
    turned = flow(server_ip=PHONE, client_ip="198.51.100.7")
    found = added(Seen(flows=[flow()], protocols=[target()]), turned)
    assert {row["server_ip"]: row["proxied"] for row in found} == {PHONE: False, "198.51.100.7": True}


def test_several_refusals_of_one_flow_are_all_kept() -> None:
    both = [failure(), failure(ca_in_system_store=True), failure("closed_without_data")]
    (row,) = added(Seen(flows=[flow()], failures=both))
    assert row["refused"] == BITS[BlindSpotKind.CA_NOT_ACCEPTED] | BITS[BlindSpotKind.PINNED]


def test_no_flows_have_no_hints() -> None:
    seen = Seen(flows=[flow()], requests=[request()], unread=[unread()])
    facts = seen.parts()
    hints = gather_hints(facts, proxied_flows(facts.protocols, facts.names, facts.flows))
    found = hints.added(flows_of(), HELLOS.empty())
    assert_frame_equal(found.select("flow_id"), pl.DataFrame(schema={"flow_id": pl.UInt64}))
