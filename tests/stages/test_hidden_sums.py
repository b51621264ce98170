"""Sums of what hides: a flow of unknown sides lies at both ends and counts once; the earliest flow is shown."""

from __future__ import annotations

from typing import Any

import polars as pl

from harness.model.blind_spots import BLIND_SPOTS
from harness.model.blind_spots import BlindSpotKind as Kind
from harness.stages.hidden_sums import HiddenSums, summarize
from harness.stages.hiding import BITS

Row = dict[str, Any]
SCHEMA = {
    "flow_id": pl.UInt64, "remote_known": pl.Boolean, "endpoint": pl.UInt32, "kinds": pl.UInt16, "payload_octets": pl.UInt64,
    "doubtful": pl.Boolean, "asking": pl.Boolean, "meant": pl.Boolean, "vantage": pl.String, "client_ip": pl.String,
    "client_mac": pl.String, "start_ns": pl.Int64, "capture": pl.String, "packet": pl.UInt64,
}  # fmt: skip
VANTAGES = pl.DataFrame(
    {"endpoint": [0, 1, 2], "vantage": ["app", "app", "gateway"]},
    schema={"endpoint": pl.UInt32, "vantage": pl.String},
)


def row(flow_id: int, *kinds: Kind, **given: Any) -> Row:
    base = {
        "flow_id": flow_id, "remote_known": True, "endpoint": 0, "kinds": sum(BITS[kind] for kind in kinds),
        "payload_octets": 10, "doubtful": False, "asking": False, "meant": True, "vantage": "app",
        "client_ip": "192.168.1.20", "client_mac": None, "start_ns": 5, "capture": "c0", "packet": flow_id + 1,
    }  # fmt: skip
    return base | given


def obscured(*parts: list[Row]) -> list[Row]:
    sums = HiddenSums()
    for part in parts:
        sums.take(pl.DataFrame(part, schema=SCHEMA))
    return summarize(sums.by_kind(), sums.octets_of_endpoints(), VANTAGES).to_dicts()


def counted(*parts: list[Row]) -> dict[tuple[str, str], tuple[int, int, int, float | None]]:
    """Endpoints, flows, octets and share by vantage point and kind."""
    return {
        (one["vantage"], one["kind"]): (
            one["endpoints"], one["flows"], one["payload_octets"], one["octets_ratio"],
        )
        for one in obscured(*parts)
    }  # fmt: skip


def test_flows_are_summed_by_vantage_point_and_kind_with_their_share() -> None:
    rows = [
        row(0, Kind.NO_NAME), row(1, Kind.NO_NAME, Kind.OPAQUE, endpoint=1, payload_octets=20), row(2),
        row(3, Kind.NO_NAME, endpoint=2, vantage="gateway"),
    ]  # fmt: skip
    assert counted(rows) == {
        ("app", "no_name"): (2, 2, 30, 0.75), ("app", "opaque"): (1, 1, 20, 0.5),
        ("gateway", "no_name"): (1, 1, 10, 1.0),
    }  # fmt: skip
    assert counted(rows) == counted(rows[:2], [], rows[2:]) == counted([rows[3]], rows[1:3], [rows[0]])


def test_kinds_come_in_the_order_of_their_definition_and_say_what_they_blind() -> None:
    every = obscured([row(0, *BITS)])
    assert [one["kind"] for one in every] == [kind.value for kind in BITS]
    for one in every:
        assert one["blinds"] == sorted(kind.value for kind in BLIND_SPOTS[Kind(one["kind"])].blinds)


def test_a_flow_of_unknown_sides_lies_at_both_ends_and_counts_once() -> None:
    ends = [
        row(0, Kind.NO_NAME, Kind.TUNNEL, remote_known=False),
        row(0, Kind.NO_NAME, Kind.OPAQUE, remote_known=False, endpoint=1),
    ]
    wanted = {
        ("app", "no_name"): (2, 1, 10, 0.5), ("app", "tunnel"): (1, 1, 10, 0.5), ("app", "opaque"): (1, 1, 10, 0.5),
    }  # fmt: skip
    assert counted([*ends, row(1)]) == counted([row(1), *reversed(ends)]) == wanted


def test_the_packet_to_look_at_is_of_the_earliest_flow() -> None:
    rows = [row(0, Kind.OPAQUE, start_ns=9), row(1, Kind.OPAQUE, start_ns=7, endpoint=1, capture="c1")]
    (found,) = obscured(rows)
    assert (found["capture"], found["packet"]) == ("c1", 2)


def test_encrypted_hellos_count_where_their_client_asked_in_any_part() -> None:
    hello = row(0, Kind.UNDECODED, doubtful=True)
    asker = row(1, asking=True, meant=False)
    other = row(2, asking=True, meant=False, client_ip="192.168.1.21")
    assert counted([asker], [hello]) == counted([hello], [asker]) == counted([hello, asker])
    assert counted([hello], [asker])["app", "ech"] == (1, 1, 10, 1.0)
    assert ("app", "ech") not in counted([hello, other])


def test_hellos_that_are_real_anyway_and_those_in_doubt_are_one_kind() -> None:
    rows = [row(0, Kind.ECH), row(1, doubtful=True, asking=True)]
    assert counted(rows) == {("app", "ech"): (1, 2, 20, 1.0)}


def test_what_may_hide_nothing_is_in_no_total_and_no_payload_has_no_share() -> None:
    assert counted([row(0, Kind.OPAQUE, meant=False)]) == counted([]) == {}
    assert counted([row(0, Kind.NO_NAME, payload_octets=0)]) == {("app", "no_name"): (1, 1, 0, None)}


def test_sums_go_past_2_to_the_32() -> None:
    rows = [row(number, Kind.OPAQUE, payload_octets=2**62) for number in range(3)]
    assert obscured(rows[:1], rows[1:])[0]["payload_octets"] == 3 * 2**62
