"""What narrower tests of forged campaigns would have said, held against what the forge played."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from harness.campaign import verify
from harness.cli.exits import Exit, verify_status
from harness.cli.narrowing import Narrowing, narrower
from harness.rules.scenario import load_scenario
from harness.tables.verification import Counterfactual, Verification
from tests.cases.verdicts.base_documents import CLAIM, US
from tests.cases.verdicts.builder import CN, HOST
from tests.cases.verdicts.running import FOLDER, TODAY, blocking_kinds
from tests.support.command import ROOT

FOUR_REGIONS = ROOT / "scenarios/four-regions"


@cache
def judged(folder: Path, given: Narrowing) -> Verification:
    return verify(load_scenario(folder / "scenario.yaml"), today=TODAY, narrower=narrower(given))


def case(name: str, **given: tuple[str, ...]) -> tuple[Verification, Counterfactual]:
    found = judged(FOLDER / name, Narrowing(**given))
    assert found.beside is not None
    return found, found.beside


def verdicts(found: Verification) -> tuple[str, str]:
    (one,) = found.chosen
    return one.as_tested.verdict.name, one.as_asserted.verdict.name


NARROWER = {
    "the tap that saw it": (
        *("two-vantage-points-one-missing-the-witness", {"without": ("vantage=ashburn",)}),
        *(("INCONCLUSIVE", "INCONCLUSIVE"), [HOST]),
    ),
    "the tap that did not see it": (
        *("two-vantage-points-one-missing-the-witness", {"without": ("vantage=dock-tap",)}),
        *(("FAIL", "FAIL"), []),
    ),
    "the account that it goes with": (
        *("account-region-decides", {"only": ("account.region=US",)}),
        *(("PASS", "INCONCLUSIVE"), [HOST]),
    ),
    "the version that it goes with": (
        *("finding-fixed-by-retest", {"firmware": ("1.1",)}),
        *(("PASS", "INCONCLUSIVE"), [HOST]),
    ),
    "the version without it": (*("finding-fixed-by-retest", {"firmware": ("1.0",)}), *(("FAIL", "FAIL"), [])),
    "every tap": (
        *("data-to-cn", {"without": ("vantage=ashburn",)}),
        *(("NONE", "INCONCLUSIVE"), [HOST, "login.skylark.example"]),
    ),
}  # fmt: skip
"""What is left out, and of which case: what is left says, and which hosts it misses. Each case is FAIL in full."""


@pytest.mark.parametrize(("name", "given", "says", "missed"), NARROWER.values(), ids=NARROWER)
def test_a_narrower_test_says_what_is_left_says_and_what_it_misses_is_told(
    name: str, given: dict[str, tuple[str, ...]], says: tuple[str, str], missed: list[str]
) -> None:
    found, beside = case(name, **given)
    assert verdicts(found) == says
    assert verdicts(beside.full) == ("FAIL", "FAIL")
    rows = beside.endpoints.filter("missed")
    assert rows["name"].to_list() == missed
    assert rows["claims_lost"].to_list() == [[CLAIM] if host == HOST else [] for host in missed]
    assert beside.missed.endpoints == 2
    assert ("CN" in beside.missed.countries_missed) == (HOST in missed)


def test_a_way_out_that_only_the_lost_tap_watched_is_unobserved_and_said_to_be() -> None:
    found, _ = case("two-vantage-points-one-missing-the-witness", without=("vantage=ashburn",))
    assert "unobserved_egress" in blocking_kinds(found)
    assert found.captures["vantage"].to_list() == ["us-v1/dock-tap"]


def test_a_capture_that_is_altered_breaks_no_test_that_would_not_have_had_it() -> None:
    found, beside = case("error-beside-fail", without=("vantage=ashburn",))
    assert (verdicts(found)[0], found.errors) == ("NONE", ())
    assert verdicts(beside.full)[0] == "ERROR"
    assert beside.full.errors


DATABASES = {
    "one of two that agree": ("data-to-cn", ("dbip-country",), "INCONCLUSIVE", ("witness", "open")),
    "both, by lineage": ("data-to-cn", ("db-ip,registry-and-geofeed",), "FAIL", None),
    "both, given apart": ("data-to-cn", ("db-ip", "geo-whois"), "FAIL", None),
    "none": ("data-to-cn", ("none",), "INCONCLUSIVE", ("witness", "open")),
    "none, and round trips clear it": ("base", ("none",), "PASS", None),
    "a published list": ("base", ("cloud-ranges",), "PASS", None),
}
"""Case, locators that are heard; what it says, and how the only endpoint whose standing changes stands."""


@pytest.mark.parametrize(("name", "ids", "says", "stands"), DATABASES.values(), ids=DATABASES)
def test_other_locators_judge_the_same_traffic(
    name: str, ids: tuple[str, ...], says: str, stands: tuple[str, str] | None
) -> None:
    found, beside = case(name, databases=ids)
    assert verdicts(found)[0] == says
    assert (beside.missed.endpoints_missed, beside.missed.octets_unseen) == (0, 0)
    changed = beside.leads.select("claim", "server_ip", "full_standing", "standing").rows()
    assert changed == ([] if stands is None else [(CLAIM, CN, *stands)])
    assert found.contacts.equals(beside.full.contacts)


def votes(found: Verification, address: str) -> dict[str, str]:
    (row,) = found.places.filter(pl.col("server_ip") == address)["located"].to_list()
    return {vote["source"]: vote["country"] for vote in row}


def test_only_locators_that_are_heard_vote_and_what_is_no_vote_stays() -> None:
    full = case("base", databases=("none",))[1].full
    assert votes(full, US) == {"dbip-country": "US", "geo-whois": "US", "cloud-ranges": "US"}
    kept = ("cloud", "cloud_region", "asn", "registered_country", "operator_country", "rtt_ns", "excluded")
    for ids in ("dbip-country", "geo-whois", "cloud-ranges", "none"):
        found, _ = case("base", databases=(ids,))
        assert votes(found, US) == {one: "US" for one in (ids,) if one != "none"}
        assert found.places.select(kept).equals(full.places.select(kept))
        assert found.classes.equals(full.classes)


def test_a_locator_that_is_wrong_alone_is_seen_to_be() -> None:
    """Of two databases one says China, the other the United States."""
    for ids, country in (("dbip-country", "CN"), ("geo-whois", "US")):
        _, beside = case("dispute-that-includes-cn", databases=(ids,))
        disputed = beside.places.filter(pl.col("full_status") == "disputed")
        assert disputed.select("full_candidates", "status", "candidates").rows() == [
            (["CN", "US"], "single", [country])
        ]


def test_the_age_of_locators_that_are_not_heard_blocks_nothing() -> None:
    """Captures of 2019: the locators that are heard are too young, and where none is nothing is."""
    two, none = (case("capture-of-2019", databases=(ids,))[0] for ids in ("dbip-country,geo-whois", "none"))
    assert "old_data" in set(two.blind_spots["kind"])
    assert "old_data" not in set(none.blind_spots["kind"])


def test_options_narrow_together() -> None:
    found, beside = case("account-region-decides", only=("account.region=US",), databases=("none",))
    assert str(beside.test) == "--only account.region=US --databases none"
    assert found.chosen[0].sentence.endswith(" Judged by no locator.")
    assert not beside.full.chosen[0].sentence.endswith(" Judged by no locator.")
    assert verdicts(found) == ("PASS", "INCONCLUSIVE")  # round trips alone clear what went to Ashburn
    assert found.chosen[0].tested == ("us-v1",)
    assert set(beside.places["vantage"]) == {"us-v1/ashburn"}
    assert beside.endpoints.filter("missed")["name"].to_list() == [HOST]


def test_what_the_narrower_test_says_decides_the_status_and_no_expectation_is_held_against_it() -> None:
    name = "two-vantage-points-one-missing-the-witness"
    for point, status in (("ashburn", Exit.POSSIBLE), ("dock-tap", Exit.WITNESSED)):
        found, beside = case(name, without=(f"vantage={point}",))
        assert verify_status(found, narrowed=True) is status
        assert found.unmet == beside.full.unmet == ()
    full = judged(FOLDER / name, Narrowing())
    assert full.beside is None
    assert verify_status(full, narrowed=False) is Exit.OK


# --- the example campaign, against the forge's own account


def truth() -> dict[tuple[str, str, int], dict[str, Any]]:
    """Octets that the app sent in test networks, by endpoint, and the regions that it did so from."""
    made = json.loads((FOUR_REGIONS / "truth.json").read_text())
    found: dict[tuple[str, str, int], dict[str, Any]] = defaultdict(lambda: {"octets": 0, "regions": set()})
    for network in made["networks"]:
        if network["id"].endswith("-base"):
            continue
        for flow in network["flows"]:
            if flow["background"] or not ip_address(flow["server_ip"]).is_global:
                continue
            name = flow["names"][0]["name"] if flow["names"] else flow["server_ip"]
            entry = found[name, flow["transport"], flow["server_port"]]
            entry["octets"] += flow["captured"]["payload_octets_up"]
            entry["regions"].add(network["id"].partition("-")[0].upper())
    return found


@pytest.mark.parametrize("region", ["US", "DE", "SG", "BR"])
def test_a_test_from_one_region_misses_what_the_app_sent_from_others_alone(region: str) -> None:
    found = judged(FOUR_REGIONS, Narrowing(only=(f"egress.region={region}",)))
    assert found.beside is not None
    played = truth()
    missed = {key: entry["octets"] for key, entry in played.items() if region not in entry["regions"]}
    rows = found.beside.endpoints.with_columns(key=pl.coalesce("name", pl.col("server_ips").list.first()))
    told = {
        (row["key"], row["transport"], row["server_port"]): row["payload_octets_up"]
        for row in rows.iter_rows(named=True)
    }
    assert told == {key: entry["octets"] for key, entry in played.items()}
    of_missed = rows.filter("missed").select("key", "transport", "server_port", "payload_octets_up").rows()
    assert {tuple(row[:3]): row[3] for row in of_missed} == missed
    sums = found.beside.missed
    assert (sums.endpoints, sums.endpoints_missed) == (len(played), len(missed))
    assert (sums.octets_missed, sums.octets) == (sum(missed.values()), sum(told.values()))


def test_a_test_from_the_us_passes_and_misses_the_country_that_the_claim_is_about() -> None:
    found = judged(FOUR_REGIONS, Narrowing(only=("egress.region=US",)))
    assert found.beside is not None
    first, full = found.chosen[0], found.beside.full.chosen[0]
    assert (first.as_tested.verdict.name, full.as_tested.verdict.name) == ("PASS", "FAIL")
    assert "CN" in found.beside.missed.countries_missed
    lost = found.beside.endpoints.filter(pl.col("claims_lost").list.len() > 0)
    assert set(lost["name"]) == {"log.skylark.example", "diag.skylark.example"}
    # Both names were seen from the US too, where they led elsewhere.
    assert not lost["missed"].any()
