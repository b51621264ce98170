"""``harness geo explain``: every source's answer, what counts, and what follows."""

from __future__ import annotations

import json
from datetime import date

import pytest

from harness.cli import geo_explain
from harness.cli.geo_explain import Request
from harness.errors import UsageError

DAY = date(2026, 6, 20)


def told(
    capfd: pytest.CaptureFixture[str],
    address: str,
    *,
    countries: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    as_json: bool = False,
) -> str:
    geo_explain.run(Request(address=address, date=DAY, countries=countries, groups=groups, json=as_json))
    return capfd.readouterr().out


def test_hong_kong_of_a_cloud_is_no_mainland_and_a_witness_for_both_together(
    capfd: pytest.CaptureFixture[str],
) -> None:
    document = json.loads(
        told(
            capfd, "18.162.0.10", countries=("CN",), groups=("prc-with-sars", "mainland-china"), as_json=True
        )
    )
    assert {one["of"]: one["contact"] for one in document["judged"]} == {
        "CN": "clear",
        "prc-with-sars": "witness",
        "mainland-china": "clear",
    }
    answers = {one["source"]: one for one in document["answers"]}
    assert (answers["dbip-country"]["answer"], answers["dbip-country"]["counts"]) == ("HK", True)
    assert len(answers["dbip-country"]["sha256"]) == 64


def test_an_operator_of_the_country_keeps_it_possible(capfd: pytest.CaptureFixture[str]) -> None:
    text = " ".join(told(capfd, "47.88.1.1", countries=("cn",)).split())
    assert "CN: possible. dbip-country says US, geo-whois says US; but its operator is of CN" in text
    assert "Status agreed: locators of two lineages or more say US; announced." in text


@pytest.mark.parametrize(
    ("address", "contact"),
    [("10.0.0.1", "clear"), ("100.64.0.1", "possible"), ("203.0.113.1", "possible"), ("8.8.8.8", "possible")],
)
def test_addresses_that_no_data_can_place(
    capfd: pytest.CaptureFixture[str], address: str, contact: str
) -> None:
    assert f"CN: {contact}." in told(capfd, address, countries=("CN",))


def test_an_ipv4_address_behind_nat64_is_looked_up(capfd: pytest.CaptureFixture[str]) -> None:
    assert "looked up as 52.80.0.10" in told(capfd, "64:ff9b::3450:a")


def test_the_report_fits(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, told(capfd, "52.80.0.10", countries=("CN", "US")).splitlines())) <= 80


@pytest.mark.parametrize(
    "request_",
    [
        Request(address="x", date=DAY, countries=(), groups=(), json=False),
        Request(address="8.8.8.8", date=DAY, countries=("EU",), groups=(), json=False),
        Request(address="8.8.8.8", date=DAY, countries=(), groups=("asia",), json=False),
    ],
)
def test_what_is_wrong_is_told(request_: Request) -> None:
    with pytest.raises(UsageError):
        geo_explain.run(request_)
