"""Who broadcast what: each thing once, however the frames come, within a bound."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.kernel.decode import decode_packets
from harness.kernel.records import NO_TIME, PACKET
from harness.sources import broadcasts
from harness.sources.broadcasts import Broadcasts
from tests.support.drone_frames import PACK, beacon, element, remote_id_message

Frame = tuple[int, bytes]


def aired(mac: int, serial: str, counter: int = 7) -> bytes:
    """A beacon of one transmitter that tells one serial number."""
    body = bytes.fromhex("fa0bbc0d") + bytes([counter]) + remote_id_message(0, b"\x12" + serial.encode())
    frame = beacon(element(body))
    return frame[:10] + mac.to_bytes(6, "big") + frame[16:]


def batch(frames: list[Frame], first: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Octets and decoded records of frames with their times."""
    packets = np.zeros(len(frames), dtype=PACKET)
    packets["time_ns"] = [time_ns for time_ns, _ in frames]
    packets["number"] = range(first, first + len(frames))
    packets["captured"] = packets["wire"] = [len(frame) for _, frame in frames]
    packets["offset"] = np.cumsum([0, *(len(frame) for _, frame in frames[:-1])])
    packets["dlt"] = 105
    buf = np.frombuffer(b"".join(frame for _, frame in frames), dtype=np.uint8)
    decode_packets(buf, packets, len(packets))
    return buf, packets


def told(*batches: list[Frame]) -> list[tuple[Any, ...]]:
    collected, number = Broadcasts(), 1
    for frames in batches:
        if frames:
            collected.take(*batch(frames, number))
        number += len(frames)
    collected.finish()
    return pl.concat(list(collected.rows.frames())).rows()


def serials(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """(mac, time, packet, frames, last, serial) of rows that tell one."""
    return [(*row[:5], row[7]) for row in rows if row[6] == "serial"]


def test_a_beacon_ten_times_a_second_is_a_row_for_each_thing_said() -> None:
    frames = [(100 * number, aired(7, "A", number % 256)) for number in range(36_000)]
    assert told(frames) == [
        (7, 0, 1, 36_000, 3_599_900, "remote_id", *said)
        for said in ((None, None), ("scheme", "open_drone_id"), ("serial", "A"))
    ]


def test_transmitters_and_identities_are_kept_apart() -> None:
    frames = [(1, aired(7, "A")), (2, aired(8, "A")), (3, aired(7, "B")), (4, aired(7, "A"))]
    assert serials(told(frames)) == [(7, 1, 1, 2, 4, "A"), (8, 2, 2, 1, 2, "A"), (7, 3, 3, 1, 3, "B")]


def test_a_clock_that_goes_back_and_frames_without_a_time() -> None:
    frames = [(NO_TIME, aired(7, "A")), (9, aired(7, "A")), (5, aired(7, "A")), (NO_TIME, aired(7, "B"))]
    assert serials(told(frames)) == [(7, 0, 1, 3, 9, "A"), (7, 5, 4, 1, 5, "B")]


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ABC")), max_size=12), st.data())
def test_any_split_into_batches_gives_the_same(said: list[tuple[int, str]], data: st.DataObject) -> None:
    frames = [(number, aired(mac, serial)) for number, (mac, serial) in enumerate(said)]
    cut = data.draw(st.integers(0, len(frames)))
    again = data.draw(st.integers(cut, len(frames)))
    assert told(frames[:cut], frames[cut:again], frames[again:]) == told(frames)


def test_what_is_held_is_bounded_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "MAX_HELD", 4)
    frames = [(number, aired(mac, "A")) for number, mac in enumerate((*range(9), 0, 0, 8))]
    rows = serials(told(frames))
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)
    assert sum(row[3] for row in rows) == len(frames)
    assert {row[0] for row in rows} == set(range(9))


@pytest.mark.parametrize("frame", [beacon(), beacon(element(bytes.fromhex("fa0bbc0d07") + PACK[:-1]))])
def test_ordinary_and_broken_frames_tell_nothing(frame: bytes) -> None:
    assert told([(1, frame)]) == []


def test_a_batch_of_packets_with_ip_is_passed() -> None:
    packets = np.zeros(3, dtype=PACKET)
    packets["payload_captured"] = 9
    collected = Broadcasts()
    collected.take(np.zeros(0, dtype=np.uint8), packets)
    collected.finish()
    assert len(collected.rows) == 0
