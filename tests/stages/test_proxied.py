"""Flows to proxies: whom they were asked to reach, who was asked, and whose names are told in them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.stages.proxied import own_names, own_names_of, proxied_flows
from harness.tables.parts import Whole, collect
from harness.tables.protocols import PROTOCOLS
from tests.support.examples import COSTLY
from tests.support.places_example import frame
from tests.support.split import Split
from tests.support.tables import flow, flows_of, name, names_of
from tests.support.told import PHONE, SERVER, protocol, target

Row = dict[str, Any]
Found = list[tuple[int, str, str]]


def found(*protocols: Row, names: tuple[Row, ...] = (), flows: tuple[Row, ...] = (flow(),)) -> Found:
    told = proxied_flows(
        Whole(frame(PROTOCOLS, *protocols)), Whole(names_of(*names)), Whole(flows_of(*flows))
    )
    assert told.columns == ["flow_id", "proxy_ip", "target"]
    return list(told.iter_rows())


def absolute(value: str = "cloud.example:80", **given: Any) -> Row:
    return protocol("http", "absolute_form", value, **given)


@pytest.mark.parametrize("word", ["http", "http2", "socks", "stun"])
def test_what_a_proxy_or_relay_was_asked_for(word: str) -> None:
    assert found(target(word=word)) == [(0, SERVER, "cloud.example:443")]


def test_each_target_once_and_nothing_else() -> None:
    told = [target(), target(), target("b.example:1"), protocol("mqtt", "topic", "a"), protocol("http")]
    assert found(*told) == [(0, SERVER, "b.example:1"), (0, SERVER, "cloud.example:443")]
    assert found() == found(protocol("socks")) == []


def test_who_asks_is_not_the_proxy_but_both_ends_of_turn_name_peers() -> None:
    assert found(target(by_client=False)) == [(0, PHONE, "cloud.example:443")]
    assert found(target("203.0.113.9:5000", "stun", by_client=False)) == [(0, SERVER, "203.0.113.9:5000")]


class TestAbsoluteForm:
    """A request that names its host may go to that host itself (RFC 9112 §3.2.2)."""

    def test_to_a_server_that_nothing_ties_to_the_host_is_to_a_proxy(self) -> None:
        told = name("cloud.example", "http_host")
        assert found(absolute(), names=(told,)) == [(0, SERVER, "cloud.example:80")]

    @pytest.mark.parametrize("value", ["cloud.example:80", "cloud.example"])
    @pytest.mark.parametrize("source", ["dns", "httpdns"])
    def test_to_a_server_that_a_lookup_led_to_is_to_itself(self, value: str, source: str) -> None:
        assert found(absolute(value), names=(name("cloud.example", source),)) == []

    def test_a_lookup_for_another_address_or_seen_elsewhere_says_nothing(self) -> None:
        for other in ({"server_ip": "203.0.113.1"}, {"vantage": "gateway"}):
            assert found(absolute(), names=(name("cloud.example", "dns", **other),)) != []

    @pytest.mark.parametrize(("server", "value"), [
        (SERVER, "198.51.100.7:80"), (SERVER, "198.51.100.7"), ("2001:db8::7", "[2001:db8::7]:80"), ("2001:db8::7", "[2001:db8::7]"),
    ])  # fmt: skip
    def test_to_the_address_that_it_names_is_to_itself(self, server: str, value: str) -> None:
        assert found(absolute(value), flows=(flow(server_ip=server),)) == []
        assert found(absolute(value), flows=(flow(server_ip="203.0.113.9"),)) != []

    def test_one_request_to_itself_does_not_excuse_another_in_the_same_flow(self) -> None:
        told = (absolute("proxy.example:80"), absolute())
        assert found(*told, names=(name("proxy.example", "dns"),)) == [(0, SERVER, "cloud.example:80")]

    def test_connect_to_what_a_lookup_led_to_is_a_proxy_all_the_same(self) -> None:
        assert found(target(), names=(name("cloud.example", "dns"),)) != []


def test_names_told_in_flows_to_proxies_are_not_theirs_but_those_of_lookups_are() -> None:
    rows = [
        name("behind.example"), name("behind.example", "certificate"), name("behind.example", "http_host"),
        name("proxy.example", "dns"), name("own.example", flow_id=1), name("hosts.example", "hosts_file", flow_id=None),
    ]  # fmt: skip
    names = names_of(*rows)
    kept = own_names(names, pl.Series([0], dtype=pl.UInt64))
    assert kept["name"].to_list() == ["proxy.example", "own.example", "hosts.example"]
    proxied = pl.DataFrame({"flow_id": [0]}, schema={"flow_id": pl.UInt64})
    assert_frame_equal(collect(own_names_of(Split(names, 2), proxied)), kept)
    columns = ["name", "time_ns"]
    read = pl.concat(own_names_of(Whole(names), proxied).frames(columns))
    assert_frame_equal(read, kept.select(columns))
    assert_frame_equal(collect(own_names_of(Whole(names), proxied.clear())), names)


FLOWS = [flow(flow_id=number, server_ip=f"198.51.100.{number}") for number in range(4)]
TOLD = st.lists(
    st.builds(
        lambda number, key, host, client: protocol("http", key, f"{host}:80", number, by_client=client),
        st.integers(0, 3), st.sampled_from(["target", "absolute_form", "topic"]),
        st.sampled_from(["a.example", "198.51.100.1"]), st.booleans(),
    ),
    max_size=8,
)  # fmt: skip
LOOKED_UP = st.lists(
    st.builds(lambda number: name("a.example", "dns", server_ip=f"198.51.100.{number}"), st.integers(0, 3)), max_size=3
)  # fmt: skip


@COSTLY
@given(TOLD, LOOKED_UP, st.integers(1, 4), st.randoms())
def test_order_and_parts_make_no_difference(
    told: list[Row], looked_up: list[Row], rows: int, rnd: Any
) -> None:
    whole = found(*told, names=tuple(looked_up), flows=tuple(FLOWS))
    rnd.shuffle(told)
    protocols, names = frame(PROTOCOLS, *told), names_of(*looked_up)
    parts = proxied_flows(Split(protocols, rows), Split(names, rows), Split(flows_of(*FLOWS), rows))
    assert list(parts.iter_rows()) == whole
