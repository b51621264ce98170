"""SARIF: the official schema accepts it, every verdict and finding is in it, and nothing in it hides one."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import __version__
from harness.reports.formats.sarif import OPENING, sarif, sarif_of_analysis
from harness.reports.formats.sarif_parts import Artifacts, message
from harness.tables.verification import Verification
from tests.support import analysis_example, golden
from tests.support.format_readers import HOSTILE, SCHEMAS, read_sarif
from tests.support.verification_example import example, hostile, narrowed

EXPECTED = Path(__file__).parent / "expected"
EXAMPLE = example()


def results(made: Verification) -> list[dict[str, Any]]:
    (run,) = read_sarif(sarif([made]))["runs"]
    return list(run["results"])


def test_the_schema_is_the_one_that_oasis_publishes() -> None:
    octets = (SCHEMAS / "sarif-schema-2.1.0.json").read_bytes()
    assert (
        hashlib.sha256(octets).hexdigest()
        == "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
    )


def test_transcript() -> None:
    log = read_sarif(sarif([EXAMPLE]))
    text = json.dumps(log, indent=1).replace(f'ersion": "{__version__}"', 'ersion": "VERSION"') + "\n"
    golden.check(EXPECTED / "verification.sarif.json", text)


def test_a_result_for_every_claim_in_every_cell() -> None:
    cells = {
        (one["ruleId"], one["properties"]["cell"]): (one["kind"], one["level"])
        for one in results(EXAMPLE)
        if "cell" in one["properties"]
    }
    located = "no-data-to-cn"
    assert cells == {
        (located, "us-v1"): ("pass", "none"),
        (located, "br-v1"): ("fail", "error"),
        (located, "sg-v1"): ("fail", "error"),
        (located, "sg-v1.1"): ("fail", "error"),
        (located, "de-v1"): ("open", "none"),
        (located, "jp-v1"): ("notApplicable", "none"),
        ("local-mode-silent", "de-v1"): ("open", "none"),
    }


def test_a_result_for_every_finding_whatever_became_of_it() -> None:
    fixed = EXAMPLE.findings.with_columns(
        status=EXAMPLE.findings["status"].replace({"not_seen_since": "fixed"})
    )
    found = [one for one in results(replace(EXAMPLE, findings=fixed)) if "finding" in one["properties"]]
    levels = {one["properties"]["finding"]: (one["kind"], one["level"]) for one in found}
    wanted = {
        finding: ("fail", "note" if status == "fixed" else "error")
        for finding, status in fixed.select("finding", "status").iter_rows()
    }
    assert levels == wanted
    assert ("fail", "note") in levels.values()
    for one in found:
        assert not one.keys() & {"suppressions", "baselineState"}
        assert one["partialFingerprints"]["harnessFinding/v1"]


def test_results_on_one_line_are_told_apart() -> None:
    hashes = [one["partialFingerprints"]["primaryLocationLineHash"] for one in results(EXAMPLE)]
    assert len(set(hashes)) == len(hashes)


def test_a_result_leads_to_the_claim_and_to_the_packet() -> None:
    (run,) = read_sarif(sarif([EXAMPLE]))["runs"]
    one = next(one for one in run["results"] if one["properties"].get("cell") == "br-v1")
    where = one["locations"][0]["physicalLocation"]
    artifact = run["artifacts"][where["artifactLocation"]["index"]]
    assert artifact["location"]["uri"] == "scenarios/four-regions/scenario.yaml"
    assert artifact["hashes"]["sha-256"] == EXAMPLE.scenario.sha256
    assert where["region"]["startLine"] == EXAMPLE.scenario.claims[0].line
    packet = one["relatedLocations"][0]
    capture = run["artifacts"][packet["physicalLocation"]["artifactLocation"]["index"]]
    assert capture["location"]["uri"] == "scenarios/four-regions/br-v1%1B%5B31m.pcapng"
    assert capture["hashes"]["sha-256"] in EXAMPLE.captures["sha256"]
    assert packet["logicalLocations"][0]["name"] == "1001"
    assert packet["properties"]["displayFilter"] == "frame.number == 1001"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a b/c#1?.pcap", "a%20b/c%231%3F.pcap"),
        ("./x.pcap", "x.pcap"),
        ("/data/é.pcap", "file:///data/%C3%A9.pcap"),
        ("s3://bucket/x.pcap", "s3://bucket/x.pcap"),
        ("javascript:alert", "javascript%3Aalert"),
    ],
)
def test_a_path_is_an_address(path: str, uri: str) -> None:
    found = Artifacts(EXAMPLE.captures.clear()).place(path)
    assert found["uri"] == uri
    assert ("uriBaseId" in found) == (not uri.startswith(("file:", "s3:")))


def test_what_broke_is_told_as_such() -> None:
    (run,) = read_sarif(sarif([replace(EXAMPLE, errors=("A capture is missing.",))]))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    told = [
        one["message"]["text"] for one in invocation["toolExecutionNotifications"] if one["level"] == "error"
    ]
    assert told == ["A capture is missing."]


@pytest.mark.parametrize("made", [narrowed(), hostile(HOSTILE), hostile("")])
def test_the_schema_accepts_it(made: Verification) -> None:
    octets = sarif([made, EXAMPLE])
    assert octets.startswith(OPENING)
    assert octets.isascii()
    assert len(read_sarif(octets)["runs"]) == 2


def test_an_answer_is_never_a_pass() -> None:
    (run,) = read_sarif(sarif_of_analysis(analysis_example.example()))["runs"]
    assert {one["ruleId"]: one["kind"] for one in run["results"]} == {
        "CN": "fail",
        "SG": "open",
        "RU": "informational",
    }
    read_sarif(sarif_of_analysis(analysis_example.hostile(HOSTILE)))
    assert read_sarif(sarif([]))["runs"] == []


@given(st.text(max_size=60))
def test_no_message_holds_a_link_or_a_placeholder(text: str) -> None:
    told = message(text)["text"]
    bare = told.replace("\\\\", "").replace("\\[", "").replace("\\]", "").replace("{{", "").replace("}}", "")
    assert not set(bare) & set("[]{}\\")
    assert told.isprintable() or "\n" in told
