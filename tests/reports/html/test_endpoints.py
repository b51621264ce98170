"""The section of endpoints: whole without a script, small with ten thousand, inert whatever they are called."""

from __future__ import annotations

import json
import re

import pytest

from harness.reports.html.endpoint_keys import endpoint_key, key_of
from harness.reports.html.endpoint_rows import listed
from harness.reports.html.endpoints import NO_NAME, STATIC, endpoint_data, endpoints
from harness.reports.html.page import analysis_page, verification_page
from harness.reports.html.safe import script_json
from harness.reports.text import shown
from tests.support import analysis_example
from tests.support.analysis_rows import HOSTILE_NAMES
from tests.support.many_endpoints import address, located, many_in_analysis, many_in_verification
from tests.support.verification_example import example


def test_a_line_says_what_the_terminal_says_and_what_is_no_place_apart() -> None:
    found = endpoints(analysis_example.example())
    assert found is not None
    first = found.lines[0]
    assert (first.concern, first.standing, first.socket) == ("witness CN", "witness", "198.51.100.7:443 tcp")
    assert (first.located, first.up, first.down) == ("CN agreed", "81.0 MB", "12.0 kB")
    assert first.whose == "Example Drones (telemetry); hosted by Example Cloud AS64500"
    assert first.law == "control CN, host control US, registered US, AS registered CN"
    assert first.look == "packet 17 of a1b2c3d4e5f6"
    assert NO_NAME in {line.name for line in found.lines}
    assert (found.total, found.left_out, found.several) == ("11", "", True)


def test_the_plain_table_holds_those_of_most_concern_and_counts_the_rest() -> None:
    found = endpoints(many_in_verification(STATIC + 34))
    assert found is not None
    assert (len(found.lines), found.total, found.left_out) == (STATIC, "234", "34")
    assert [line.standing for line in found.lines].count("witness") == 5
    page = verification_page([many_in_verification(STATIC + 34)]).decode()
    assert "200 of 234 endpoints, the largest concern first; 34 more" in page
    assert page.count('<th scope="row">host-') == STATIC


def test_nothing_contacted_is_no_section() -> None:
    assert endpoints(example()) is None
    assert endpoints(analysis_example.without_rows()) is None


def test_data_are_rows_by_column_in_the_order_of_concern() -> None:
    result = many_in_verification(60)
    data = endpoint_data(result)
    table, texts = data["table"], data["texts"]
    rows = listed(result)
    assert data["keys"] == [endpoint_key(*key_of(one.row)) for one in rows]
    assert (
        {len(column) for column in table.values()}
        == {60}
        == {len(column) for column in data["pages"].values()}
    )
    assert [texts[number] for number in table["address"]] == [one.row["server_ip"] for one in rows]
    assert table["up"] == [one.row["payload_octets_up"] for one in rows]
    where = {texts[a]: texts[c] for a, c in zip(table["address"], table["countries"], strict=True)}
    assert where == {address(number): located(number) for number in range(60)}
    assert {texts[number] for number in table["cell"]} == {"sg-v1"}
    assert {texts[number] for number in table["vantage"]} == {"singapore"}


def test_an_unknown_operator_is_named_so() -> None:
    data = endpoint_data(many_in_analysis(7))
    named = {data["texts"][number] for number in data["table"]["operator"]}
    assert "operator not known" in named
    assert "Example Operator 1" in named


def test_rules_and_sources_stand_with_why_and_when() -> None:
    data = endpoint_data(analysis_example.example())
    rule = data["rules"]["flight-log"]
    assert rule["reasoning"] == "The vendor names the host in its manual."
    assert (rule["confidence"], rule["carries_fail"]) == ("documented", True)
    assert data["sources"]["dbip-country"] == ["2026-11-01", "vendor_stated", "dbip"]
    assert data["sources"]["geo-whois"][0] == "no date"
    assert data["captures"]["a1b2c3d4e5f6"] == [["captures/flight/app.pcapng", "captures/flight/app.pcapng"]]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_are_inert(name: str) -> None:
    for page in (
        analysis_page(many_in_analysis(3, name)),
        verification_page([many_in_verification(3, name)]),
    ):
        text = page.decode("utf-8")
        assert "<script>'" not in text
        assert text.count("<script") == 2
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b\u2028]", text)
        (held,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
        assert shown(name) in json.loads(held)["r1-endpoints"]["texts"]


@pytest.mark.parametrize("text", ["</script><img src=x onerror=alert(1)>", "'; rm -rf / #", "\x1b[2J\u202e"])
def test_rules_and_paths_from_outside_are_inert(text: str) -> None:
    page = analysis_page(analysis_example.hostile(text)).decode("utf-8")
    assert "<img" not in page
    (held,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    data = json.loads(held)["r1-endpoints"]
    assert {rule["reasoning"] for rule in data["rules"].values()} == {shown(text)}
    (word,) = {word for held in data["captures"].values() for _, word in held}
    assert word is None if shown(text) != text else word.startswith("'")


@pytest.mark.parametrize("made", [many_in_analysis, many_in_verification])
def test_a_hundred_endpoints_are_a_page_of_less_than_a_megabyte(made: object) -> None:
    page = (
        analysis_page(many_in_analysis(100))
        if made is many_in_analysis
        else verification_page([many_in_verification(100)])
    )
    assert 100_000 < len(page) <= 1_000_000


def test_ten_thousand_endpoints_are_data_of_less_than_twelve_megabytes() -> None:
    """A page of them may have fifteen; what else stands in it does not grow so."""
    assert len(script_json(endpoint_data(many_in_analysis(10_000)))) <= 12_000_000
