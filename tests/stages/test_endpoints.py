"""Endpoints on hand-written tables: sums, names by support, the packet to look at."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.endpoints import gather_endpoints, gather_endpoints_of_parts
from harness.tables.endpoints import ENDPOINTS
from harness.tables.hellos import HELLOS
from tests.support.examples import COSTLY
from tests.support.split import Split
from tests.support.tables import flow, flows_of, name, names_of, round_trips_of

NO_NAMES = names_of()


def endpoints(*rows: dict[str, Any], names: tuple[dict[str, Any], ...] = ()) -> pl.DataFrame:
    return gather_endpoints(flows_of(*rows), names_of(*names))


def named(*names: dict[str, Any], **flow_fields: Any) -> tuple[str | None, str | None, list[str]]:
    """Best name, its source, and all names of one endpoint."""
    frame = endpoints(flow(**flow_fields), names=names)
    return frame.select("name", "name_source", "names").row(0)


def test_two_flows_to_one_server_are_one_endpoint() -> None:
    frame = endpoints(
        flow(up=10, down=5, start_ns=5, end_ns=9, client_ip="192.168.1.21"),
        flow(up=20, start_ns=7, end_ns=8, client_ip="192.168.1.20"),
    )
    row = frame.row(0, named=True)
    assert frame.height == 1
    assert (row["payload_octets_up"], row["payload_octets_down"], row["flows"]) == (30, 5, 2)
    assert (row["packets_up"], row["ip_octets_up"], row["ip_octets_down"]) == (2, 110, 85)
    assert (row["first_ns"], row["last_ns"], row["rtt_ns"]) == (5, 9, None)
    assert row["clients"] == ["192.168.1.20", "192.168.1.21"]


@pytest.mark.parametrize("other", [
    {"port": 8883}, {"transport": "udp"}, {"server_ip": "198.51.100.8"}, {"vantage": "gateway"}, {"port": None},
])  # fmt: skip
def test_another_port_transport_address_or_vantage_is_another_endpoint(other: dict[str, Any]) -> None:
    frame = endpoints(flow(up=10), flow(up=20, **other))
    assert frame["payload_octets_up"].to_list() == [20, 10]


def test_sums_go_past_2_to_the_32() -> None:
    frame = endpoints(*(flow(up=2**62, down=2**31) for _ in range(3)))
    assert frame.select("payload_octets_up", "payload_octets_down").row(0) == (3 * 2**62, 3 * 2**31)
    assert frame.schema["payload_octets_up"] == pl.UInt64


def test_flows_without_ports_are_one_endpoint_with_a_null_port_and_names_of_the_address() -> None:
    bare: dict[str, Any] = {"port": None, "client_port": None, "transport": "icmp"}
    frame = endpoints(flow(**bare), flow(**bare), names=(name("cloud.example", "dns"), name("cloud.example")))
    assert frame.select("server_port", "flows", "name", "name_source").row(0) == (
        None,
        2,
        "cloud.example",
        "dns",
    )


def test_most_payload_first_then_by_key() -> None:
    frame = endpoints(flow(up=5, port=2), flow(up=5, port=1), flow(up=9, port=3), flow(up=5, port=None))
    assert frame["server_port"].to_list()[0] == 3
    assert sorted(frame["server_port"].to_list()[1:], key=lambda port: port or 0) == [None, 1, 2]


def test_the_packet_to_look_at_is_the_first_with_payload_else_the_first_of_all() -> None:
    silent = flow(start_ns=1, first_packet=1, capture="a")
    late = flow(up=1, start_ns=9, first_packet=90, capture="b", data_up_packet=95, data_up_capture="c")
    early = flow(up=1, start_ns=5, first_packet=50, capture="b", data_up_packet=55, data_up_capture="b")
    assert endpoints(silent, late, early).select("capture", "packet").row(0) == ("b", 55)
    assert endpoints(silent, late).select("capture", "packet").row(0) == ("c", 95)
    assert endpoints(silent).select("capture", "packet").row(0) == ("a", 1)


def test_support_ranks_sni_then_host_then_dns_then_alias_then_glue() -> None:
    ranked = (
        name("sni.z"),
        name("host.y", "http_host"),
        name("asked.x", "dns"),
        name("alias.w", "dns_cname"),
    )
    glue = name("a.glue", "dns", asked=False)
    assert named(glue, *reversed(ranked)) == (
        "sni.z",
        "sni",
        ["sni.z", "host.y", "asked.x", "alias.w", "a.glue"],
    )
    for first in range(1, 4):
        assert named(glue, *reversed(ranked[first:]))[0] == ranked[first]["name"]


def test_a_name_seen_by_several_means_has_the_best_of_them() -> None:
    assert named(name("cloud.example", "dns"), name("cloud.example")) == (
        "cloud.example", "sni", ["cloud.example"],
    )  # fmt: skip


def test_among_equals_the_one_told_where_most_was_sent_then_the_alphabet() -> None:
    rows = (flow(up=10, flow_id=0), flow(up=90, flow_id=1))
    names = (name("a.example", flow_id=0), name("b.example", flow_id=1))
    assert endpoints(*rows, names=names)["names"].to_list() == [["b.example", "a.example"]]
    assert named(name("b.example"), name("a.example"))[2] == ["a.example", "b.example"]


def test_its_own_sni_stands_before_that_of_another_port_of_the_address() -> None:
    own, other = name("own.example", "http_host", server_port=80), name("other.example", server_port=443)
    assert named(own, other, port=80)[2] == ["own.example", "other.example"]


def test_names_of_other_addresses_and_vantages_do_not_count() -> None:
    apart = (name("a.example", server_ip="198.51.100.8"), name("b.example", vantage="gateway"))
    assert named(*apart, name("c.example", "dns", vantage="gateway")) == (None, None, [])


def test_scope_of_each_endpoint() -> None:
    addresses = ("198.51.100.7", "192.168.1.1", "100.64.0.1")
    frame = endpoints(*(flow(server_ip=address, up=n) for n, address in enumerate(addresses)))
    assert frame["scope"].to_list() == ["carrier", "local", "internet"]
    assert frame["scope_kind"].to_list() == ["cgnat", "private", "documentation"]


def test_no_flows_give_the_empty_table() -> None:
    frame = endpoints(names=(name("cloud.example"),))
    assert (frame.height, frame.schema) == (0, ENDPOINTS.schema)


@pytest.mark.parametrize(
    "levels", [["attempted", "data", "connected"], ["connected", "handshake", "attempted"]]
)
def test_contact_is_the_firmest_of_its_flows(levels: list[str]) -> None:
    firmest = "data" if "data" in levels else "handshake"
    assert endpoints(*(flow(contact=level) for level in levels))["contact"].to_list() == [firmest]


FLOW_ROWS = st.builds(
    flow,
    port=st.sampled_from([443, 80, None]),
    up=st.integers(0, 2**58),
    vantage=st.sampled_from(["app", "gateway"]),
    server_ip=st.sampled_from(["198.51.100.7", "2001:db8::7"]),
    client_ip=st.sampled_from(["192.168.1.20", "192.168.1.21"]),
    start_ns=st.integers(0, 5),
    data_up_packet=st.sampled_from([None, 3]),
)
NAME_ROWS = st.builds(
    name,
    st.sampled_from(["a.example", "b.example", "c.example"]),
    st.sampled_from(["sni", "quic_sni", "http_host", "dns", "dns_cname", "dns_hint", "ptr", "mdns"]),
    vantage=st.sampled_from(["app", "gateway"]),
    server_ip=st.sampled_from(["198.51.100.7", "2001:db8::7"]),
    flow_id=st.integers(0, 2),
)


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with flow and packet numbers of their own, as in one capture."""
    return [
        row
        | {"flow_id": n, "first_packet": 100 * n}
        | ({"data_up_packet": 100 * n + 3, "data_up_capture": "c0"} if row["data_up_packet"] else {})
        for n, row in enumerate(rows)
    ]


@COSTLY
@given(st.lists(FLOW_ROWS, min_size=3, max_size=12), st.lists(NAME_ROWS, max_size=12), st.randoms())
def test_octets_are_conserved_and_order_is_irrelevant(
    rows: list[dict[str, Any]], names: list[dict[str, Any]], rnd
) -> None:
    rows = _numbered(rows)
    expected = endpoints(*rows, names=tuple(names))
    assert expected["payload_octets_up"].sum() == sum(row["payload_octets_up"] for row in rows)
    assert expected["flows"].sum() == len(rows)
    rnd.shuffle(rows)
    rnd.shuffle(names)
    assert_frame_equal(endpoints(*rows, names=tuple(names)), expected)


@COSTLY
@given(
    st.lists(FLOW_ROWS, max_size=12),
    st.lists(NAME_ROWS, max_size=12),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_parts_give_what_the_whole_gives(
    rows: list[dict[str, Any]], names: list[dict[str, Any]], some: int, others: int
) -> None:
    flows, told = flows_of(*_numbered(rows)), names_of(*names)
    timed = round_trips_of(flows)
    found = gather_endpoints_of_parts(
        Split(flows, some), Split(told, others), Split(timed, some + 1), Split(HELLOS.empty(), 1)
    )
    assert_frame_equal(found, gather_endpoints(flows, told, timed))


def test_a_server_inside_gives_the_caller_as_endpoint() -> None:
    (row,) = gather_endpoints(
        flows_of(flow(client_ip="198.51.100.7", server_ip="192.168.1.20", remote="client", up=5, down=70)),
        NO_NAMES,
    ).rows(named=True)
    assert (row["server_ip"], row["server_port"], row["clients"]) == ("198.51.100.7", None, ["192.168.1.20"])
    assert (row["payload_octets_up"], row["payload_octets_down"], row["remote_known"]) == (70, 5, True)


def test_a_flow_of_unknown_sides_gives_both_and_is_never_certain() -> None:
    frame = gather_endpoints(
        flows_of(flow(client_ip="192.0.2.5", server_ip="198.51.100.7", remote="unknown", up=5, down=70)),
        NO_NAMES,
    )
    assert sorted(frame.select("server_ip", "payload_octets_up", "remote_known", "contact").rows()) == [
        ("192.0.2.5", 70, False, "data"),
        ("198.51.100.7", 5, False, "data"),
    ]


def test_who_opens_flows_to_the_internet_is_taken_for_ours() -> None:
    ours, scanner, far = "192.0.2.5", "203.0.113.9", "198.51.100.7"
    out = flow(client_ip=ours, server_ip=far, remote="likely_server", up=5)
    datagram = flow(client_ip=far, server_ip=ours, remote="unknown", transport="udp", down=9)
    inward = flow(client_ip=scanner, server_ip=ours, remote="likely_server", up=300)
    alone = gather_endpoints(flows_of(out, datagram), NO_NAMES)
    assert sorted(alone.select("server_ip", "remote_known").rows()) == [(far, True), (far, True)]
    frame = gather_endpoints(flows_of(out, inward), NO_NAMES)
    assert sorted(frame.select("server_ip", "remote_known").rows()) == [
        (ours, False),
        (far, True),
        (scanner, False),
    ]


def test_a_flow_in_doubt_takes_nothing_from_a_certain_one() -> None:
    ends: dict[str, Any] = {"client_ip": "192.0.2.5", "server_ip": "198.51.100.7"}
    certain = flow(**ends, remote="server", up=900)
    doubtful = flow(**ends, remote="unknown", up=5)
    known = endpoints(certain, doubtful).filter(pl.col("server_ip") == "198.51.100.7")
    assert known.select("remote_known", "contact", "payload_octets_up").row(0) == (True, "data", 905)


def test_a_level_in_doubt_is_not_taken_over() -> None:
    ends: dict[str, Any] = {"client_ip": "192.0.2.5", "server_ip": "198.51.100.7"}
    certain = flow(**ends, remote="server", up=900, contact="handshake")
    doubtful = flow(**ends, remote="unknown", up=5)
    known = endpoints(certain, doubtful).filter(pl.col("server_ip") == "198.51.100.7")
    assert known.select("remote_known", "contact").row(0) == (True, "handshake")


remote_flows = st.builds(
    flow,
    vantage=st.just("app"),
    client_ip=st.sampled_from(["192.0.2.5", "198.51.100.7", "203.0.113.9"]),
    server_ip=st.sampled_from(["192.0.2.5", "198.51.100.7", "203.0.113.9"]),
    remote=st.sampled_from(["server", "client", "likely_server", "unknown"]),
    up=st.integers(0, 3),
    down=st.integers(0, 3),
)


@COSTLY
@given(st.lists(remote_flows, max_size=6), st.lists(remote_flows, max_size=6))
def test_another_vantage_point_changes_nothing_at_this_one(
    here: list[dict[str, Any]], there: list[dict[str, Any]]
) -> None:
    alone = endpoints(*here)
    beside = endpoints(*here, *(row | {"vantage": "gateway"} for row in there))
    assert_frame_equal(alone, beside.filter(pl.col("vantage") == "app"))


TOLD: dict[str, Any] = {"capture": "c1", "packet": 7, "server_port": None, "asked": True, "ttl_s": 60}


def test_an_address_in_a_told_prefix_says_which_and_by_which_packet() -> None:
    behind = "2001:db8:64::c633:6407"
    told = name("ipv4only.arpa", "dns", **TOLD, server_ip="2001:db8:64::192.0.0.170")
    row = endpoints(flow(up=1, server_ip=behind), names=(told,)).row(0, named=True)
    assert (row["scope"], row["scope_kind"]) == ("internet", "nat64")
    assert (row["nat64_prefix"], row["nat64_capture"], row["nat64_packet"]) == ("2001:db8:64::/96", "c1", 7)


def test_a_private_prefix_leads_to_the_internet_where_it_was_told_and_nowhere_else() -> None:
    behind = "fd00:64::c633:6407"
    told = name("ipv4only.arpa", "dns", **TOLD, server_ip="fd00:64::192.0.0.171")
    rows = (flow(up=2, server_ip=behind), flow(up=1, server_ip=behind, vantage="gateway"))
    here, there = endpoints(*rows, names=(told,)).rows(named=True)
    assert (here["scope"], here["scope_kind"], here["nat64_prefix"]) == ("internet", "nat64", "fd00:64::/96")
    assert (there["scope"], there["scope_kind"], there["nat64_prefix"]) == ("local", "unique_local", None)
