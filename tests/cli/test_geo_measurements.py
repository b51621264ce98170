"""``harness geo measurements`` from files to an exit status, in both services' forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.cli import geo_measurements
from harness.cli.exits import Exit
from harness.errors import UsageError
from harness.model.cities import CITIES
from tests.sources.test_atlas_results import PING, PROBE
from tests.stages.test_probe_checks import rtt_ns

NAMES = ("Amsterdam", "Paris", "Milan", "London", "Warsaw", "Zurich")
ADDRESS = "203.0.113.7"
ANYCAST = "8.8.8.8"


def campaign(folder: Path, city: str = "Frankfurt", address: str = ADDRESS) -> tuple[Path, Path]:
    probes: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for number, name in enumerate(NAMES, 1):
        site, ms = CITIES[name], rtt_ns(CITIES[name], CITIES[city]) / 1e6
        point = {"type": "Point", "coordinates": [site.longitude, site.latitude]}
        probes.append(PROBE | {"id": number, "asn_v4": 64_496 + number, "geometry": point})
        results.append(PING | {"prb_id": number, "dst_addr": address, "result": [{"rtt": ms}]})
    (folder / "probes.json").write_text(json.dumps({"count": 6, "results": probes}))
    (folder / "results.json").write_text("".join(json.dumps(one) + "\n" for one in results))
    return folder / "results.json", folder / "probes.json"


def run(*arguments: str | Path) -> Exit:
    return geo_measurements.run(geo_measurements.request([*map(str, arguments)]))


def test_a_server_in_frankfurt_is_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*campaign(tmp_path), "--unicast", "203.0.113.0/24", "--width", "80") is Exit.OK
    said = capsys.readouterr().out
    assert "203.0.113.7: clear of CN" in said
    assert "stands in one place: said by the user" in said


@pytest.mark.parametrize(
    ("address", "why"), [(ADDRESS, "nothing says that"), (ANYCAST, "announced from many places")]
)
def test_what_may_be_anycast_stays_open(
    address: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = () if address == ADDRESS else ("--unicast", address)
    assert run(*campaign(tmp_path, address=address), *said) is Exit.POSSIBLE
    assert why in capsys.readouterr().out


def test_hong_kong_stays_open(tmp_path: Path) -> None:
    assert run(*campaign(tmp_path, "Hong Kong"), "--unicast", ADDRESS) is Exit.POSSIBLE


def test_landmarks_of_the_user_take_part(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    mark = "203.0.113.7=35.68,139.69,25"
    run(*campaign(tmp_path), "--unicast", ADDRESS, "--landmark", mark, "--json", target)
    told = json.loads(target.read_text())
    assert told["landmarks"] == []  # six probes say that it is not in Tokyo
    assert told["addresses"][0]["clear"]


def test_nothing_measured_is_not_clear(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[]")
    assert run(tmp_path / "a.json") is Exit.POSSIBLE


def test_mistakes_are_told_together() -> None:
    with pytest.raises(UsageError) as told:
        geo_measurements.request(
            ["--unicast", "x", "--landmark", "y", "--landmark", "192.0.2.1=1,2", "--country", "xx"]
        )
    assert len(str(told.value).splitlines()) == 6
