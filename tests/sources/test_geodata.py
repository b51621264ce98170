"""The embedded data on addresses whose answer is known, and on files that were altered."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from harness.errors import ReferenceDataError
from harness.sources.geo_files import EMBEDDED, DataFile
from harness.sources.geo_library import EMBEDDED_SOURCES, embedded_sets, taken
from harness.sources.geodata import consult as consult_sets
from harness.tables.geodata import GEO_ANSWERS, GeoData
from tests.support.geo_files import taken_in


def consult(addresses: list[str], folder: Path = EMBEDDED) -> GeoData:
    return consult_sets(addresses, embedded_sets(folder))


def answer(address: str) -> dict[str, Any]:
    row: dict[str, Any] = consult([address]).answers.row(0, named=True)
    return row


def said(address: str) -> dict[str, str]:
    return {vote["source"]: vote["country"] for vote in answer(address)["located"]}


def test_every_data_set_is_declared() -> None:
    geo = consult(["8.8.8.8"])
    assert tuple(source.source for source in geo.data_sources) == EMBEDDED_SOURCES
    assert {source.meaning for source in geo.data_sources} == {
        "registered", "operator", "geolocated", "cloud_region", "anycast",
    }  # fmt: skip


def test_google_dns_is_anycast_and_operated_from_the_us() -> None:
    row = answer("8.8.8.8")
    assert (row["anycast"], row["routed"], row["asn"], row["operator_country"]) == (True, True, 15169, "US")


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "9.9.9.9", "2606:4700:4700::1111", "193.0.14.129", "151.101.1.69"]
)
def test_known_anycast(address: str) -> None:
    assert answer(address)["anycast"]


@pytest.mark.parametrize("address", ["18.162.0.10", "43.198.1.1", "16.162.5.5", "2406:da1e::1"])
def test_aws_hong_kong_is_never_cn(address: str) -> None:
    row = answer(address)
    assert row["cloud_region"] == "ap-east-1"
    assert row["cloud_country"] == "HK"
    assert "CN" not in said(address).values()
    assert "geo-whois" not in said(address)


def test_aws_beijing_is_cn_by_every_source() -> None:
    assert answer("52.80.0.10")["cloud_country"] == "CN"
    assert set(said("52.80.0.10").values()) == {"CN"}


@pytest.mark.parametrize(("address", "asn"), [("43.134.0.1", 132203), ("47.88.1.1", 45102)])
def test_chinese_operator_abroad_is_not_located_by_its_operator(address: str, asn: int) -> None:
    row = answer(address)
    assert (row["asn"], row["operator_country"]) == (asn, "CN")
    assert "CN" not in said(address).values()


def test_a_block_of_alibaba_that_nobody_announces_is_known_as_unrouted() -> None:
    row = answer("43.10.1.1")
    assert (row["asn"], row["routed"], row["operator_country"]) == (37963, False, None)


def test_ipv6_is_looked_up_to_the_single_address() -> None:
    rows = consult(["2001:418:1439::29f", "2001:418:1439::2a0", "2001:418:1439::2a1"]).answers
    whois = [[v["country"] for v in row if v["source"] == "geo-whois"] for row in rows["located"].to_list()]
    assert whois == [["US"], ["CA"], ["US"]]


def test_nat64_and_6to4_are_answered_as_the_ipv4_address_inside() -> None:
    plain, wrapped, tunnelled = (
        consult(["52.80.0.10", "64:ff9b::3450:a", "2002:3450:a::1"])
        .answers.sort("server_ip")
        .rows(named=True)
    )
    same = set(GEO_ANSWERS.columns) - {"server_ip"}
    assert all(plain[name] == wrapped[name] == tunnelled[name] for name in same)
    assert wrapped["looked_up_ip"] == "52.80.0.10"


@pytest.mark.parametrize(
    "address", ["203.0.113.1", "100.64.0.1", "64:ff9b:1::1", "2001:db8::1", "64:ff9b::a00:1"]
)
def test_special_purpose_addresses_have_no_answer(address: str) -> None:
    row = answer(address)
    given = {name for name, value in row.items() if value not in (None, [], False)}
    assert given == {"server_ip", "scope", "looked_up_ip"}


def test_order_and_duplicates_are_irrelevant() -> None:
    addresses = ["8.8.8.8", "52.80.0.10", "2a00:1450:4001::1", "203.0.113.1"]
    assert_frame_equal(consult(addresses).answers, consult([*reversed(addresses), "8.8.8.8"]).answers)


def test_no_address_gives_an_empty_table() -> None:
    assert consult([]).answers.is_empty()


def test_text_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="example"):
        consult(["example.org"])


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EMBEDDED, tmp_path / "geodata"))


def test_an_altered_file_is_refused(copied: Path) -> None:
    path = copied / "dbip-country.parquet"
    octets = bytearray(path.read_bytes())
    octets[1000] ^= 1
    path.write_bytes(octets)
    with pytest.raises(
        ReferenceDataError, match=r"dbip-country\.parquet is not the file.*scripts\.build_geodata"
    ):
        consult(["8.8.8.8"], copied)


def test_a_missing_file_says_what_to_do(copied: Path) -> None:
    (copied / "asn.parquet").unlink()
    with pytest.raises(ReferenceDataError, match=r"asn\.parquet cannot be read.*install the package again"):
        consult(["8.8.8.8"], copied)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"known_faults": 3}', "\xff"])
def test_a_broken_side_car_is_refused(copied: Path, text: str) -> None:
    (copied / "anycast.json").write_text(text, encoding="latin-1")
    with pytest.raises(ReferenceDataError, match=r"anycast\.json cannot be read as a side-car"):
        consult(["8.8.8.8"], copied)


def test_a_file_that_is_not_parquet_is_refused(copied: Path) -> None:
    import hashlib
    import json

    (copied / "anycast.parquet").write_bytes(b"PAR1 no more")
    side_car = json.loads((copied / "anycast.json").read_text())
    side_car["sha256"] = hashlib.sha256(b"PAR1 no more").hexdigest()
    (copied / "anycast.json").write_text(json.dumps(side_car))
    with pytest.raises(ReferenceDataError, match="not readable Parquet"):
        consult(["8.8.8.8"], copied)


Own = Callable[[bytes, str, str], DataFile]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """Take in a table of one source and date."""
    return lambda octets, source, day: taken_in(tmp_path, octets, source, day)


def located(address: str, day: date, *more: DataFile) -> dict[str, str]:
    row = consult_sets([address], taken((*embedded_sets(), *more), day)).answers.row(0, named=True)
    return {vote["source"]: vote["country"] for vote in row["located"]}


def test_a_locator_of_the_user_votes_beside_the_embedded_ones(own: Own) -> None:
    more = own(b"47.88.1.0,47.88.1.255,SG\n", "ipinfo-lite", "2026-06-20")
    assert located("47.88.1.1", date(2026, 6, 20), more)["ipinfo-lite"] == "SG"
    assert located("47.88.2.1", date(2026, 6, 20), more) == located("47.88.2.1", date(2026, 6, 20))


def test_another_date_of_a_source_answers_for_captures_nearer_to_it(own: Own) -> None:
    more = own(b"47.88.1.0,47.88.1.255,SG\n", "dbip-country", "2026-11-01")
    assert located("47.88.1.1", date(2026, 6, 20), more)["dbip-country"] == "US"
    assert located("47.88.1.1", date(2026, 10, 20), more)["dbip-country"] == "SG"


def test_sets_of_one_lineage_are_one_vote_and_the_nearest_that_answers_has_it(own: Own) -> None:
    feed = own(b"47.88.1.0/24,SG,,,\n", "geofeed-example", "2026-06-20")
    assert "geo-whois" not in located("47.88.1.1", date(2026, 6, 20), feed)
    assert located("47.88.1.1", date(2026, 6, 20), feed)["geofeed-example"] == "SG"
    assert "geo-whois" in located("47.88.2.1", date(2026, 6, 20), feed)


def test_a_new_set_of_holders_statements_cannot_bring_the_misreading_back(own: Own) -> None:
    more = own(b"18.162.0.0,18.162.0.255,CN\n", "geo-whois", "2026-06-20")
    assert "CN" not in located("18.162.0.10", date(2026, 6, 20), more).values()


def test_a_cloud_s_own_list_is_heard_before_a_collected_one(own: Own) -> None:
    octets = json.dumps(
        {"creationTime": "2026-11-01", "prefixes": [{"ipv4Prefix": "34.96.0.0/20", "scope": "asia-east2"}]}
    )
    more = own(octets.encode(), "gcp-ranges", "2026-01-01")
    row = consult_sets(["34.96.0.1"], taken((*embedded_sets(), more), date(2026, 10, 26))).answers.row(
        0, named=True
    )
    assert (row["cloud_region"], row["cloud_country"]) == ("asia-east2", "HK")


def test_a_registry_s_table_is_never_a_vote(own: Own) -> None:
    more = own(
        b"2|x|1|1|20260101|20260620|0\nx|CN|ipv4|47.88.1.0|256|20260101|allocated\n",
        "rir-delegated",
        "2026-06-20",
    )
    assert located("47.88.1.1", date(2026, 6, 20), more) == located("47.88.1.1", date(2026, 6, 20))
