"""Signs of endpoints on hand-written facts: only what is asked for, only of the endpoint's own flows."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.model.matches import Way
from harness.stages.endpoints import gather_endpoints_of_parts
from harness.stages.proxied import own_names_of, proxied_flows
from harness.stages.signs import SIGNS, Asks, gather_signs
from tests.support.split import Split
from tests.support.tables import flow, name
from tests.support.told import Seen, hello, protocol, target

Row = dict[str, Any]
EVERYTHING = {
    Way.SNI: frozenset({"example"}),
    Way.CERTIFICATE: frozenset({"example"}),
    Way.ALPN: frozenset({"h2", "http/1.1"}),
    Way.PROTOCOL: frozenset({"dns", "http", "mavlink", "mqtt", "tls"}),
    Way.JA4: frozenset({"t13d1516h2"}),
}


def signs(seen: Seen, asks: Asks = EVERYTHING, rows: int = 99) -> pl.DataFrame:
    facts = seen.parts(partial(Split, rows=rows))
    proxied = proxied_flows(facts.protocols, facts.names, facts.flows)
    own = own_names_of(facts.names, proxied)
    endpoints = gather_endpoints_of_parts(facts.flows, own, facts.round_trips, facts.hellos)
    return gather_signs(facts, endpoints, proxied["flow_id"].unique().sort(), asks)


def only(seen: Seen) -> Row:
    (row,) = signs(seen).iter_rows(named=True)
    assert isinstance(row, dict)
    return row


FULL = Seen(
    flows=[flow(up=9), flow(flow_id=1, up=5), flow(flow_id=2, server_ip="198.51.100.8", up=1)],
    hellos=[
        hello(alpn=["h2", "http/1.1"], ja4="t13d1516h2_000000000000_000000000000"),
        hello(flow_id=1, alpn=["h2"], ja4=None),
        hello(flow_id=2, alpn=None, ja4=None),
    ],
    names=[
        name("a.example"),
        name("*.a.example", "certificate"),
        name("b.example", "certificate", flow_id=1),
        name("shared.example", "certificate", certificate="several"),
        name("by-dns.example", "dns"),
        name("q.example", "quic_sni", flow_id=1),
    ],
    protocols=[protocol("mqtt", flow_id=1)],
)


def test_each_endpoint_has_what_all_its_flows_told_sorted() -> None:
    first, second = signs(FULL).iter_rows(named=True)
    assert first == {
        "endpoint": 0,
        "sni": ["a.example", "q.example"],
        "certificate": ["*.a.example", "b.example"],
        "alpn": ["h2", "http/1.1"],
        "protocol": ["dns", "mqtt", "tls"],
        "ja4": ["t13d1516h2_000000000000_000000000000"],
    }
    assert second == {"endpoint": 1, "sni": [], "certificate": [], "alpn": [], "protocol": ["tls"], "ja4": []}


@pytest.mark.parametrize("rows", [1, 2, 99])
def test_parts_do_not_matter(rows: int) -> None:
    assert_frame_equal(signs(FULL, rows=rows), signs(FULL))


@pytest.mark.parametrize("way", sorted(EVERYTHING))
def test_only_what_is_asked_for_is_gathered(way: Way) -> None:
    found = signs(FULL, {way: EVERYTHING[way]})
    others = [one for one in SIGNS.columns if one not in ("endpoint", way.value)]
    assert_frame_equal(
        found.select(way.value), signs(FULL).filter(pl.col(way.value).list.len() > 0).select(way.value)
    )
    assert found.select(pl.col(others).list.len().sum()).row(0) == (0,) * len(others)


@pytest.mark.parametrize(
    ("way", "value", "found"),
    [
        (Way.SNI, "a.example", [["a.example"]]),
        (Way.SNI, "b.a.example", []),
        (Way.CERTIFICATE, "a.example", [["*.a.example"]]),
        (Way.ALPN, "h2", [["h2"]]),
        (Way.PROTOCOL, "mqtt", [["mqtt"]]),
        (Way.PROTOCOL, "dns", [["dns"]]),
        (Way.JA4, "t13d1516h2_000000000000_000000000000", [["t13d1516h2_000000000000_000000000000"]]),
        (Way.JA4, "t13d1516h2_000000000000_111111111111", []),
    ],
)
def test_only_the_values_that_are_asked_for_are_gathered(
    way: Way, value: str, found: list[list[str]]
) -> None:
    assert signs(FULL, {way: frozenset({value})})[way.value].to_list() == found


def test_where_nothing_is_asked_for_no_table_is_gone_through() -> None:
    class Untouched(Split):
        def frames(self, columns: object = None) -> Any:
            raise AssertionError("gone through")

    facts = FULL.parts(lambda frame: Untouched(frame, 9))
    assert_frame_equal(gather_signs(facts, pl.DataFrame(), pl.Series([0]), {}), SIGNS.empty())


def test_what_is_said_through_a_proxy_is_of_the_server_behind_it() -> None:
    seen = Seen(
        flows=[flow(up=9)],
        hellos=[hello()],
        names=[name("behind.example"), name("behind.example", "certificate")],
        protocols=[target("behind.example:443")],
    )
    row = only(seen)
    assert (row["sni"], row["certificate"], row["alpn"], row["ja4"]) == ([], [], [], [])
    assert "http" in row["protocol"]


def test_an_endpoint_that_opened_the_flow_itself_has_what_was_told_there() -> None:
    turned = flow(up=1, down=1, client_ip="198.51.100.9", server_ip="192.168.1.20", remote="client")
    assert only(Seen(flows=[turned], protocols=[protocol("mavlink")]))["protocol"] == ["mavlink"]
