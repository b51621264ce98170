"""Files of measurement services in every wrapping that their APIs give, and files of strangers."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.model.measured import Measured, ProbeSample
from harness.sources import measurement_files
from harness.sources.measurement_files import read_measurements
from tests.sources.test_atlas_results import ANCHOR, PING, PROBE, SSLCERT, TRACEROUTE
from tests.sources.test_globalping_results import HOPS, measurement
from tests.sources.test_globalping_results import PING as GLOBAL_PING

GLOBALPING = measurement("ping", GLOBAL_PING, HOPS).value


def read(tmp_path: Path, *documents: Any) -> Measured:
    paths = []
    for number, one in enumerate(documents):
        path = tmp_path / f"{number}.json"
        path.write_text(one if isinstance(one, str) else json.dumps(one))
        paths.append(str(path))
    return read_measurements(paths)


def test_every_kind_from_one_list(tmp_path: Path) -> None:
    found = read(tmp_path, [PING, TRACEROUTE, SSLCERT, PROBE, ANCHOR, GLOBALPING])
    assert [sample.kind.value for sample in found.samples] == ["ping", "traceroute", "tcp_connect", "ping"]
    assert [probe.id for probe in found.probes] == ["globalping:-33.93,18.42,AS64496", "ripe_atlas:1000650"]
    assert [mark.address for mark in found.landmarks] == ["198.51.100.213", "2001:db8::90"]
    assert found.records == 7
    (fault,) = found.faults  # a result of another kind than its measurement
    assert fault.endswith("0.json: $[5].results[1].result: the member 'timings' is missing")


@pytest.mark.parametrize(
    "document",
    [
        PING,
        [PING],
        {"count": 1, "next": None, "results": [PING]},
        {"meta": {}, "objects": [PING]},
        json.dumps(PING) + "\n",
    ],
)
def test_every_wrapping(document: Any, tmp_path: Path) -> None:
    found = read(tmp_path, document)
    assert (len(found.samples), found.faults) == (1, ())


def test_one_on_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps(PING) + "\n" + json.dumps(TRACEROUTE) + "\n")
    assert len(found.samples) == 2
    assert [sample.where.rpartition("/")[2] for sample in found.samples] == ["0.json[0]", "0.json[1]"]


def test_files_are_put_together(tmp_path: Path) -> None:
    found = read(tmp_path, [PING], {"results": [PROBE]})
    assert [sample.probe for sample in found.samples] == [probe.id for probe in found.probes]


@pytest.mark.parametrize("odd", [1, "x", None, [], {}, {"id": 1}, {"results": 7}])
def test_what_is_unknown_is_told_and_the_rest_read(odd: Any, tmp_path: Path) -> None:
    found = read(tmp_path, [odd, PING])
    assert len(found.samples) == 1
    (fault,) = found.faults
    assert fault.endswith("0.json: $[0]: this is no result, probe or anchor of a service that is known here")


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measurement_files, "MOST_RECORDS", 3)
    with pytest.raises(
        HarnessError, match=r"0\.json: \$\[3\]: more than 3 objects; give fewer files at once"
    ):
        read(tmp_path, [PING] * 4)


def test_no_change_of_octets_raises_anything_else(tmp_path: Path) -> None:
    whole = json.dumps([PING, TRACEROUTE, SSLCERT, PROBE, ANCHOR, GLOBALPING]).encode()
    chance = random.Random(20261126)
    path = tmp_path / "b.json"
    for _ in range(3_000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(data))
            if chance.random() < 0.3:
                del data[place : place + chance.randint(1, 9)]
            else:
                data[place] = chance.choice(b'0123456789-"{}[]:,.nulltrfaseE ')
        path.write_bytes(data)
        found, said = read_or_fault(path)
        assert all("b.json" in fault for fault in said)
        assert all(0 < sample.rtt_ns < 61 * 10**9 for sample in found)


def read_or_fault(path: Path) -> tuple[tuple[ProbeSample, ...], tuple[str, ...]]:
    try:
        found = read_measurements([str(path)])
    except HarnessError as fault:
        return (), (str(fault),)
    return found.samples, found.faults
