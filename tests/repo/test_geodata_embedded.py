"""The embedded data files: in step with their side-cars, licensed in NOTICE, small, and without the known fault."""

from __future__ import annotations

import hashlib
import json
from ipaddress import ip_network
from typing import Any

import polars as pl
import pytest

from harness.sources.geo_files import EMBEDDED
from harness.sources.geo_library import EMBEDDED_SOURCES as SOURCES
from harness.sources.geo_library import embedded_sets
from harness.sources.geodata import consult
from scripts.geodata_packages import PACKAGES
from scripts.geodata_sources import DESCRIBED
from tests.support.repository import ROOT

MOST_OCTETS = 6_000_000
EVERY = (*SOURCES, "country-cells")


def side_car(source: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((EMBEDDED / f"{source}.json").read_text(encoding="utf-8"))
    return read


def test_each_file_has_a_side_car_and_nothing_else_lies_there() -> None:
    names = {path.name for path in EMBEDDED.iterdir() if path.name not in ("__init__.py", "__pycache__")}
    assert names == {f"{source}{suffix}" for source in EVERY for suffix in (".json", ".parquet")}


def test_all_files_together_are_small() -> None:
    assert sum(path.stat().st_size for path in EMBEDDED.glob("*.*")) < MOST_OCTETS


@pytest.mark.parametrize("source", EVERY)
def test_side_car_matches_its_file(source: str) -> None:
    path, about = EMBEDDED / f"{source}.parquet", side_car(source)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == about["sha256"]
    rows = pl.scan_parquet(path).select(pl.len()).collect().item()
    if source not in ("as-org", "country-cells"):
        assert rows == about["rows_ipv4"] + about["rows_ipv6"]
    if about.get("values"):
        codes = pl.read_parquet(path)["code"]
        last = len(about["values"]) - (source == "country-cells")  # elsewhere 0 is "no answer"
        assert codes.max() == last


@pytest.mark.parametrize("source", EVERY)
def test_side_car_says_what_the_build_script_says(source: str) -> None:
    about = side_car(source)
    for key in ("meaning", "lineage", "licence", "attribution", "answers", "routed", "kept"):
        assert about.get(key) == DESCRIBED[source].get(key)
    assert set(DESCRIBED[source]["known_faults"]) <= set(about["known_faults"])
    assert about["date_basis"] in ("vendor_stated", "file_epoch", "package_version", "none")
    pins = {(package.version, package.sha256) for package in PACKAGES.values()}
    assert (about["version"], about["package_sha256"]) in pins


@pytest.mark.parametrize("source", EVERY)
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
