"""Grades of best names: who was told, when, and for how long; order and parts make no difference."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from harness.model.name_sources import GRADES
from harness.model.words import NameSource
from harness.stages.endpoints import gather_endpoints, gather_endpoints_of_parts
from harness.tables.hellos import HELLOS
from harness.tables.round_trips import ROUND_TRIPS
from tests.support.examples import COSTLY
from tests.support.places_example import frame
from tests.support.split import Split
from tests.support.tables import START_NS, flow, flows_of, name, names_of
from tests.support.told import hello

SECOND = 1_000_000_000
OTHER = "192.168.1.21"


def grade(*names: dict[str, Any], **flow_fields: Any) -> str | None:
    frame = gather_endpoints(flows_of(flow(**flow_fields)), names_of(*names))
    return frame["name_grade"].item()


def answer(after_s: int = 0, **given: Any) -> dict[str, Any]:
    return name("a.example", "dns", time_ns=START_NS + after_s * SECOND) | given


def test_a_name_told_in_its_own_flows_is_a_and_no_name_has_no_grade() -> None:
    assert [grade(name("a", source)) for source in ("sni", "http_host")] == ["A", "A"]
    assert grade(name("a", "quic_sni"), transport="udp") == "A"
    assert grade(name("a", server_port=80)) == "D"
    assert grade() is None


def with_hellos(
    flows: list[dict[str, Any]], names: list[dict[str, Any]], hellos: list[dict[str, Any]]
) -> str | None:
    found = gather_endpoints(flows_of(*flows), names_of(*names), hellos=frame(HELLOS, *hellos))
    return found["name_grade"].item()


def test_a_name_told_only_where_an_encrypted_hello_could_hide_another_is_b() -> None:
    flows, names = [flow(), flow(flow_id=1)], [name("a.example"), name("a.example", flow_id=1)]
    sealed = [hello(flow_id=number, ech=True) for number in (0, 1)]
    assert with_hellos(flows, names, sealed) == "B"
    assert with_hellos(flows, names, [sealed[0], hello(flow_id=1)]) == "A"
    assert with_hellos(flows, names, []) == "A"


def test_an_encrypted_hello_elsewhere_takes_nothing_from_a_name() -> None:
    other = flow(flow_id=1, server_ip="198.51.100.7", port=8443)
    found = gather_endpoints(
        flows_of(flow(), other), names_of(name("a.example")), hellos=frame(HELLOS, hello(flow_id=1, ech=True))
    )
    assert dict(found.select("server_port", "name_grade").iter_rows()) == {443: "A", 8443: "D"}


def test_a_host_in_clear_beside_an_encrypted_hello_is_a() -> None:
    flows = [flow(), flow(flow_id=1)]
    names = [name("a.example"), name("a.example", "http_host", flow_id=1)]
    assert with_hellos(flows, names, [hello(ech=True)]) == "A"


def test_the_transport_of_the_flow_decides_whose_a_name_is() -> None:
    both = [flow(up=2), flow(flow_id=1, transport="udp", up=1)]
    found = gather_endpoints(flows_of(*both), names_of(name("a.example", "quic_sni", flow_id=1)))
    assert dict(found.select("transport", "name_grade").iter_rows()) == {"tcp": "D", "udp": "A"}


def test_a_name_whose_flow_is_not_there_is_of_the_address_alone() -> None:
    found = gather_endpoints(flows_of(flow()), names_of(name("a.example", flow_id=77)))
    assert found.select("name", "name_grade").row(0) == ("a.example", "D")


@pytest.mark.parametrize(("after_s", "wanted"), [(0, "C"), (-1, "C"), (-60, "C"), (-61, "D"), (1, "D")])
def test_an_answer_counts_from_its_time_to_the_end_of_its_ttl(after_s: int, wanted: str) -> None:
    assert grade(answer(after_s)) == wanted
    assert grade(answer(after_s, source="dns_cname")) == wanted


@pytest.mark.parametrize("given", [
    {"client_ip": OTHER}, {"asked": False}, {"source": "dns_hint"}, {"ttl_s": 0, "time_ns": START_NS - 1},
])  # fmt: skip
def test_what_was_told_otherwise_is_d(given: dict[str, Any]) -> None:
    assert grade(answer(**given)) == "D"


@pytest.mark.parametrize(("reach", "text", "wanted"), [
    ("one", "a.example", "B"), ("one", "*.a.example", "D"), ("kin", "a.example", "D"), ("several", "a.example", None),
])  # fmt: skip
def test_the_only_name_of_a_certificate_is_b(reach: str, text: str, wanted: str | None) -> None:
    assert grade(name(text, "certificate", certificate=reach)) == wanted


def test_a_name_told_at_another_port_is_as_good_as_its_answers() -> None:
    assert grade(name("a.example", server_port=80), answer(-5)) == "C"


@pytest.mark.parametrize("source", ["ptr", "mdns", "llmnr"])
def test_hearsay_is_e(source: str) -> None:
    assert grade(name("a", source)) == "E"


def test_a_later_answer_of_a_short_time_ends_no_longer_one() -> None:
    assert grade(answer(-50), answer(-10, ttl_s=1)) == "C"
    assert grade(answer(-50, ttl_s=20), answer(-40, ttl_s=20)) == "D"


def test_a_name_past_its_ttl_stays() -> None:
    frame = gather_endpoints(flows_of(flow()), names_of(answer(-10_000)))
    assert frame.select("name", "name_grade", "names").row(0) == ("a.example", "D", ["a.example"])


def test_the_far_side_that_opened_the_flow_is_graded_as_our_client_was_told() -> None:
    turned = {"client_ip": "198.51.100.7", "server_ip": "192.168.1.20", "remote": "client"}
    assert grade(answer(), **turned) == "C"


def test_times_beyond_all_packets_do_not_overflow() -> None:
    assert grade(answer(time_ns=2**63 - 1, ttl_s=2**31 - 1), start_ns=2**63 - 1) == "C"


FLOWS_ = st.builds(
    flow,
    port=st.sampled_from([443, None]),
    start_ns=st.integers(0, 9).map(lambda s: s * SECOND),
    client_ip=st.sampled_from(["192.168.1.20", OTHER]),
)
NAMES_ = st.builds(
    name,
    st.sampled_from(["a.example", "b.example"]),
    st.sampled_from(["sni", "dns", "dns_cname", "dns_hint", "ptr"]),
    time_ns=st.integers(0, 9).map(lambda s: s * SECOND),
    ttl_s=st.integers(0, 5),
    asked=st.sampled_from([True, True, False]),
    client_ip=st.sampled_from(["192.168.1.20", OTHER]),
)


def plainly(frame: Any, flows: list[dict[str, Any]], names: list[dict[str, Any]]) -> list[str | None]:
    """Grade C and D by the plain rule, pair by pair."""
    grades: list[str | None] = []
    for row in frame.iter_rows(named=True):
        fresh = any(
            one["client_ip"] == told["client_ip"]
            and one["server_port"] == row["server_port"]
            and told["name"] == row["name"]
            and told["source"] in ("dns", "dns_cname")
            and told["asked"]
            and told["time_ns"] <= one["start_ns"] <= told["time_ns"] + told["ttl_s"] * SECOND
            for one in flows
            for told in names
        )
        own = row["name_source"] == "sni" and row["server_port"] == 443
        firm = own or row["name"] is None or row["name_source"] == "ptr"
        grades.append(row["name_grade"] if firm else "C" if fresh else "D")
    return grades


@COSTLY
@given(
    st.lists(FLOWS_, min_size=1, max_size=8), st.lists(NAMES_, max_size=8), st.integers(1, 4), st.randoms()
)
def test_grades_are_those_of_the_plain_rule_in_any_order_and_any_parts(
    rows: list[dict[str, Any]], names: list[dict[str, Any]], size: int, rnd: Any
) -> None:
    rows = [row | {"flow_id": number} for number, row in enumerate(rows)]
    whole = gather_endpoints(flows_of(*rows), names_of(*names))
    assert whole["name_grade"].to_list() == plainly(whole, rows, names)
    rnd.shuffle(rows)
    rnd.shuffle(names)
    parts = (
        Split(table, size)
        for table in (flows_of(*rows), names_of(*names), ROUND_TRIPS.empty(), HELLOS.empty())
    )
    assert_frame_equal(gather_endpoints_of_parts(*parts), whole)


@pytest.mark.parametrize("source", list(GRADES))
def test_no_source_gives_a_better_grade_than_is_said_of_it(source: NameSource) -> None:
    hearsay = {"flow_id": None, "server_port": None} if source.value in ("capture_nrb", "hosts_file") else {}
    assert grade(name("a.example", source.value, **hearsay)) == GRADES[source]


def test_every_source_has_a_best_grade() -> None:
    assert set(GRADES) == set(NameSource)
