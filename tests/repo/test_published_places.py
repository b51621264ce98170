"""Hong Kong of a published list is never mainland China by consensus, and operators abroad do not decide a place: on the embedded data.

Every AWS range of ap-east-1 is asked about, at both ends and in the middle; of AS45102 (Alibaba, international) and AS132203 (Tencent,
international) a sample of what the embedded AS data give them, the same at every run.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest

from harness.model.addresses import scope_of
from harness.sources.geo_files import EMBEDDED, DataFile, parse, read_octets, read_side_car
from harness.sources.geo_library import embedded_sets
from harness.sources.geodata import consult
from harness.stages.place_judging import Contact, judge_contact
from harness.stages.placed import place
from harness.stages.places import locate
from harness.tables.country_cells import NO_CELLS
from harness.tables.distances import DISTANCES
from harness.tables.geodata import RangeSet
from tests.support.places_example import endpoint

Row = dict[str, Any]
SAMPLE = 200
ABROAD = {45102: "Alibaba", 132203: "Tencent"}


def spans(data_set: DataFile, codes: set[int]) -> Iterator[tuple[int, int, int]]:
    """Version, first and last address of every range of a data set with one of some codes."""
    octets = read_octets(data_set)
    v4 = RangeSet.v4(parse(data_set, octets, ["gap", "code"], 0, data_set.rows_v4))
    v6 = RangeSet.v6(parse(data_set, octets, ["gap", "low", "code"], data_set.rows_v4))
    for version, ranges, most in ((4, v4, 2**32), (6, v6, 2**128)):
        for at in np.flatnonzero(np.isin(ranges.codes, list(codes))).tolist():
            first, end = (
                _number(ranges.starts[one]) if one < len(ranges.starts) else most for one in (at, at + 1)
            )
            yield version, first, end - 1


def _number(start: Any) -> int:
    return int.from_bytes(bytes(start).ljust(16, b"\0"), "big") if isinstance(start, bytes) else int(start)


def text(version: int, number: int) -> str:
    octets = number.to_bytes(4 if version == 4 else 16, "big")
    return str(ip_address(socket.inet_ntop(socket.AF_INET if version == 4 else socket.AF_INET6, octets)))


@cache
def of_region(region: str) -> tuple[str, ...]:
    """First, last and middle address of every range that AWS publishes for a region."""
    data_set = read_side_car(EMBEDDED, "cloud-ranges")
    codes = {number for number, value in enumerate(data_set.values, 1) if tuple(value[:2]) == ("aws", region)}
    return tuple(
        sorted({text(version, at) for version, a, b in spans(data_set, codes) for at in (a, b, (a + b) // 2)})
    )


@cache
def of_as(number: int) -> tuple[str, ...]:
    """Addresses of an AS, drawn from its ranges."""
    rng = Random(number)
    found = [
        text(version, rng.randint(first, last))
        for version, first, last in spans(read_side_car(EMBEDDED, "asn"), {number})
    ]
    found = [address for address in found if scope_of(address)[0].value == "internet"]
    return tuple(rng.sample(sorted(found), min(SAMPLE, len(found))))


def places(addresses: tuple[str, ...]) -> list[Row]:
    seen = pl.DataFrame({"vantage": ["app"] * len(addresses), "server_ip": list(addresses)})
    found = place(seen, locate(addresses, consult(addresses, embedded_sets())), DISTANCES.empty(), NO_CELLS)
    assert found.height == len(addresses)
    return found.to_dicts()


def test_every_range_of_aws_in_hong_kong_is_hong_kong_and_never_mainland_china() -> None:
    rows = places(of_region("ap-east-1"))
    assert len(rows) > 100
    for row in rows:
        assert (row["cloud_region"], row["country"]) == ("ap-east-1", "HK"), row
        assert "CN" not in row["candidates"], row
        assert judge_contact("CN", endpoint(row["server_ip"]), row)[0] is not Contact.WITNESS


def test_no_database_says_cn_of_them_once_the_known_fault_is_masked() -> None:
    votes = [vote for row in places(of_region("ap-east-1")) for vote in row["located"]]
    assert {vote["source"] for vote in votes if vote["country"] == "CN"} <= {"dbip-country"}


def test_a_database_that_says_cn_after_all_does_not_make_them_mainland_china() -> None:
    """The fault as it was, in one set or in another; the list stands against it."""
    for row in places(of_region("ap-east-1")[::20]):
        votes = [vote for vote in row["located"] if vote["lineage"] == "published-list"]
        wrong = {"source": "geo-whois", "lineage": "registry-and-geofeed", "country": "CN"}
        faulty = row | {"located": [*votes, wrong], "candidates": ["CN", "HK"], "status": "disputed"}
        assert judge_contact("CN", endpoint(row["server_ip"]), faulty)[0] is Contact.POSSIBLE


def test_aws_in_beijing_is_mainland_china_all_the_same() -> None:
    rows = places(of_region("cn-north-1")[::5])
    assert {row["country"] for row in rows} == {"CN"}


@pytest.mark.parametrize("number", ABROAD)
def test_chinese_operators_abroad_are_not_located_by_their_operator(number: int) -> None:
    rows = [row for row in places(of_as(number)) if row["routed"] and row["asn"] == number]
    assert len(rows) > SAMPLE // 4
    assert sum(row["operator_country"] == "CN" for row in rows) > 0.9 * len(rows)
    for row in rows:
        said = {vote["country"] for vote in row["located"]}
        assert set(row["candidates"]) == said, "nothing but locators makes a candidate"
        assert "CN" in said or row["country"] != "CN"
        found = judge_contact("CN", endpoint(row["server_ip"]), row)[0]
        assert found is not Contact.CLEAR, "databases alone do not clear them either"
        assert found is not Contact.WITNESS or said == {"CN"}
    elsewhere = [row for row in rows if "CN" not in row["candidates"]]
    assert len(elsewhere) > len(rows) / 2, (
        "most of them are abroad, though the operator data say CN of nearly all"
    )
