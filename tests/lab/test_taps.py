"""Captures by dumpcap in the lab, and what befalls them: what is lost is told, and what was written stays readable."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest

from harness.lab.namespaces import Namespaces
from harness.lab.orders import dropped
from harness.lab.taps import comment
from harness.pipeline import analyze
from harness.sources.file_statements import maker_of
from tests.support.in_lab import result_in_lab, skip_unless, wait_until
from tests.support.mishaps import Cable, frozen, grown_to, small_disk, wait_for_end


def row(path: Path) -> dict[str, Any]:
    """What the reader says of a capture."""
    (found,) = analyze([str(path)]).captures.iter_rows(named=True)
    return found


def inside(function: Any, folder: Path) -> Any:
    skip_unless("dumpcap")
    return result_in_lab(function, folder)


def test_a_comment_is_read_as_that_of_made_up_evidence() -> None:
    said = maker_of("Dumpcap (Wireshark) 4.0.17", [comment("app", "DE")])
    assert said is not None
    assert said.startswith("harness-lab ")


def load_without_loss(lab: Namespaces, folder: Path) -> dict[str, Any]:
    cable = Cable(lab, folder)
    before = cable.crossed()
    cable.capture(folder / "a.pcapng", "-B", "64")
    counts = cable.load(60, 2)
    crossed = cable.crossed() - before
    cable.mark(folder / "a.pcapng")
    cable.end()
    return {"crossed": crossed, "said": cable.said(), **counts}


def test_mixed_traffic_is_captured_whole(tmp_path: Path) -> None:
    told = inside(load_without_loss, tmp_path)
    found = analyze([str(tmp_path / "a.pcapng")])
    given, (capture,) = told["given"], found.captures.iter_rows(named=True)
    assert (capture["drops"], dropped(told["said"])) == (0, 0)
    assert told["crossed"] <= capture["packets"] <= told["crossed"] + 50
    flows = found.flows.iter_rows(named=True)
    octets = {"datagrams": 0, "stream": 0}
    for flow in flows:
        if flow["server_port"] == 40_000:
            octets["datagrams"] += flow["payload_octets_up"]
        if flow["server_port"] == 40_001:
            octets["stream"] += flow["payload_unique_octets_up"]
    assert octets == {"datagrams": given["datagram_octets"], "stream": given["stream_octets"]}
    assert given["refused"] == 0
    assert set(found.names.filter(found.names["source"] == "sni")["name"]) == set(given["names"])


def lose_some(lab: Namespaces, folder: Path) -> dict[str, Any]:
    cable = Cable(lab, folder)
    before = cable.crossed()
    dumpcap = cable.capture(folder / "a.pcapng", "-B", "1")
    cable.send(200)
    cable.mark(folder / "a.pcapng")
    frozen(dumpcap, lambda: cable.send(4_000))
    cable.mark(folder / "a.pcapng")
    crossed = cable.crossed() - before
    return {"status": cable.end(), "crossed": crossed, "said": cable.said()}


def test_losses_are_told_as_they_were(tmp_path: Path) -> None:
    told = inside(lose_some, tmp_path)
    found = row(tmp_path / "a.pcapng")
    lost = told["crossed"] - found["packets"]
    assert (told["status"], found["truncated"]) == (0, False)
    assert lost > 1_000, "the buffer of 1 MiB was to overflow"
    assert found["drops"] == dropped(told["said"])
    assert found["drops"] == pytest.approx(lost, rel=0.01)


def kill_it(lab: Namespaces, folder: Path) -> dict[str, Any]:
    cable = Cable(lab, folder)
    cable.capture(folder / "a.pcapng")
    cable.send(3_000)
    wait_until(grown_to(folder / "a.pcapng", 1_000_000), "packets on the disk")
    return {"status": cable.end(signal.SIGKILL)}


def test_a_killed_capture_is_read_and_never_called_complete(tmp_path: Path) -> None:
    assert inside(kill_it, tmp_path)["status"] == -signal.SIGKILL
    found = row(tmp_path / "a.pcapng")
    assert 900 < found["packets"] <= 3_020
    assert found["drops"] is None


def pull_it(lab: Namespaces, folder: Path) -> dict[str, Any]:
    cable = Cable(lab, folder)
    dumpcap = cable.capture(folder / "a.pcapng")
    cable.send(200)
    wait_until(grown_to(folder / "a.pcapng", 200_000), "packets on the disk")
    cable.unplug()
    status = wait_for_end(dumpcap)
    first = cable.said()
    cable.plug()
    cable.capture(folder / "b.pcapng")
    cable.send(100)
    wait_until(grown_to(folder / "b.pcapng", 100_000), "packets on the disk")
    cable.end()
    return {"status": status, "said": first}


def test_an_interface_that_went_away_ends_a_capture_and_another_begins(tmp_path: Path) -> None:
    told = inside(pull_it, tmp_path)
    # dumpcap 4.0 calls that an end in order, and leaves with 0.
    assert told["status"] == 0
    assert 'The network adapter "eth0" is no longer attached; the capture has stopped.' in told["said"]
    first, second = row(tmp_path / "a.pcapng"), row(tmp_path / "b.pcapng")
    assert (first["truncated"], second["truncated"]) == (False, False)
    assert 200 <= first["packets"] <= 220
    assert 100 <= second["packets"] <= 120
    assert second["first_ns"] > first["last_ns"]


def set_down(lab: Namespaces, folder: Path) -> dict[str, Any]:
    cable = Cable(lab, folder)
    cable.capture(folder / "a.pcapng")
    cable.send(200)
    cable.mark(folder / "a.pcapng")
    cable.down()
    cable.up()
    cable.send(100)
    cable.mark(folder / "a.pcapng")
    return {"status": cable.end(), "said": cable.said()}


def test_a_capture_goes_on_after_its_interface_was_down(tmp_path: Path) -> None:
    told = inside(set_down, tmp_path)
    assert told["status"] == 0, told["said"]
    assert {200, 100} <= set(analyze([str(tmp_path / "a.pcapng")]).flows["packets_up"])


def fill_the_disk(lab: Namespaces, folder: Path) -> dict[str, Any]:
    cable = Cable(lab, folder)
    disk = small_disk(folder / "disk", 512 * 1024)
    dumpcap = cable.capture(disk / "a.pcapng")
    cable.send(2_000)
    status = wait_for_end(dumpcap)
    (folder / "a.pcapng").write_bytes((disk / "a.pcapng").read_bytes())
    return {"status": status, "said": cable.said()}


def test_a_full_disk_is_told_and_what_fitted_is_read(tmp_path: Path) -> None:
    told = inside(fill_the_disk, tmp_path)
    assert told["status"] != 0
    assert "space" in told["said"].lower() or "full" in told["said"].lower(), told["said"]
    found = row(tmp_path / "a.pcapng")
    assert 300 < found["packets"] < 520
    assert found["drops"] is None
