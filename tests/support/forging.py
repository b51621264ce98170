"""The forge in tests: run as a process of its own, and its truth beside what the product reads."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest

from harness import __version__
from harness.rules.forge_situation import check_situation

Flow = dict[str, Any]
Ends = frozenset[tuple[str, int | None]]
IDLE_NS = 300 * 10**9

MINIMAL: dict[str, Any] = {
    "schema_version": 1,
    "id": "small",
    "title": "A phone",
    "seed": 1,
    "start": "2026-11-02T10:00:00Z",
    "networks": [{"id": "ashburn", "coordinates": [39.04, -77.49]}],
    "devices": [{"id": "phone", "mac": "02:00:00:00:08:20", "v4": "192.168.8.20", "v6": "2001:db8:8::20"}],
    "hosts": [
        {"id": "us", "addresses": ["198.51.100.7", "2001:db8:1::7"], "coordinates": [38.9, -77.0]},
        {"id": "far", "addresses": ["203.0.113.80"], "coordinates": [39.9, 116.4]},
    ],
    "names": [
        {"name": "api.skylark.example", "cname": ["edge.cdn.example"], "answers": [{"host": "us"}]},
        {"name": "log.skylark.example", "answers": [{"host": "far"}]},
    ],
}
"""A situation without traffic: a phone, two hosts, two names."""


def situation(**keys: Any) -> dict[str, Any]:
    """MINIMAL with other values."""
    return {**MINIMAL, **keys}


def checked(content: Mapping[str, Any]) -> dict[str, Any]:
    """A situation as the forge is handed it. YAML holds JSON, so it is written as that."""
    document, faults = check_situation(json.dumps(content).encode(), "s.yaml")
    assert document is not None, faults
    return document | {"source": {"file": "s.yaml", "sha256": "0" * 64}}


def needs_scapy() -> None:
    """Leave a test out where the forge cannot run."""
    if find_spec("scapy") is None:
        pytest.skip("capability: scapy")


def run_forge(
    document: Mapping[str, Any], folder: Path, *, alone: bool = False
) -> subprocess.CompletedProcess[str]:
    """The forge's process: a fork of one that has imported it (``forge_server``); ``alone``: as ``harness forge`` starts it."""
    needs_scapy()
    arguments = ["-o", str(folder), "--version", __version__]
    if not alone:
        return _by_server(arguments, json.dumps(document))
    command = [sys.executable, "-m", "harness.forge", *arguments]
    return subprocess.run(command, input=json.dumps(document), capture_output=True, text=True, check=False)


@cache
def _server() -> subprocess.Popen[str]:
    """One for each process of tests; it ends with that, when its standard input closes."""
    command = [sys.executable, "-m", "tests.support.forge_server"]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _by_server(arguments: list[str], situation: str) -> subprocess.CompletedProcess[str]:
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with TemporaryDirectory() as folder:
        files = {name: Path(folder, name) for name in ("stdin", "stdout", "stderr")}
        for name, file in files.items():
            file.write_text(situation if name == "stdin" else "", encoding="utf-8")
        request = {"arguments": arguments, **{name: str(file) for name, file in files.items()}}
        server.stdin.write(json.dumps(request) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        said = {name: files[name].read_text(encoding="utf-8") for name in ("stdout", "stderr")}
    return subprocess.CompletedProcess(arguments, status, **said)


def forge(content: Mapping[str, Any], folder: Path, *, alone: bool = False) -> dict[str, Any]:
    """Forge a situation; its truth. ``alone``: see ``run_forge``."""
    done = run_forge(checked(content), folder, alone=alone)
    assert done.returncode == 0, done.stderr
    truth: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return truth


def _ends(flow: Flow) -> Ends:
    return frozenset({(flow["client_ip"], flow["client_port"]), (flow["server_ip"], flow["server_port"])})


def expected_flows(network: Mapping[str, Any]) -> list[Flow]:
    """Flows of one network by its truth: those with packets, conversations of one five-tuple together."""
    groups: dict[tuple[str, Ends], list[Flow]] = defaultdict(list)
    for flow in network["flows"]:
        if flow["first_packet"] is not None:
            groups[flow["transport"], _ends(flow)].append(flow)
    return sorted(
        (one for group in groups.values() for one in _joined(group)), key=lambda flow: flow["first_packet"]
    )


def _joined(group: Sequence[Flow]) -> list[Flow]:
    """Flows of one five-tuple as a reader joins them: across less than the idle timeout."""
    rows: list[Flow] = []
    for flow in sorted(group, key=lambda flow: flow["start_ns"]):
        row = _row(flow)
        if rows and row["start_ns"] - rows[-1]["end_ns"] <= IDLE_NS:
            _add(rows[-1], row)
        else:
            rows.append(row)
    return rows


def _row(flow: Flow) -> Flow:
    sums = flow["captured"]
    kept = ("transport", "start_ns", "end_ns", "first_packet", "data_up_packet", "rtt_ns")
    return {
        **{key: flow[key] for key in kept},
        **{key: flow[key] for key in ("client_ip", "client_port", "server_ip", "server_port")},
        **sums,
        "contact": flow["level"],
    }


def _add(row: Flow, more: Flow) -> None:
    for key in ("packets_up", "packets_down", "payload_octets_up", "payload_octets_down"):
        row[key] += more[key]
    row["end_ns"] = max(row["end_ns"], more["end_ns"])


def found_flows(flows: pl.DataFrame, vantage: str) -> list[Flow]:
    """The product's flows of one vantage point, in the same form and order."""
    wanted = [*_row_keys()]
    rows = flows.filter(pl.col("vantage") == vantage).sort("first_packet").select(wanted)
    return rows.to_dicts()


def _row_keys() -> list[str]:
    ends = ["client_ip", "client_port", "server_ip", "server_port"]
    sums = ["packets_up", "packets_down", "payload_octets_up", "payload_octets_down"]
    return [
        "transport",
        "start_ns",
        "end_ns",
        "first_packet",
        "data_up_packet",
        "rtt_ns",
        *ends,
        *sums,
        "contact",
    ]


def expected_names(network: Mapping[str, Any]) -> set[tuple[str, str, str, int]]:
    """(name, told by, address, packet) by the truth."""
    return {
        (name["name"], name["told_by"], name["address"], name["packet"])
        for flow in network["flows"]
        for name in flow["names"]
    }


def found_names(names: pl.DataFrame, vantage: str) -> set[tuple[str, str, str, int]]:
    """The same by the product."""
    rows = names.filter(pl.col("vantage") == vantage)
    return {(row["name"], row["source"], row["server_ip"], row["packet"]) for row in rows.to_dicts()}
