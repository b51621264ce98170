"""What a probe wrote is read as what it was; anything else is told with its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.active import ActiveKind, ActiveSample, Ending
from harness.model.sites import Site
from harness.reports.geo_probe import head_line, sample_line
from harness.sources.active_file import read_active

SITE = Site(50.11, 8.68, 25.0)
SAMPLES = tuple(
    ActiveSample(kind, "203.0.113.7", 443, sni, 10**18, rtt_ns, ending)
    for kind, sni, rtt_ns, ending in (
        (ActiveKind.TCP_CONNECT, None, 20_000_001, Ending.ANSWERED),
        (ActiveKind.TLS_HELLO, "cloud.vendor.example", None, Ending.SILENT),
    )
)


def written(path: Path, site: Site | None = SITE) -> Path:
    head = head_line(began_ns=1, site=site, count=1, timeout_s=1, spacing_s=0.5, total_s=9)
    path.write_bytes(head + b"".join(map(sample_line, SAMPLES)))
    return path


@pytest.mark.parametrize("site", [SITE, None])
def test_it_comes_back(site: Site | None, tmp_path: Path) -> None:
    assert read_active(str(written(tmp_path / "a.jsonl", site))) == (site, SAMPLES)


def test_a_run_that_measured_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl")
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert read_active(str(path)) == (SITE, ())


@pytest.mark.parametrize(
    ("line", "change", "said"),
    [
        (0, {"schema": "else"}, "the first line of a file of `harness geo probe`"),
        (0, {"site": {"latitude": 99, "longitude": 0, "error_km": 1}}, "site.latitude: a number from"),
        (1, {"kind": "icmp"}, "a sample with a kind and an ending that are known here"),
        (1, {"server_ip": "host"}, "server_ip: an IP address"),
        (1, {"server_ip": "fe80::1%eth0"}, "server_ip: an IP address"),
        (1, {"rtt_ns": -1}, "rtt_ns: a whole number"),
        (1, {"server_port": 0}, "server_port: a whole number"),
    ],
)
def test_what_was_changed_is_told(line: int, change: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl")
    lines = path.read_text().splitlines()
    lines[line] = json.dumps(json.loads(lines[line]) | change)
    path.write_text("\n".join(lines))
    with pytest.raises(HarnessError) as told:
        read_active(str(path))
    assert said in str(told.value)
