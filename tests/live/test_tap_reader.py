"""A tap that is followed shows at any time what its files hold by then, and at the end all of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from harness.live import tap_reader
from harness.live.tap_reader import TapFiles, TapReader, TapShown
from harness.model.names_apart import NamesApart
from harness.tables.parts import collect
from tests.support import frames
from tests.support.conversations import MS, PHONE, SERVER, dns_frame, every, visit
from tests.support.ring_files import Ring, ring_of

PACKETS = every(10 * MS, [dns_frame("cloud.example", "198.51.100.7"), *visit("cloud.example")])
PATIENCE_S = 60.0
SYN, ACK = 0x02, 0x10


def reader_of(ring: Ring) -> TapReader:
    reader = TapReader(
        TapFiles(vantage="lan", listed=ring.listed, over=ring.over, apart=NamesApart()), lambda: ()
    )
    reader.start()
    return reader


def until(reader: TapReader, wanted: Callable[[TapShown], bool]) -> TapShown:
    """What is shown once it is what is waited for."""
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        shown = reader.ask(1.0)
        if shown is not None and wanted(shown):
            return shown
    raise AssertionError(f"not shown in {PATIENCE_S} s")


def test_what_is_written_is_shown_and_what_is_written_later_later(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    reader = reader_of(ring)
    assert reader.ask(0.0) is None
    ring.begin()
    ring.write(frames.pcap(PACKETS[:3]))
    assert until(reader, lambda shown: shown.packets == 3).captures[0]["capture"] == ring.paths[0].name
    ring.write(frames.pcap(PACKETS)[len(frames.pcap(PACKETS[:3])) :])
    shown = until(reader, lambda shown: shown.packets == len(PACKETS))
    assert "cloud.example" in collect(shown.facts.names)["name"].to_list()
    assert shown.last_ns == PACKETS[-1][0]
    ring.ended = True
    reader.join()


def test_files_of_a_ring_are_read_one_after_the_other_and_their_sums_stay(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    reader = reader_of(ring)
    for octets in ring_of(PACKETS, 3):
        ring.begin()
        ring.write(octets)
    ring.ended = True
    reader.join()
    shown = reader.ask(0.0)
    assert shown is not None
    assert (shown.packets, len(shown.captures)) == (len(PACKETS), 3)
    assert shown.octets == sum(path.stat().st_size for path in ring.paths)
    assert [row["capture"] for row in shown.captures] == [path.name for path in ring.paths]
    flows = collect(shown.facts.flows)
    to_server = flows.filter((pl.col("client_ip") == PHONE) & (pl.col("server_ip") == SERVER))
    assert to_server.select(pl.sum_horizontal(pl.col("packets_up", "packets_down").sum())).item() == len(
        visit("cloud.example")
    )


def test_a_connection_that_goes_on_in_the_next_file_keeps_its_direction(tmp_path: Path) -> None:
    """Both sides have global addresses and the server speaks first there: only the file before tells who opened it."""
    client, server = "2001:db8::1", "2001:db8:1::1"
    opened = [
        frames.ethernet(frames.ip(client, server, 6, frames.tcp(40_000, 443, flags=SYN, seq=1))),
        frames.ethernet(frames.ip(server, client, 6, frames.tcp(443, 40_000, flags=SYN | ACK, seq=9, ack=2))),
    ]
    goes_on = [frames.ethernet(frames.ip(server, client, 6, frames.tcp(443, 40_000, payload=b"x", seq=10)))]
    ring = Ring(tmp_path)
    reader = reader_of(ring)
    for some in (opened, goes_on):
        ring.begin()
        ring.write(frames.pcap(every(MS, some)))
    ring.ended = True
    reader.join()
    shown = reader.ask(0.0)
    assert shown is not None
    assert set(collect(shown.facts.flows).select("client_ip", "server_ip").iter_rows()) == {(client, server)}


def test_a_file_that_is_none_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    reader = reader_of(ring)
    for octets in (b"no capture at all", frames.pcap(PACKETS)):
        ring.begin()
        ring.write(octets)
    ring.ended = True
    reader.join()
    shown = reader.ask(0.0)
    assert shown is not None
    assert shown.packets == len(PACKETS)
    assert [problem.split(":")[0] for problem in reader.problems] == [ring.paths[0].name]


def test_a_fault_of_ours_is_told_and_nothing_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("odd")

    monkeypatch.setattr(tap_reader, "capture_row", broken)
    ring = Ring(tmp_path)
    reader = reader_of(ring)
    ring.begin()
    ring.write(frames.pcap(PACKETS))
    ring.ended = True
    reader.join()
    assert reader.problems == [
        "lan: reading ended by an internal fault: ValueError: odd; capturing goes on, and its files are read when they are sealed"
    ]
    assert reader.ask(PATIENCE_S) is None
