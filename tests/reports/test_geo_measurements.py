"""What others measured on 80 columns and as JSON, each sample with its source."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from harness.model.measured import (
    Finding,
    LeftOut,
    MeasuredAddress,
    ProbeSample,
    SampleKind,
    Service,
    UsedSample,
)
from harness.model.sites import Landmark, Site
from harness.reports.geo_measurements import OPENING, Imported, document, is_clear, render

SITE = Site(50.11, 8.68, 25.0)
SAMPLE = ProbeSample(
    "ripe_atlas:7",
    "203.0.113.7",
    SampleKind.PING,
    1_230_001,
    "r.json: $[0]",
    "41",
    "1700000000",
    unspent=False,
)
ONE = MeasuredAddress(
    server_ip="203.0.113.7",
    finding=Finding.MEASURED,
    unicast_by="said by the user",
    used=tuple(UsedSample(SAMPLE, Service.ATLAS, SITE, 184.5) for _ in range(5)),
    left_out=((LeftOut.CONTRADICTED, 1), (LeftOut.NO_PROBE, 2)),
    possible=("DE", "FR", "GF"),
    excluded=("CN", "JP"),
    excluded_by_one=("FR",),
)
FOUND = Imported(
    addresses=[ONE],
    dropped={"ripe_atlas:99": LeftOut.CONTRADICTED},
    landmarks=[Landmark("198.51.100.1", SITE)],
    probes=6,
    records=12,
    faults=["r.json: $[3].rtt: a number is wanted here"],
    countries=["CN"],
)
EXPECTED = """\
WHAT OTHERS MEASURED
12 objects read, 6 probes, 1 of them left out; 1 landmark; 1 object could not be
read.

203.0.113.7: clear of CN
  stands in one place: said by the user.
  possible: DE, FR.
  from          round trip  at most  kind  source
  ripe_atlas:7  1.24 ms     210 km   ping  41
  ripe_atlas:7  1.24 ms     210 km   ping  41
  ripe_atlas:7  1.24 ms     210 km   ping  41
  and 2 more (--all)
  samples left out: 1 contradicted, 2 no probe.

PROBES LEFT OUT
  probe          why
  ripe_atlas:99  contradicted

NOT READ
- r.json: $[3].rtt: a number is wanted here
"""


def test_the_report() -> None:
    assert render(FOUND, 80, colour=False) == EXPECTED
    assert "more (--all)" not in render(FOUND, 80, colour=False, all_rows=True)


def test_open_for_what_one_network_alone_excludes() -> None:
    said = render(replace(FOUND, countries=["FR"]), 80, colour=False)
    assert "203.0.113.7: open for FR" in said
    assert "excluded by probes of one network only, so still possible: FR." in said


@pytest.mark.parametrize("finding", [one for one in Finding if one is not Finding.MEASURED])
def test_every_way_to_say_nothing_is_explained(finding: Finding) -> None:
    one = replace(ONE, finding=finding, possible=(), excluded=(), unicast_by=None)
    said = render(replace(FOUND, addresses=[one]), 80, colour=False)
    assert "open for CN" in said
    assert not is_clear(one, ["CN"])
    assert max(map(len, said.splitlines())) <= 80


def test_text_from_files_cannot_act() -> None:
    evil = replace(SAMPLE, probe="\x1b[2J", measurement="\u202e")
    used = (UsedSample(evil, Service.ATLAS, SITE, 1.0),)
    said = render(replace(FOUND, addresses=[replace(ONE, used=used)], faults=["\x1b]0;x"]), 80, colour=False)
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_the_document_has_every_sample_with_its_source() -> None:
    data = b"".join(document(FOUND))
    assert data.startswith(OPENING)
    told = json.loads(data)
    (address,) = told["addresses"]
    assert (address["clear"], address["finding"], address["possible"]) == (
        True,
        "measured",
        ["DE", "FR", "GF"],
    )
    assert len(address["used"]) == 5
    assert address["used"][0]["sample"]["where"] == "r.json: $[0]"
    assert address["left_out"] == {"contradicted": 1, "no_probe": 2}
    assert told["dropped_probes"] == [{"probe": "ripe_atlas:99", "reason": "contradicted"}]
    assert told["faults"] == FOUND.faults
