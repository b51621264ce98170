"""Key logs and hosts files beside a capture: checked like the capture, and told."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from harness.cell_facts import CellFacts, read_cells
from harness.errors import CaptureError
from harness.model.scenario import CaptureFile
from harness.side_files import SideFiles, hosts_note, read_side_files, told_of
from harness.tables.parts import collect
from tests.support.frames import pcap
from tests.support.opened import timed
from tests.support.scenario_files import changed, checked
from tests.support.scenario_parts import capture_file, cell, scenario
from tests.support.tls_sessions import exchange

HOSTS = b"198.51.100.7 bench.example nas.example\n203.0.113.9 roof.example\n"
DIGEST = hashlib.sha256(HOSTS).hexdigest()
KEYS = b"CLIENT_RANDOM " + b"ab" * 32 + b" " + b"cd" * 48 + b"\nnonsense\n"


def beside(folder: Path, **given: Any) -> SideFiles:
    (folder / "lab.hosts").write_bytes(HOSTS)
    (folder / "app.keys").write_bytes(KEYS)
    return read_side_files(scenario(folder=str(folder)), capture_file(**given))


def test_what_is_not_named_is_not_there(tmp_path: Path) -> None:
    found = beside(tmp_path)
    assert found == SideFiles(None, None)
    assert list(told_of([found, found])) == []


def test_both_are_read_and_each_is_told_once(tmp_path: Path) -> None:
    found = beside(
        tmp_path,
        keylog="app.keys",
        keylog_sha256=hashlib.sha256(KEYS).hexdigest(),
        hosts="lab.hosts",
        hosts_sha256=DIGEST,
    )
    assert found.log is not None
    assert found.hosts is not None
    assert len(found.log[1]) == 1
    assert found.hosts.names[0] == ("198.51.100.7", "bench.example")
    keys, names = told_of([found, found])
    assert keys.startswith(f"{tmp_path}/app.keys:2: no line of a key log")
    assert names == hosts_note(found.hosts)
    assert f"{tmp_path}/lab.hosts: 3 names" in names
    assert DIGEST in names


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"keylog": "none"}, "none: no such file"),
        ({"keylog": "app.keys", "keylog_sha256": "0" * 64}, "find the key log that was written"),
        ({"hosts": "none"}, "none:1:1: cannot be read (No such file or directory)"),
        ({"hosts": "lab.hosts", "hosts_sha256": "0" * 64}, "find the hosts file that was meant"),
        ({"hosts": "app.keys"}, "app.keys:1:1: 'CLIENT_RANDOM' is no address"),
    ],
)
def test_what_is_not_the_file_stated_is_no_evidence(tmp_path: Path, given: dict[str, str], told: str) -> None:
    with pytest.raises(CaptureError) as fault:
        beside(tmp_path, **given)
    assert told in str(fault.value)


def read(folder: Path, *files: CaptureFile) -> CellFacts:
    """Two captures, at two vantage points."""
    (folder / "lab.hosts").write_bytes(HOSTS)
    (folder / "a.pcap").write_bytes(pcap(timed(exchange("a.example", []))))
    (folder / "b.pcap").write_bytes(pcap(timed(exchange("b.example", []))))
    return read_cells(scenario(cell(captures=files), folder=str(folder)), 300, None)


def test_names_count_at_the_vantage_point_of_their_capture(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        capture_file("a.pcap", hosts="lab.hosts", hosts_sha256=DIGEST),
        capture_file("b.pcap", vantage_point="wan"),
    )
    assert not found.broken
    told = collect(found.facts.names).filter(source="hosts_file")
    assert told.select("vantage", "capture", "server_ip", "name").rows() == [
        ("us/lan", None, "198.51.100.7", "bench.example"),
        ("us/lan", None, "198.51.100.7", "nas.example"),
        ("us/lan", None, "203.0.113.9", "roof.example"),
    ]
    assert sum("3 names that you gave" in note for note in found.notes) == 1


def test_a_file_beside_two_captures_of_a_vantage_point_names_once(tmp_path: Path) -> None:
    found = read(
        tmp_path, capture_file("a.pcap", hosts="lab.hosts"), capture_file("b.pcap", hosts="lab.hosts")
    )
    told = collect(found.facts.names).filter(source="hosts_file", name="roof.example")
    overlapping = len(set(collect(found.facts.flows)["capture"]))  # each a group of its own
    assert 1 <= told.height <= overlapping
    assert sum("3 names that you gave" in note for note in found.notes) == 1


def test_a_hosts_file_at_fault_breaks_its_cell_alone(tmp_path: Path) -> None:
    (tmp_path / "bad.hosts").write_bytes(b"198.51.100.7 a.example\n\nnas.example 198.51.100.8\n")
    found = read(tmp_path, capture_file("a.pcap", hosts="bad.hosts"), capture_file("b.pcap"))
    assert found.broken == {
        "us": (f"{tmp_path}/bad.hosts:3:1: 'nas.example' is no address: begin the line with one",)
    }


def test_the_keys_of_the_scenario() -> None:
    more = f"hosts: lab.hosts, hosts_sha256: {'AB' * 32}"
    found, faults = checked(changed(f"{{path: us/base.pcapng, -> {{path: us/base.pcapng, {more},"))
    assert not faults
    assert found is not None
    (file,) = (file for cell in found.cells for file in cell.captures if file.hosts is not None)
    assert (file.path, file.hosts, file.hosts_sha256) == ("us/base.pcapng", "lab.hosts", "ab" * 32)
