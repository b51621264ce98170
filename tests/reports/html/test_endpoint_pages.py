"""Pages of endpoints: every name with what told it, places by source, physics, and flows that are capped with a count."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl

from harness.reports.html.endpoint_pages import endpoint_pages
from harness.reports.html.endpoint_rows import listed
from harness.reports.html.interned import Interned
from harness.tables.analysis import Analysis
from harness.tables.verification import Verification
from tests.support import analysis_example
from tests.support.analysis_rows import START
from tests.support.many_endpoints import FLOWS_EACH, address, many_in_analysis, many_in_verification


def pages(
    result: Verification | Analysis,
) -> tuple[dict[str, dict[str, Any]], dict[str, Any], list[str | None]]:
    """Pages by address, places, and texts."""
    texts, rows = Interned(), listed(result)
    found = endpoint_pages(result, rows, texts, START)
    by_address = {
        one.row["server_ip"]: {name: values[number] for name, values in found["pages"].items()}
        for number, one in enumerate(rows)
    }
    return by_address, found["places"], texts.values()


def test_names_stand_with_means_grade_and_packet_the_graded_one_first() -> None:
    found, _, texts = pages(many_in_verification(5))
    names = [
        [texts[name], texts[source], texts[grade], packet, times]
        for name, source, grade, _, packet, times in found[address(3)]["names"]
    ]
    assert names == [
        ["host-3.service-3.example", "sni", "A", 4, 1],
        ["host-3.service-3.example", "dns", None, 4, 1],
    ]


def test_a_best_name_that_no_observation_is_left_of_is_told_all_the_same() -> None:
    base = many_in_verification(2)
    found, _, texts = pages(replace(base, names=base.names.clear()))
    ((name, source, grade, _, packet, _),) = found[address(1)]["names"]
    assert (texts[name], texts[source], texts[grade], packet) == ("host-1.service-1.example", "sni", "A", 2)


def test_places_hold_each_source_s_answer_and_registered_countries_apart() -> None:
    found, places, texts = pages(many_in_analysis(5))
    at = found[address(3)]["place"]
    assert [(texts[source], texts[country]) for source, country in places["votes"][at]] == [
        ("dbip-country", "IE"),
        ("geo-whois", "IE"),
    ]
    assert (texts[places["registered"][at]], texts[places["operator"][at]]) == ("US", "CN")
    assert texts[places["candidates"][at]] == "IE"


def test_physics_is_told_as_it_was_measured() -> None:
    found, places, texts = pages(many_in_analysis(5))
    at = found[address(3)]["place"]
    assert (places["rtt_us"][at], texts[places["kind"][at]], places["packet"][at]) == (
        10_300,
        "tcp_handshake",
        17,
    )
    assert (texts[places["excluded"][at]], texts[places["possible"][at]]) == ("AUNZ", "CNUSDESGIEJPBRFR")
    assert (places["samples"][at], places["unusable"][at], texts[places["no_site"][at]]) == (2, 0, None)


def test_no_physics_is_not_an_empty_answer() -> None:
    found, places, texts = pages(analysis_example.example())
    at = found["198.51.100.9"]["place"]
    assert (places["rtt_us"][at], texts[places["possible"][at]]) == (None, None)


def test_flows_are_capped_by_how_many_endpoints_there_are_and_those_sent_most_are_kept() -> None:
    base = many_in_verification(1)
    flow = base.flows.row(0, named=True)
    rows = [
        flow | {"flow_id": number, "start_ns": START + number * 10**9, "payload_octets_up": 1_000 - number}
        for number in range(80)
    ]
    found, _, _ = pages(replace(base, flows=pl.DataFrame(rows, schema=base.flows.schema)))
    kept = found[address(0)]["flows"]
    assert len(kept) == 50
    assert [one[0] for one in kept] == [number * 1_000 for number in range(50)]
    every, _, _ = pages(many_in_verification(30))
    assert {len(page["flows"]) for page in every.values()} == {FLOWS_EACH}


def test_contacts_say_whose_and_how_that_is_known() -> None:
    found, _, texts = pages(many_in_verification(3))
    ((owner, grade, device, senders, step, reason, flows, up, down),) = found[address(2)]["contacts"]
    assert [texts[one] for one in (owner, grade, device, senders, step, reason)] == [
        "subject", "difference", "phone", "192.168.8.20", "login", "subject by difference.",
    ]  # fmt: skip
    assert (flows, up, down) == (FLOWS_EACH, 1_000 + 2 * 7_919, 900)
    assert pages(many_in_analysis(3))[0][address(2)]["contacts"] == []


def test_claims_say_standing_reason_and_packet() -> None:
    found, _, texts = pages(many_in_verification(3))
    ((about, cell, standing, spot, reason, finding, interference, capture, packet),) = found[address(0)][
        "said"
    ]
    assert [texts[one] for one in (about, cell, standing, spot, reason)] == [
        "no-data-to-cn", "sg-v1", "witness", None, "both say CN; routed and unicast.",
    ]  # fmt: skip
    assert texts[finding] == "no-data-to-cn/host-0.service-0.example"
    assert (interference, packet, texts[capture]) == (0, 1, "cccccccccccc")
    assert found[address(1)]["said"] == []
