"""Findings keep their history, their witnesses and a packet to look at; anchors hold."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from harness.reports.html.findings import verification_findings
from harness.reports.html.page import verification_page
from harness.tables.content import CONTENT, UNDECODED
from tests.support.html_text import section_html, section_text
from tests.support.verification_example import example


def test_a_finding_that_is_no_longer_seen_is_told_with_what_the_vendor_states() -> None:
    crash = verification_findings(example()).findings[-1]
    assert crash.status == "NOT SEEN SINCE"
    assert crash.identity == "no-data-to-cn/crash.skylark.example"
    assert dict(crash.facts)["vendor states"] == "removed (of version 1.1 and later; mail of 2026-10-05)"
    assert "later and not seen in sg-v1.1" in dict(crash.facts)["history"]


def test_a_witness_leads_to_its_packet_and_keeps_place_and_law_apart() -> None:
    log = verification_findings(example()).findings[0]
    assert [dict(one.facts)["seen in"].split(",")[0] for one in log.witnesses] == [
        "cell br-v1", "cell sg-v1", "cell sg-v1.1",
    ]  # fmt: skip
    witness = log.witnesses[1]
    facts = dict(witness.facts)
    assert facts["located"] == "CN agreed (answers: dbip-country CN, geo-whois CN)"
    assert "registered SG" in facts["not location"]
    assert witness.packet.command == (
        "tshark -r scenarios/four-regions/sg-v1.pcapng -Y 'frame.number == 1003' -V"
    )


def test_what_was_seen_under_interference_says_so_at_the_witness() -> None:
    sdk = verification_findings(example()).findings[1]
    assert sdk.status == "OPEN, UNDER INTERFERENCE ONLY"
    assert all(one.interference.startswith("UNDER INTERFERENCE") for one in sdk.witnesses)


def test_anchors_are_of_the_identity_and_a_second_scenario_has_its_own() -> None:
    two = verification_page([example(), example()])
    assert '<h3 id="finding-no-data-to-cn-crash.skylark.example">' in section_html(two, "findings")
    assert '<h3 id="r2-finding-no-data-to-cn-crash.skylark.example">' in section_html(two, "findings", 2)


def test_a_long_list_is_folded_and_whole() -> None:
    base = example()
    row = base.findings.head(1)
    many = pl.concat([row.with_columns(finding=pl.lit(f"no-data-to-cn/h{n}.example")) for n in range(30)])
    html = section_html(verification_page([replace(base, findings=many)]), "findings")
    assert "18 more findings" in html
    assert all(f">no-data-to-cn/h{n}.example<" in html for n in range(30))


def test_no_finding_is_not_told_as_nothing_there() -> None:
    base = example()
    text = section_text(verification_page([replace(base, findings=base.findings.clear())]), "findings")
    assert "No packet that was read contradicts a claim. Not seen is not the same as not there." in text


def test_contacts_that_are_not_the_subject_s_are_listed() -> None:
    text = section_text(verification_page([example()]), "findings")
    assert "clock.pool.example 192.0.2.123:123 udp" in text
    assert "Our own tools: excluded: 1" in text


def test_planted_data_that_was_sent_is_told_and_never_its_value() -> None:
    row = {
        "capture": "c", "vantage": "us-v1/ashburn", "flow_id": 1, "way": "up", "time_ns": 1, "packet": 12, "seen_by": "clear",
        "standing": "witness", "kind": "serial", "found_id": "aircraft", "encoding": "gzip > plain", "part": "body",
        "offset_octets": 0, "outer_offset_octets": 0, "digest": "5e" * 32,
    }  # fmt: skip
    content = pl.DataFrame(
        [row, row | {"standing": "lead", "kind": "imei", "found_id": "text-imei"}], schema=CONTENT.schema
    )
    searched = replace(example(), content=content, undecoded=pl.DataFrame(schema=UNDECODED.schema))
    text = section_text(verification_page([searched]), "findings")
    assert (
        "What is in what was sent\nPLANTED DATA: serial (aircraft), sent up as gzip > plain in clear; first in packet 12"
        in text
    )
    assert "lead: imei (text-imei)" in text
    assert "What is in what was sent" not in section_text(verification_page([example()]), "findings")
