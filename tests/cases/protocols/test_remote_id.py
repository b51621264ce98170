"""Remote ID over Wi-Fi through the whole way: PROTOCOLS without a flow; a real capture beside made ones."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import polars.selectors as cs
import pytest

from harness.pipeline import analyze
from tests.support import frames
from tests.support.conversations import MS, START_NS, every, visit
from tests.support.drone_frames import PACK, beacon, element, nan_action
from tests.support.reading import outcome, read
from tests.support.truth import SHARED
from tests.wire.test_remote_id_frames import read_by_search, sample_frames

SAMPLE = SHARED / "captures/opendroneid/odid_wifi_sample.pcap"
RADIOTAP = b"\0\0\x08\0\0\0\0\0"
PACK_BEACON = beacon(element(bytes.fromhex("fa0bbc0d07") + PACK))
MAC = "02:00:00:00:00:07"
SAID = [
    (None, None), ("scheme", "open_drone_id"), ("operator_id", "yes"), ("serial", "1581F0000EXAMPLE0001"),
    ("position", "location"), ("position", "system"),
]  # fmt: skip
DRONE = [RADIOTAP + PACK_BEACON[:10] + bytes.fromhex("020000000007") + PACK_BEACON[16:]] * 3 + [
    RADIOTAP + beacon(),
    RADIOTAP + nan_action(PACK),
]


def written(path: Path, packets: list[tuple[int, bytes]], dlt: int = 127) -> str:
    path.write_bytes(frames.pcap(packets, dlt=dlt))
    return str(path)


def aired(path: str, *more: str) -> list[dict[str, Any]]:
    rows = analyze([path, *more]).protocols.rows(named=True)
    return [row for row in rows if row["protocol"] == "remote_id"]


def test_a_drone_is_told_once_with_its_transmitter(tmp_path: Path) -> None:
    rows = aired(written(tmp_path / "air.pcap", every(MS, DRONE)))
    first = [row for row in rows if row["transmitter_mac"] == MAC]
    assert [(row["key"], row["value"]) for row in first] == SAID
    assert {(row["packet"], row["time_ns"], row["frames"], row["last_ns"]) for row in first} == {
        (1, START_NS, 3, START_NS + 2 * MS)
    }
    assert {(row["flow_id"], row["by_client"], row["vantage"]) for row in rows} == {(None, None, "air")}
    assert {(row["packet"], row["transmitter_mac"]) for row in rows} == {(1, MAC), (5, "00:00:00:00:00:00")}


def test_files_of_one_ring_each_tell_their_own(tmp_path: Path) -> None:
    packets = every(MS, DRONE)
    paths = [
        written(tmp_path / f"air_0000{part}_2026112317540{part}.pcap", packets[start:end])
        for part, (start, end) in enumerate(pairwise((0, 2, 5)), start=1)
    ]
    rows = aired(*paths)
    serials = [row for row in rows if row["key"] == "serial"]
    assert [(row["packet"], row["frames"]) for row in serials] == [(1, 2), (1, 1), (3, 1)]
    assert {row["vantage"] for row in rows} == {"air"}


@pytest.mark.parametrize("octets", [1, 7, 100])
def test_a_trickling_capture_gives_the_same(octets: int) -> None:
    capture = frames.pcap(every(MS, DRONE), dlt=127)
    whole, trickled = read(capture), read(capture, sizes=(octets,))
    assert outcome(whole) == outcome(trickled)
    ours, theirs = (list(one.broadcasts.frames()) for one in (whole, trickled))
    assert [frame.rows() for frame in ours] == [frame.rows() for frame in theirs]


def test_flows_beside_it_stay_as_they_are(tmp_path: Path) -> None:
    wifi = b"\x08\x01" + bytes(22) + b"\xaa\xaa\x03\0\0\0"
    data = [RADIOTAP + wifi + frame[12:] for frame in visit("cloud.example")]
    alone = analyze([written(tmp_path / "air.pcap", every(MS, data))])
    both = analyze([written(tmp_path / "air.pcap", every(MS, [*data, *DRONE]))])
    assert alone.flows.height == 1
    for table in ("flows", "names", "hellos", "endpoints", "traits"):
        ours, theirs = (getattr(one, table).select(~cs.contains("capture")) for one in (both, alone))
        assert ours.rows(named=True) == theirs.rows(named=True), table
    assert both.protocols["flow_id"].null_count() > 0


def test_captures_of_other_kinds_have_none(tmp_path: Path) -> None:
    packets = every(MS, [bytes(12) + b"\x08\x06" + PACK_BEACON, *visit("cloud.example")])
    assert aired(written(tmp_path / "wire.pcap", packets, dlt=1)) == []


@pytest.mark.skipif(not SAMPLE.is_file(), reason="capability: shared")
def test_a_real_drone() -> None:
    """Counted by a search for the marks of a pack of one message, apart from every decoder."""
    said: dict[str, list[int]] = {}
    transmitters = set()
    for number, frame in enumerate(sample_frames(SAMPLE), start=1):
        if (found := read_by_search(frame)) is not None:
            said.setdefault(found[0], []).append(number)
            transmitters.add(frame[10:16].hex(":"))
    every_one = [number for numbers in said.values() for number in numbers]
    rows = aired(str(SAMPLE))
    assert {row["transmitter_mac"] for row in rows} == transmitters
    assert [(row["key"], row["value"], row["packet"], row["frames"]) for row in rows] == [
        (key, value, min(numbers), len(numbers))
        for key, value, numbers in (
            (None, None, every_one), ("scheme", "open_drone_id", every_one), ("operator_id", "yes", said["operator ID"]),
            ("position", "location", said["location"]), ("position", "system", said["system"]),
        )
    ]  # fmt: skip
    assert (len(every_one), len(transmitters)) == (42, 1)
