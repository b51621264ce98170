"""Classes on hand-written endpoints and places, against a small made-up catalogue."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.matches import Match
from harness.model.rules import Kind
from harness.model.ruleset import Ruleset
from harness.model.seen import Signs
from harness.stages.classes import classify
from harness.tables.classes import CLASSES
from harness.tables.endpoints import ENDPOINT_KEY, ENDPOINTS
from harness.tables.places import PLACES
from harness.tables.schema import Table
from tests.support.examples import COSTLY
from tests.support.rule_files import rule

RULES = Ruleset(
    rules=(
        rule("acme.web", suffixes=("acme.example",)),
        rule("acme.logs", hosts=("logs.acme.example",)),
        rule("acme.mqtt", suffixes=("acme.example",), ports=(8883,)),
        rule("resolver.fixed", cidrs=("203.0.113.53/32",)),
        rule("cloud.names", kind=Kind.HOSTING, suffixes=("cloud.example",)),
        rule("cloud.prefix", kind=Kind.HOSTING, cidrs=("203.0.113.0/24", "2001:db8::/32")),
        rule("cloud.as", kind=Kind.HOSTING, asns=(64,)),
    ),
    sha256="0" * 64,
)


def row_of(table: Table, **given_values: Any) -> pl.DataFrame:
    """One row: given values, null where allowed, else an empty value of the type."""
    blank: dict[Any, Any] = {pl.String: "", pl.Boolean: False}
    values = {
        name: [given_values.get(name, None if column.null else blank.get(column.dtype, 0))]
        if not isinstance(column.dtype, pl.List)
        else [given_values.get(name, [])]
        for name, column in table.columns.items()
    }
    return pl.DataFrame(values, schema=table.schema)


def endpoint(
    *names: str, ip: str = "198.51.100.1", port: int | None = 443, transport: str = "tcp"
) -> pl.DataFrame:
    return row_of(
        ENDPOINTS, vantage="app", server_ip=ip, server_port=port, transport=transport, names=list(names)
    )


def place(ip: str, asn: int | None = None, looked_up: str | None = None) -> pl.DataFrame:
    return row_of(PLACES, vantage="app", server_ip=ip, looked_up_ip=looked_up or ip, asn=asn)


def class_of(endpoints: pl.DataFrame, *places: pl.DataFrame) -> dict[str, Any]:
    known = pl.concat(places) if places else PLACES.empty()
    return classify(endpoints, known, RULES).row(0, named=True)


def test_the_most_specific_rule_of_the_name_is_chosen_and_the_others_kept() -> None:
    found = class_of(endpoint("logs.acme.example"))
    assert (found["rule"], found["matched"], found["also"]) == (
        "acme.logs",
        "logs.acme.example",
        ["acme.web"],
    )
    assert (found["operator"], found["control_country"]) == ("Operator of acme.logs", "DE")
    assert (found["category"], found["confidence"]) == ("unknown", "observed")
    assert found["hosting_rule"] is None


def test_a_later_name_is_asked_where_the_best_one_is_not_known() -> None:
    found = class_of(endpoint("unheard.of.example", "www.acme.example"))
    assert (found["rule"], found["matched"]) == ("acme.web", "www.acme.example")


def test_a_tenant_of_a_cloud_has_both_answers() -> None:
    found = class_of(endpoint("www.acme.example", "x.cloud.example"), place("198.51.100.1", asn=64))
    assert (found["rule"], found["hosting_rule"], found["also"]) == ("acme.web", "cloud.names", ["cloud.as"])
    assert found["hosting_operator"] == "Operator of cloud.names"


def test_hosting_alone_leaves_the_service_unknown() -> None:
    found = class_of(endpoint(), place("198.51.100.1", asn=64))
    assert [
        found[name] for name in ("rule", "category", "operator", "control_country", "confidence", "matched")
    ] == ([None] * 6)
    assert (found["hosting_rule"], found["hosting_control_country"]) == ("cloud.as", "DE")


def test_a_prefix_hosts_before_the_as_number() -> None:
    found = class_of(endpoint(ip="203.0.113.9"), place("203.0.113.9", asn=64))
    assert (found["hosting_rule"], found["also"]) == ("cloud.prefix", ["cloud.as"])


def test_a_fixed_address_can_be_the_service() -> None:
    found = class_of(endpoint(ip="203.0.113.53", port=53, transport="udp"))
    assert (found["rule"], found["matched"]) == ("resolver.fixed", "203.0.113.53/32")
    assert found["hosting_rule"] == "cloud.prefix"


def test_a_nat64_address_is_matched_by_the_one_inside() -> None:
    wrapped = "64:ff9b::cb00:7135"
    assert (
        class_of(endpoint(ip=wrapped), place(wrapped, looked_up="203.0.113.53"))["rule"] == "resolver.fixed"
    )
    assert class_of(endpoint(ip=wrapped))["rule"] is None


def test_a_port_chooses_between_two_rules_of_one_name() -> None:
    assert class_of(endpoint("acme.example", port=8883))["rule"] == "acme.mqtt"
    assert class_of(endpoint("acme.example", port=None))["rule"] == "acme.web"


def test_local_endpoints_without_a_rule_are_null() -> None:
    found = class_of(endpoint("printer.local", ip="224.0.0.251", port=5353, transport="udp"))
    assert found["rule"] is None
    assert found["hosting_rule"] is None
    assert found["also"] == []


def test_no_endpoints_give_no_classes() -> None:
    assert_frame_equal(classify(ENDPOINTS.empty(), PLACES.empty(), RULES), CLASSES.empty())


def test_no_rules_give_nulls() -> None:
    found = classify(endpoint("www.acme.example"), PLACES.empty(), Ruleset(rules=(), sha256="0" * 64))
    assert found.height == 1
    assert found["rule"].null_count() == 1


def test_signs_let_rules_match_that_ask_for_them_and_software_stands_beside() -> None:
    rules = Ruleset(
        rules=(
            rule("acme.shown", match=Match(certificates=("acme.example",))),
            rule("acme.hosted", kind=Kind.HOSTING, match=Match(cidrs=("198.51.100.0/24",), alpns=("h2",))),
            rule("acme.speaks", kind=Kind.SOFTWARE, match=Match(protocols=("duml",))),
            rule("bolt.speaks", kind=Kind.SOFTWARE, match=Match(ja4s=("t13d1516h2",))),
        ),
        sha256="0" * 64,
    )
    signs = {1: Signs((), ("*.acme.example",), ("h2",), ("duml",), ("t13d1516h2_000000000000_000000000000",))}
    endpoints = pl.concat([endpoint(), endpoint()])
    without, known = classify(endpoints, PLACES.empty(), rules, signs).iter_rows(named=True)
    assert (known["rule"], known["matched"], known["hosting_rule"]) == (
        "acme.shown",
        "*.acme.example",
        "acme.hosted",
    )
    assert known["also"] == ["acme.speaks", "bolt.speaks"]
    assert (without["rule"], without["hosting_rule"], without["also"]) == (None, None, [])


NAMES = st.lists(
    st.sampled_from(["logs.acme.example", "acme.example", "notacme.example", "x.cloud.example", "y.example"]),
    max_size=3,
    unique=True,
)
ADDRESSES = st.sampled_from(
    ["203.0.113.53", "203.0.113.9", "198.51.100.1", "2001:db8::1", "fe80::1", "224.0.0.251"]
)


@COSTLY
@given(st.lists(st.tuples(NAMES, ADDRESSES, st.sampled_from([None, 443, 8883])), min_size=1, max_size=8))
def test_each_endpoint_is_classed_by_itself_and_in_its_order(
    drawn: list[tuple[list[str], str, int | None]],
) -> None:
    frames = [endpoint(*names, ip=ip, port=port) for names, ip, port in drawn]
    places = pl.concat([place("203.0.113.9", asn=64), place("2001:db8::1", asn=63)])
    together = classify(pl.concat(frames), places, RULES)
    alone = pl.concat([classify(frame, places, RULES) for frame in frames])
    assert_frame_equal(together, alone)
    assert together.select(ENDPOINT_KEY).equals(pl.concat(frames).select(ENDPOINT_KEY))
