"""The options of a narrower test: what is taken, and what is told where it cannot be."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from harness.cli.narrowing import (
    Narrowing,
    add_narrowing,
    check_databases,
    check_narrower,
    narrower,
    narrowing_of,
)
from harness.errors import UsageError
from harness.model.narrowing import Narrower
from harness.model.selection import Selection
from tests.support.verification_scenario import scenario


def given(line: str) -> Narrowing:
    parser = argparse.ArgumentParser()
    add_narrowing(parser)
    return narrowing_of(parser.parse_args(line.split()))


def refused(line: str) -> str:
    with pytest.raises(UsageError) as fault:
        check_narrower(narrower(given(line)), [scenario()])
    return str(fault.value)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", Narrower()),
        ("--firmware 1.0", Narrower(only=Selection((("subject.version", ("1.0",)),)))),
        (
            "--firmware 1.1,1.0 --only egress.region=US",
            Narrower(only=Selection((("egress.region", ("US",)), ("subject.version", ("1.1", "1.0"))))),
        ),
        ("--without vantage=tokyo,ashburn", Narrower(without=("tokyo", "ashburn"))),
        ("--without vantage=tokyo --without vantage=ashburn,tokyo", Narrower(without=("tokyo", "ashburn"))),
        ("--databases db-ip --databases geo-whois,db-ip", Narrower(databases=("db-ip", "geo-whois"))),
        ("--databases none", Narrower(databases=())),
    ],
)
def test_what_is_taken(line: str, expected: Narrower) -> None:
    found = narrower(given(line))
    assert found == expected
    check_narrower(found, [scenario()])


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("--firmware 9", "no test cell has it; there are 1.0, 1.1"),
        ("--firmware ,", "--firmware ',': give at least one version"),
        ("--firmware 1.0 --firmware 1.1", "write --firmware A,B for either of two"),
        ("--firmware 1.0 --only subject.version=1.1", "subject.version is given twice"),
        ("--without tokyo", "write vantage=ID, or vantage=A,B"),
        ("--without vantage=", "write vantage=ID, or vantage=A,B"),
        ("--without vantage=tokyo,,ashburn", "write vantage=ID, or vantage=A,B"),
        ("--without cell=us-v1", "write vantage=ID, or vantage=A,B"),
        (
            "--without vantage=paris",
            "no scenario has it; there are ashburn, frankfurt, saopaulo, singapore, tokyo",
        ),
        ("--databases a,,b", "give at least one id"),
        ("--databases none,dbip-country", "none stands alone"),
        ("--databases none --databases dbip-country", "none stands alone"),
    ],
)
def test_a_fault_is_told_with_what_there_is(line: str, hint: str) -> None:
    assert hint in refused(line)


def test_all_faults_are_told_at_once() -> None:
    told = refused("--only egres.region=US --firmware , --without tokyo --databases ,")
    opened = ("--only 'egres.region=US'", "--firmware ','", "--without 'tokyo'", "--databases ','")
    assert [told.count(option) for option in opened] == [1, 1, 1, 1]
    told = refused("--firmware 9 --without vantage=paris,rome")
    assert all(text in told for text in ("subject.version=9", "vantage=paris", "vantage=rome"))


def test_a_vantage_point_of_any_of_the_scenarios_is_known() -> None:
    check_narrower(Narrower(without=("tokyo",)), [scenario(), scenario()])
    with pytest.raises(UsageError, match="there are none"):
        check_narrower(Narrower(without=("tokyo",)), [])


@pytest.mark.parametrize(
    "id_", ["dbip-country", "db-ip", "dbip", "geo-whois", "registry-and-geofeed", "cloud-ranges"]
)
def test_locators_are_known_by_id_and_by_lineage(id_: str) -> None:
    check_databases(Narrower(databases=(id_,)))


@pytest.mark.parametrize(
    ("id_", "why"),
    [
        ("maxmind", "there is no such locator; there are "),
        ("asn-country", "it does not say where addresses are; there are "),
        ("rir-delegations", "it does not say where addresses are; there are "),
    ],
)
def test_what_is_no_locator_is_refused_with_those_that_there_are(id_: str, why: str) -> None:
    with pytest.raises(UsageError) as fault:
        check_databases(Narrower(databases=("dbip-country", id_)))
    told = str(fault.value)
    assert told.startswith(f"--databases {id_}: {why}")
    assert all(name in told for name in ("cloud-ranges", "db-ip", "dbip-country", "geo-whois"))
    assert told.count("\n") == 0


def test_without_ids_no_data_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.sources.geo_library.EMBEDDED_SOURCES", ("not-there",))
    check_databases(Narrower())
    check_databases(Narrower(databases=()))
