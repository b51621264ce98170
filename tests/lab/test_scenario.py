"""What ``harness verify`` says of the lab: as GeoDNS and physics make it, and never better than what was captured."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

import polars as pl
import pytest

from harness.campaign import verify
from harness.lab.world import HOSTS, REGIONS
from harness.rules.scenario import load_scenario
from harness.tables.verification import Verification
from tests.support import command
from tests.support.lab_runs import TAPS, Lab
from tests.support.pcapng_edits import cut_in_a_packet, with_clock_step, with_drops, without_statistics

TODAY = dt.date(2026, 11, 27)
NS_PER_S = 1_000_000_000


def judged(path: Path) -> Verification:
    return verify(load_scenario(path), today=TODAY)


@pytest.fixture(scope="module")
def verification(two_regions: Lab) -> Verification:
    return judged(two_regions.folder / "scenario.yaml")


def verdicts(found: Verification) -> dict[str, str]:
    return dict(found.judgements.select("cell", "verdict").rows())


def test_one_region_passes_and_the_other_fails(verification: Verification) -> None:
    assert verdicts(verification) == {"de": "PASS", "sg": "FAIL"}
    assert (verification.errors, verification.notes) == ((), ())


def test_what_was_found_is_what_the_zone_sends_there(verification: Verification) -> None:
    found = verification.findings.select("finding", "cells").sort("finding").rows()
    hosts = ("log.quillair.example", "platform.quillair.example")
    assert found == [(f"no-data-to-cn/{host}", ["sg"]) for host in hosts]


def test_the_same_name_leads_elsewhere_from_elsewhere(verification: Verification, two_regions: Lab) -> None:
    seen = verification.names.filter(pl.col("source") == "dns")
    for region in ("de", "sg"):
        given = {(one["name"], one["outcome"]) for one in two_regions.told(region) if one["speech"] == "dns"}
        names = seen.filter(pl.col("vantage") == f"{region}/{region}-gateway-wan")
        assert set(names.select("name", "server_ip").rows()) == given
    log = seen.filter(pl.col("name") == "log.quillair.example").select("vantage", "server_ip").rows()
    assert {(vantage[:2], address) for vantage, address in log} == {
        ("de", "3.120.0.10"),
        ("sg", "52.80.0.10"),
    }


def test_addresses_are_where_the_lab_says_they_are(verification: Verification) -> None:
    places = dict(verification.places.select("server_ip", "country").rows())
    there = {address: host.country for host in HOSTS for address in (host.v4, host.v6) if address in places}
    assert len(there) >= 6
    assert {address: places[address] for address in there} == there


def test_distances_exclude_what_they_can_and_never_where_the_server_stands(
    verification: Verification,
) -> None:
    by_address = {address: host for host in HOSTS for address in (host.v4, host.v6)}
    rows = verification.distances.filter(pl.col("vantage").str.ends_with("-wan")).rows(named=True)
    seen = {
        (row["vantage"][:2], by_address[row["server_ip"]].id)
        for row in rows
        if row["server_ip"] in by_address
    }
    assert {("de", "de"), ("sg", "sg"), ("sg", "cn")} <= seen
    for row in rows:
        if (host := by_address.get(row["server_ip"])) is None:
            continue
        excluded = set(row["excluded"])
        assert host.country not in excluded
        # Its own region answers within a few milliseconds, on a busy machine within some more.
        if host.id == row["vantage"][:2]:
            assert "CN" in excluded or row["rtt_ns"] > 25_000_000


def test_the_shell_leaves_with_the_status_of_a_witness_and_says_synthetic(two_regions: Lab) -> None:
    done = command.run("verify", two_regions.folder / "scenario.yaml", program=command.REAL)
    assert done.returncode == 1
    assert done.stdout.decode().count("SYNTHETIC: made up by harness-lab") >= 8


def altered(
    two_regions: Lab,
    folder: Path,
    change: Callable[[bytes], bytes],
    *,
    drops_stated: bool,
    taps: Collection[str] = TAPS,
    clock_set_ms: int = 0,
) -> Verification:
    """Judge the region that passes, with captures of it changed."""
    shutil.copytree(two_regions.folder / "de", folder / "de")
    text = (two_regions.folder / "scenario.yaml").read_text()
    cell = text[: text.index("- id: sg\n  role")] + text[text.index("claims:") :]
    text = re.sub(r"- id: sg-.*?(?=- id|cells:)", "", cell, flags=re.DOTALL)
    text = re.sub(r", sg-[a-z-]+", "", text).replace("[DE, SG]", "[DE]")
    for tap in taps:
        file = folder / "de" / f"{tap}.pcapng"
        before = hashlib.sha256(file.read_bytes()).hexdigest()
        file.write_bytes(change(file.read_bytes()))
        text = text.replace(before, hashlib.sha256(file.read_bytes()).hexdigest())
        path = f"path: de/{tap}.pcapng\n"
        text = text.replace(path, f"{path}    clock_set_ms: {clock_set_ms}\n")
    text = text if drops_stated else text.replace("    drops: 0\n", "")
    (folder / "scenario.yaml").write_text(text)
    return judged(folder / "scenario.yaml")


def test_unchanged_it_passes(two_regions: Lab, tmp_path: Path) -> None:
    assert verdicts(altered(two_regions, tmp_path, bytes, drops_stated=True)) == {"de": "PASS"}


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        (partial(with_drops, drops=7), "packet_loss", "gateway-lan.pcapng: 7 packets were lost"),
        (without_statistics, "loss_unknown", "gateway-lan.pcapng: nothing says how many packets were lost"),
        (cut_in_a_packet, "truncated_file", "gateway-lan.pcapng: cut or damaged at octet"),
        (
            partial(with_clock_step, after=100, step_ns=-7200 * NS_PER_S),
            "clock_set",
            "gateway-lan.pcapng: times go back by ",
        ),
    ],
    ids=["lost packets", "killed", "cut", "clock set back"],
)
def test_what_befell_a_capture_blocks_a_pass(
    two_regions: Lab, tmp_path: Path, change: Callable[[bytes], bytes], kind: str, said: str
) -> None:
    found = altered(two_regions, tmp_path, change, drops_stated=False)
    spots = found.blind_spots.filter(
        pl.col("cell") == "de", pl.col("claim").is_in(["no-data-to-cn"]) | pl.col("claim").is_null()
    )
    assert verdicts(found) == {"de": "INCONCLUSIVE"}
    assert any(said in detail for detail in spots.filter(pl.col("kind") == kind)["detail"])


def test_a_gateway_whose_clock_was_set_back_does_not_pass_because_other_taps_were_right(
    two_regions: Lab, tmp_path: Path
) -> None:
    gateway = [tap for tap in TAPS if tap.startswith("gateway-")]
    assert 0 < len(gateway) < len(TAPS)
    change = partial(with_clock_step, after=100, step_ns=-7200 * NS_PER_S)
    found = altered(two_regions, tmp_path, change, drops_stated=True, taps=gateway)
    set_back = found.blind_spots.filter(pl.col("kind") == "clock_set")
    assert verdicts(found) == {"de": "INCONCLUSIVE"}
    assert [sum(f"{tap}.pcapng" in detail for detail in set_back["detail"]) for tap in TAPS] == [
        int(tap in gateway) for tap in TAPS
    ]
    assert set_back["packet"].to_list() == [101] * len(gateway)


def test_a_gateway_whose_clock_somebody_saw_being_set_forward_does_not_pass(
    two_regions: Lab, tmp_path: Path
) -> None:
    gateway = [tap for tap in TAPS if tap.startswith("gateway-")]
    change = partial(with_clock_step, after=100, step_ns=7200 * NS_PER_S)
    found = altered(two_regions, tmp_path, change, drops_stated=True, taps=gateway, clock_set_ms=7_200_000)
    told = found.blind_spots.filter(pl.col("kind") == "clock_set")
    assert verdicts(found) == {"de": "INCONCLUSIVE"}
    assert [
        sum(f"{tap}.pcapng: the scenario says" in detail for detail in told["detail"]) for tap in TAPS
    ] == [int(tap in gateway) for tap in TAPS]


def test_regions_are_where_they_say(verification: Verification) -> None:
    points = {
        point.region: (point.latitude, point.longitude) for point in verification.scenario.vantage_points
    }
    assert points == {
        region: (REGIONS[region].latitude, REGIONS[region].longitude) for region in ("DE", "SG")
    }
