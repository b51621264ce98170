"""Signs of endpoints on hand-written facts: only what is asked for, only of the endpoint's own flows."""

from __future__ import annotations

from functools import partial
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from harness.model.matches import Way
from harness.model.seen import Signs
from harness.stages.endpoints import gather_endpoints_of_parts
from harness.stages.proxied import own_names_of, proxied_flows
from harness.stages.signs import SIGNS, Asks, gather_signs, signs_by, signs_of_endpoints
from tests.support.split import Split
from tests.support.tables import flow, name
from tests.support.told import Seen, hello, protocol, target

EVERYTHING = {
    Way.SNI: frozenset({"example"}),
    Way.CERTIFICATE: frozenset({"example"}),
    Way.ALPN: frozenset({"h2", "http/1.1"}),
    Way.PROTOCOL: frozenset({"dns", "http", "mavlink", "mqtt", "tls"}),
    Way.JA4: frozenset({"t13d1516h2"}),
}


def signs(seen: Seen, asks: Asks = EVERYTHING, rows: int = 99) -> dict[int, Signs]:
    """By position of the endpoint."""
    facts = seen.parts(partial(Split, rows=rows))
    proxied = proxied_flows(facts.protocols, facts.names, facts.flows)
    own = own_names_of(facts.names, proxied)
    endpoints = gather_endpoints_of_parts(facts.flows, own, facts.round_trips, facts.hellos)
    told = gather_signs(facts, proxied["flow_id"].unique().sort(), asks)
    return signs_of_endpoints(told, facts.flows, endpoints)


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
    assert signs(FULL) == {
        0: Signs(
            ("a.example", "q.example"),
            ("*.a.example", "b.example"),
            ("h2", "http/1.1"),
            ("dns", "mqtt", "tls"),
            ("t13d1516h2_000000000000_000000000000",),
        ),
        1: Signs(protocols=("tls",)),
    }


@pytest.mark.parametrize("rows", [1, 2])
def test_parts_do_not_matter(rows: int) -> None:
    assert signs(FULL, rows=rows) == signs(FULL)


@pytest.mark.parametrize(
    ("way", "value", "found"),
    [
        (Way.SNI, "a.example", Signs(sni=("a.example",))),
        (Way.SNI, "b.a.example", None),
        (Way.CERTIFICATE, "a.example", Signs(certificates=("*.a.example",))),
        (Way.CERTIFICATE, "shared.example", None),
        (Way.ALPN, "h2", Signs(alpn=("h2",))),
        (Way.PROTOCOL, "mqtt", Signs(protocols=("mqtt",))),
        (Way.PROTOCOL, "dns", Signs(protocols=("dns",))),
        (
            Way.JA4,
            "t13d1516h2_000000000000_000000000000",
            Signs(ja4=("t13d1516h2_000000000000_000000000000",)),
        ),
        (Way.JA4, "t13d1516h2_000000000000_111111111111", None),
    ],
)
def test_only_the_values_that_are_asked_for_are_gathered(way: Way, value: str, found: Signs | None) -> None:
    assert signs(FULL, {way: frozenset({value})}).get(0) == found


def test_where_nothing_is_asked_for_no_table_is_gone_through() -> None:
    class Untouched(Split):
        def frames(self, columns: object = None) -> Any:
            raise AssertionError("gone through")

    facts = FULL.parts(lambda frame: Untouched(frame, 9))
    told = gather_signs(facts, pl.Series([0]), {})
    assert_frame_equal(told, SIGNS.empty())
    assert signs_of_endpoints(told, facts.flows, pl.DataFrame()) == {}


def test_what_is_said_through_a_proxy_is_of_the_server_behind_it() -> None:
    seen = Seen(
        flows=[flow(up=9)],
        hellos=[hello()],
        names=[name("behind.example"), name("behind.example", "certificate")],
        protocols=[target("behind.example:443")],
    )
    (found,) = signs(seen).values()
    assert found == Signs(protocols=("http", "tls"))


def test_an_endpoint_that_opened_the_flow_itself_has_what_was_told_there() -> None:
    turned = flow(up=1, down=1, client_ip="198.51.100.9", server_ip="192.168.1.20", remote="client")
    assert list(signs(Seen(flows=[turned], protocols=[protocol("mavlink")])).values()) == [
        Signs(protocols=("mavlink",))
    ]


def test_signs_are_put_together_by_whatever_the_flows_belong_to() -> None:
    told = pl.DataFrame(
        [(1, "alpn", "h2"), (2, "alpn", "h2"), (2, "sni", "a.example"), (9, "alpn", "h3")],
        schema=SIGNS.schema,
        orient="row",
    )
    flows = pl.DataFrame(
        [(1, 7), (2, 7), (3, 8)], schema={"flow_id": pl.UInt64, "of": pl.Int64}, orient="row"
    )
    assert signs_by(told, flows) == {7: Signs(sni=("a.example",), alpn=("h2",))}


def test_behind_an_intercepting_proxy_hellos_are_no_sign_of_the_product_and_names_are() -> None:
    facts = FULL.parts()
    nobody = pl.Series([], dtype=pl.UInt64)
    told = gather_signs(facts, nobody, EVERYTHING, ["app"])
    plain = gather_signs(facts, nobody, EVERYTHING, ["elsewhere"])
    of_hellos = pl.col("way").is_in([Way.ALPN.value, Way.JA4.value])
    assert not plain.filter(of_hellos).is_empty()
    assert_frame_equal(told, plain.filter(~of_hellos))
