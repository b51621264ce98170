"""Which data sets are asked, and which have a vote, where only some locators are heard."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from harness.sources.geo_files import DataFile
from harness.sources.geo_library import embedded_sets, taken
from harness.sources.geodata import consult, data_sets_of
from harness.sources.heard_sets import heard_sets_of
from tests.support.geo_files import taken_in

DAY = date(2026, 6, 20)


Own = Callable[[bytes, str, str], DataFile]
ALIBABA, AWS_BEIJING, AWS_HONG_KONG = "47.88.1.1", "52.80.0.10", "18.162.0.10"


def heard(address: str, *databases: str, day: date = DAY) -> dict[str, str]:
    sets, voters = heard_sets_of(day, databases)
    row = consult([address], sets, voters).answers.row(0, named=True)
    votes = {vote["source"]: vote["country"] for vote in row["located"]}
    return votes | ({"cloud": row["cloud_country"]} if row["cloud_country"] else {})


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Own:
    """Take in a table of one source and date as the user's, who has no other."""
    monkeypatch.setenv("HARNESS_GEODATA", str(tmp_path / "data"))
    return lambda octets, source, day: taken_in(tmp_path, octets, source, day)


def test_all_locators_are_heard_where_none_is_named() -> None:
    sets, voters = heard_sets_of(DAY, None)
    assert (sets, voters) == (taken(embedded_sets(), DAY), None)


@pytest.mark.parametrize(
    ("databases", "votes"),
    [
        (("dbip-country",), {"dbip-country": "CN"}),
        (("db-ip",), {"dbip-country": "CN"}),
        (("geo-whois", "db-ip"), {"dbip-country": "CN", "geo-whois": "CN"}),
        (("published-list",), {"cloud": "CN"}),
        (("asn-country",), {}),
        ((), {}),
    ],
)
def test_votes_are_those_of_the_locators_named_by_id_or_lineage(
    databases: tuple[str, ...], votes: dict[str, str]
) -> None:
    assert heard(AWS_BEIJING, *databases) == votes


def test_what_is_no_vote_stays_as_it_is_whoever_is_heard() -> None:
    addresses = [AWS_BEIJING, "8.8.8.8", ALIBABA, "43.10.1.1"]
    full = consult(addresses, data_sets_of(DAY)).answers.drop("located", "cloud_country")
    for databases in ((), ("dbip-country",), ("cloud-ranges",)):
        sets, voters = heard_sets_of(DAY, databases)
        found = consult(addresses, sets, voters).answers.drop("located", "cloud_country")
        assert_frame_equal(found, full)


def test_a_set_that_is_heard_is_not_kept_out_by_one_of_its_lineage_that_is_not(own: Own) -> None:
    own(b"47.88.1.0/24,SG,,,\n", "geofeed-example", "2026-06-20")
    assert heard(ALIBABA, "registry-and-geofeed") == {"geofeed-example": "SG"}
    assert set(heard(ALIBABA, "geo-whois")) == {"geo-whois"}


def test_a_far_set_is_heard_where_the_near_ones_are_not(own: Own) -> None:
    own(b"47.88.1.0,47.88.1.255,SG\n", "ipinfo-lite", "2025-01-01")
    assert heard(ALIBABA, "ipinfo-lite") == {"ipinfo-lite": "SG"}
    assert "ipinfo-lite" not in heard(ALIBABA, "ipinfo-lite", "dbip-country", "geo-whois")


def test_a_collected_list_is_heard_although_the_cloud_s_own_is_not(own: Own) -> None:
    prefix = {"ip_prefix": "18.162.0.0/16", "region": "ap-northeast-1", "service": "EC2"}
    prefixes = [prefix | {"network_border_group": "ap-northeast-1"}]
    octets = json.dumps(
        {"syncToken": "0", "createDate": "2026-10-26-00-00-00", "prefixes": prefixes, "ipv6_prefixes": []}
    )
    own(octets.encode(), "aws-ranges", "2026-10-26")
    day = date(2026, 10, 26)
    assert heard(AWS_HONG_KONG, "aws-ranges", day=day) == {"cloud": "JP"}
    assert heard(AWS_HONG_KONG, "cloud-ranges", day=day) == {"cloud": "HK"}
    assert heard(AWS_HONG_KONG, "published-list", day=day) == {"cloud": "JP"}


def test_a_misreading_stays_mended_by_a_list_that_has_no_vote(own: Own) -> None:
    own(b"18.162.0.0,18.162.0.255,CN\n", "geo-whois", "2026-06-20")
    assert heard(AWS_HONG_KONG, "geo-whois") == {}
