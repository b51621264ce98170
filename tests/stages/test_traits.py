"""What is spoken with each endpoint and what hides there, and the laws that sums of it keep."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.tables.endpoints import ENDPOINT_KEY
from tests.support.split import Split
from tests.support.tables import START_NS, flow, name
from tests.support.told import SERVER, Seen, hello, keys, protocol, target, traits_and_obscured

Row = dict[str, Any]


def traits(seen: Seen, server: str = SERVER) -> Row:
    rows = traits_and_obscured(seen)[0].filter(pl.col("server_ip") == server)
    return rows.row(0, named=True)


def test_protocols_of_an_endpoint_are_those_of_all_its_flows_sorted_and_its_port_suggests_none() -> None:
    told = [protocol("mqtt"), protocol("mqtt", "topic", "a", 1), protocol("websocket", flow_id=1)]
    row = traits(Seen(flows=[flow(up=1), flow(flow_id=1)], hellos=[hello()], protocols=told))
    assert (row["protocols"], row["port_protocol"]) == (["mqtt", "tls", "websocket"], None)


@pytest.mark.parametrize(("given", "word"), [
    ({}, "tls"), ({"transport": "udp"}, "quic"), ({"port": 9}, None), ({"port": None, "transport": "icmp"}, None),
])  # fmt: skip
def test_a_port_suggests_where_payload_tells_nothing(given: Row, word: str | None) -> None:
    row = traits(Seen(flows=[flow(**given)]))
    assert (row["protocols"], row["port_protocol"], row["proxy_targets"], row["obscured"]) == (
        [],
        word,
        [],
        ["no_name"],
    )


def test_targets_are_those_of_the_end_that_was_asked() -> None:
    talk, told = flow(up=1), [target("b.example:1"), target("a.example:2")]
    assert traits(Seen(flows=[talk], protocols=told))["proxy_targets"] == ["a.example:2", "b.example:1"]
    asked_us = flow(up=1, down=1, client_ip="203.0.113.9", server_ip="192.168.1.20", remote="client")
    seen = Seen(flows=[asked_us], protocols=told)
    row = traits(seen, "203.0.113.9")
    assert (row["proxy_targets"], "tunnel" in row["obscured"]) == ([], False)


def test_local_endpoints_have_protocols_too() -> None:
    row = traits(Seen(flows=[flow(server_ip="192.168.1.5")], protocols=[protocol("rtsp")]), "192.168.1.5")
    assert (row["protocols"], row["obscured"]) == (["rtsp"], [])


def test_traits_keep_the_order_of_endpoints_and_each_is_there_once() -> None:
    flows = [flow(flow_id=n, server_ip=f"198.51.100.{n}", up=n) for n in range(5)]
    found = traits_and_obscured(Seen(flows=flows))[0]
    assert found["server_ip"].to_list() == [f"198.51.100.{n}" for n in (4, 3, 2, 1, 0)]


class TestUnknownSides:
    """A flow between internet addresses of which nothing tells which is ours stands at both."""

    FLOW = flow(up=60, down=40, client_ip="203.0.113.9", remote="unknown")

    def test_the_name_of_one_end_is_not_missing_for_the_other_end_alone(self) -> None:
        seen = Seen(
            flows=[self.FLOW],
            names=[name("a.example", client_ip="203.0.113.9")],
            protocols=[protocol("mqtt")],
        )
        assert traits(seen)["obscured"] == []
        assert traits(seen, "203.0.113.9")["obscured"] == ["no_name"]

    def test_its_octets_count_once(self) -> None:
        obscured = traits_and_obscured(Seen(flows=[self.FLOW], protocols=[protocol("opaque")]))[1]
        for row in obscured.iter_rows(named=True):
            assert (row["endpoints"], row["flows"], row["payload_octets"], row["octets_ratio"]) == (
                2,
                1,
                100,
                1.0,
            )

    def test_a_proxy_is_the_end_that_was_asked(self) -> None:
        seen = Seen(flows=[self.FLOW], protocols=[target()])
        assert traits(seen)["proxy_targets"] == ["cloud.example:443"]
        assert traits(seen, "203.0.113.9")["proxy_targets"] == []


def test_the_packet_to_look_at_is_the_first_with_payload_to_the_endpoint_of_the_earliest_flow() -> None:
    later = flow(
        flow_id=0, up=5, start_ns=START_NS + 9, data_up_packet=3, data_up_capture="c0", first_packet=2
    )
    first = flow(flow_id=1, up=5, data_up_packet=8, data_up_capture="c1", first_packet=7)
    row = traits_and_obscured(Seen(flows=[later, first]))[1].row(0, named=True)
    assert (row["kind"], row["capture"], row["packet"]) == ("no_name", "c1", 8)


def test_nothing_seen_hides_nothing() -> None:
    found = traits_and_obscured(Seen(flows=[]))
    assert [frame.height for frame in found] == [0, 0]


LAW = settings(max_examples=settings().max_examples // 4)
"""Each example is the whole chain, several times."""
HOSTS = ("198.51.100.7", "2001:db8:7::1", "192.168.1.5", "198.18.0.9", "203.0.113.9")
CLIENTS = (
    ("192.168.1.20", "02:00:00:00:00:01"),
    ("192.168.1.21", None),
    ("2001:db8::20", "02:00:00:00:00:01"),
)


@st.composite
def flow_rows(draw: st.DrawFn, certain: bool = False) -> list[Row]:
    count = draw(st.integers(1, 7))
    rows = []
    for number in range(count):
        client, mac = draw(st.sampled_from(CLIENTS))
        remote = draw(
            st.sampled_from(["server"] if certain else ["server", "client", "likely_server", "unknown"])
        )
        port, transport = draw(
            st.sampled_from(
                [(443, "tcp"), (853, "tcp"), (1080, "tcp"), (443, "udp"), (None, "icmp"), (53, "udp")]
            )
        )
        row = flow(
            flow_id=number, port=port, transport=transport, client_ip=client, client_mac=mac, remote=remote,
            server_ip=draw(st.sampled_from(HOSTS)), up=draw(st.integers(0, 3)), down=draw(st.integers(0, 3)),
            start_ns=START_NS + draw(st.integers(0, 2)), first_packet=number + 1, vantage=draw(st.sampled_from(["app", "gateway"])),
        )  # fmt: skip
        rows.append(row)
    return rows


@st.composite
def scenes(draw: st.DrawFn, certain: bool = False) -> Seen:
    flows = draw(flow_rows(certain))
    ids = st.integers(0, len(flows) - 1)
    hellos = st.builds(
        lambda flow_id, sni, ech, complete, alpn: hello(sni, flow_id, ech=ech, complete=complete, alpn=alpn),
        ids, st.sampled_from(["a.example", "other.example", None]), st.booleans(), st.booleans(), st.sampled_from([[], ["dot"]]),
    )  # fmt: skip
    told = st.builds(
        lambda flow_id, fact, by_client: protocol(*fact) | {"flow_id": flow_id, "by_client": by_client},
        ids,
        st.sampled_from([
            ("mqtt",), ("opaque",), ("socks",), ("httpdns",), ("tls", "malformed", "bad_length"), ("http", "target", "b.example:1"),
            ("http", "absolute_form", "b.example:80"),
        ]),
        st.booleans(),
    )  # fmt: skip
    by_id = {row["flow_id"]: row for row in flows}

    def told_name(flow_id: int, source: str) -> Row:
        row = by_id[flow_id]
        ends = {key: row[key] for key in ("vantage", "client_ip", "server_ip", "server_port")}
        return name("b.example", source, flow_id=flow_id, **ends)

    names = st.builds(told_name, ids, st.sampled_from(["sni", "http_host", "dns"]))
    return Seen(
        flows=flows, hellos=draw(st.lists(hellos, max_size=5)), protocols=draw(st.lists(told, max_size=6)),
        names=draw(st.lists(names, max_size=4)), services=draw(st.lists(st.builds(keys, ids), max_size=2)),
        resolvers=draw(st.dictionaries(st.sampled_from(HOSTS), st.sampled_from(["dns", "httpdns"]), max_size=2)),
        other_names=["other.example"],
    )  # fmt: skip


@LAW
@given(scenes(), st.integers(1, 4))
def test_parts_give_what_the_whole_gives(seen: Seen, rows: int) -> None:
    parts = traits_and_obscured(seen, partial(Split, rows=rows))
    for part, whole in zip(parts, traits_and_obscured(seen), strict=True):
        assert_frame_equal(part, whole)


@LAW
@given(scenes(), st.randoms())
def test_order_never_matters(seen: Seen, rnd: Any) -> None:
    def shuffled(rows: Any) -> list[Row]:
        return rnd.sample(list(rows), len(rows))

    other = replace(
        seen, flows=shuffled(seen.flows), hellos=shuffled(seen.hellos), names=shuffled(seen.names),
        protocols=shuffled(seen.protocols), services=shuffled(seen.services),
    )  # fmt: skip
    for one, two in zip(traits_and_obscured(seen), traits_and_obscured(other), strict=True):
        assert_frame_equal(one, two)


@LAW
@given(scenes())
def test_what_hides_is_never_more_than_what_was_sent_at_the_vantage_point(seen: Seen) -> None:
    found, obscured = traits_and_obscured(seen)
    sent, flows = dict[str, int](), dict[str, int]()
    for row in seen.flows:
        octets = row["payload_octets_up"] + row["payload_octets_down"]
        sent[row["vantage"]] = sent.get(row["vantage"], 0) + octets
        flows[row["vantage"]] = flows.get(row["vantage"], 0) + 1
    for row in obscured.iter_rows(named=True):
        assert 0 < row["flows"] <= flows[row["vantage"]]
        assert row["payload_octets"] <= sent[row["vantage"]]
        assert row["octets_ratio"] is None or 0 <= row["octets_ratio"] <= 1
        there = found.filter(
            pl.col("vantage") == row["vantage"], pl.col("obscured").list.contains(row["kind"])
        )
        assert there.height == row["endpoints"]


@LAW
@given(scenes(certain=True), st.data())
def test_a_flow_more_never_takes_a_kind_away(seen: Seen, data: st.DataObject) -> None:
    """Nothing names anything here: a flow that names an endpoint does so for all flows to it."""
    nameless = replace(seen, names=())
    left_out = data.draw(st.integers(0, len(seen.flows) - 1))
    fewer = replace(nameless, flows=[row for row in seen.flows if row["flow_id"] != left_out])
    key = [*ENDPOINT_KEY, "obscured"]
    before, after = (traits_and_obscured(one)[0].select(key) for one in (fewer, nameless))
    joined = before.join(after, on=ENDPOINT_KEY, how="left", nulls_equal=True, suffix="_after")
    for had, has in joined.select("obscured", "obscured_after").iter_rows():
        assert set(had) <= set(has)
    kinds = [
        set(traits_and_obscured(one)[1].select("vantage", "kind").iter_rows()) for one in (fewer, nameless)
    ]
    assert kinds[0] <= kinds[1]
