"""The embedded data files: in step with their side-cars, licensed in NOTICE, small, and without the known fault."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from ipaddress import IPv4Address, ip_network
from typing import Any

import polars as pl
import pytest

from harness.sources.geo_files import EMBEDDED, parse, read_octets
from harness.sources.geo_library import EMBEDDED_SOURCES as SOURCES
from harness.sources.geo_library import embedded_sets
from harness.sources.geodata import consult
from harness.stages.places import locate
from harness.tables.geodata import RangeSet
from scripts.geodata_packages import PACKAGES
from scripts.geodata_sources import DESCRIBED
from tests.support.repository import ROOT

MOST_OCTETS = 6_000_000


def side_car(source: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EMBEDDED / f"{source}.json").read_text(encoding="utf-8"))
    return read


def test_each_file_has_a_side_car_and_nothing_else_lies_there() -> None:
    names = {path.name for path in EMBEDDED.iterdir() if path.name not in ("__init__.py", "__pycache__")}
    assert names == {
        f"{source}{suffix}" for source in (*SOURCES, "country-cells") for suffix in (".json", ".parquet")
    }


def test_all_files_together_are_small() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.glob("*.*")) < MOST_OCTETS


@pytest.mark.parametrize("source", SOURCES)
def test_side_car_matches_its_file(source: str) -> None:
    path, about = EMBEDDED / f"{source}.parquet", side_car(source)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == about["sha256"]
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    if source != "as-org":
        assert rows == about["rows_ipv4"] + about["rows_ipv6"]
    codes = pl.read_parquet(path).to_series(-1) if about.get("values") else None
    assert codes is None or codes.max() == len(about["values"])


@pytest.mark.parametrize("source", SOURCES)
def test_side_car_says_what_the_build_script_says(source: str) -> None:
    about = side_car(source)
    for key in ("meaning", "lineage", "licence", "attribution", "answers", "routed", "kept"):
        assert about.get(key) == DESCRIBED[source].get(key)
    assert set(DESCRIBED[source]["known_faults"]) <= set(about["known_faults"])
    assert about["date_basis"] in ("vendor_stated", "file_epoch", "package_version", "none")
    pins = {(package.version, package.sha256) for package in PACKAGES.values()}
    assert (about["version"], about["package_sha256"]) in pins


@pytest.mark.parametrize("source", SOURCES)
def test_notice_carries_licence_and_attribution(source: str) -> None:
    notice = " ".join((ROOT / "NOTICE").read_text(encoding="utf-8").split())
    about = side_car(source)
    assert source in notice
    assert about["licence"] in notice
    assert " ".join(about["attribution"].split()) in notice


def test_no_masked_prefix_is_answered_cn_by_the_masked_set() -> None:
    masked = side_car("geo-whois")["masked_prefixes"]
    assert len(masked) > 50
    ends = [str(ip_network(prefix)[place]) for prefix in masked for place in (0, -1)]
    answers = consult(ends, embedded_sets()).answers
    assert answers["located"].explode().struct.field("source").drop_nulls().unique().to_list() == [
        "dbip-country"
    ]
    assert set(answers["cloud_country"].to_list()) <= {"HK", "MO", "TW"}


def ends_of(source: str, wanted: Callable[[Any], bool]) -> list[str]:
    """First and last IPv4 address of every range of a data set whose value is wanted."""
    data_set = next(one for one in embedded_sets() if one.source.source == source)
    stored = parse(data_set, read_octets(data_set), ["gap", "code"], 0, data_set.rows_v4)
    ranges = RangeSet.v4(stored)
    starts = [*ranges.starts.tolist(), 1 << 32]
    values = [
        data_set.values[code - 1] if data_set.values and code else code for code in ranges.codes.tolist()
    ]
    held = [place for place, value in enumerate(values) if value and wanted(value)]
    return [str(IPv4Address(number)) for place in held for number in (starts[place], starts[place + 1] - 1)]


def test_what_a_cloud_publishes_for_hong_kong_is_never_mainland_china() -> None:
    ends = ends_of("cloud-ranges", lambda value: value[2] == "HK")
    assert len(ends) > 200
    found = locate(ends, consult(ends, embedded_sets()))
    assert set(found["country"].to_list()) == {"HK"}
    assert found.filter(pl.col("status") == "agreed", pl.col("candidates").list.contains("CN")).is_empty()


def test_alibaba_and_tencent_abroad_are_not_located_by_their_operator() -> None:
    ends = ends_of("asn", lambda number: number in (45102, 132203))
    found = locate(ends, consult(ends, embedded_sets())).filter(operator_country="CN")
    assert found.height > 200
    said = pl.col("located").list.eval(pl.element().struct.field("country"))
    by_nobody = pl.col("candidates").list.contains("CN") & ~said.list.contains("CN")
    assert found.filter(by_nobody).is_empty()
    elsewhere = found.filter(pl.col("status") == "agreed", ~pl.col("candidates").list.contains("CN"))
    assert elsewhere.height > 100
