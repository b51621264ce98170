"""Pictures follow what is captured, end with all of it, and their fault never ends capturing."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.errors import ReferenceDataError
from harness.live import engine
from harness.live.asked import Asked
from harness.live.engine import Engine, why
from harness.live.looking import Marked
from harness.live.tap_reader import TapFiles, TapReader
from harness.model.live import LivePicture, LiveTap, TapState
from harness.model.names_apart import NamesApart
from harness.rules.catalogue import load_catalogue
from tests.support.repository import ROOT
from tests.support.ring_files import Ring

LAB = ROOT / "captures/lab/plain/gw-lan.pcapng"
PATIENCE_S = 60.0
TAP = LiveTap(
    interface="eth1", vantage="lan", state=TapState.CAPTURING, packets=0, octets=0, behind_ns=None, kernel_drops=0,
    capture_drops=None,
)  # fmt: skip


def engine_of(ring: Ring, told: Callable[[LivePicture], None] = lambda _: None) -> tuple[Engine, TapReader]:
    reader = TapReader(
        TapFiles(vantage="lan", listed=ring.listed, over=ring.over, apart=NamesApart()), lambda: ()
    )
    reader.start()
    asked = Asked(rules=load_catalogue(), countries=("CN",))
    return Engine([reader], lambda: [TAP], asked, Marked, told), reader


def until(pictures: list[LivePicture], wanted: Callable[[LivePicture], bool]) -> LivePicture:
    until_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < until_s:
        if found := [picture for picture in pictures if wanted(picture)]:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no such picture in {PATIENCE_S} s")


def test_pictures_begin_empty_grow_and_end_with_everything(tmp_path: Path) -> None:
    ring, pictures = Ring(tmp_path), list[LivePicture]()
    made, reader = engine_of(ring, pictures.append)
    made.start()
    assert until(pictures, lambda picture: not picture.endpoints).blind_spots == ("No packet was read yet.",)
    octets = LAB.read_bytes()
    ring.begin()
    ring.write(octets[: len(octets) // 2])
    half = until(pictures, lambda picture: bool(picture.endpoints))
    ring.write(octets[len(octets) // 2 :])
    ring.ended = True
    reader.join()
    last = made.finish()
    assert last is not None
    assert last is made.latest()
    assert half.taps[0].packets < last.taps[0].packets
    assert (last.taps[0].octets, last.claims[0].refuted) == (len(octets), True)
    behind = last.taps[0].behind_ns
    assert behind is not None
    assert last.at_ns - behind == max(one.last_ns for one in last.endpoints) or behind > 0


def test_a_fault_in_making_pictures_is_told_and_reading_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> LivePicture:
        raise ReferenceDataError("place data are altered")

    monkeypatch.setattr(engine, "look", broken)
    ring = Ring(tmp_path)
    made, reader = engine_of(ring)
    made.start()
    ring.copy(LAB)
    ring.ended = True
    reader.join()
    until_s = time.monotonic() + PATIENCE_S
    while made.fault is None and time.monotonic() < until_s:
        time.sleep(0.05)
    assert isinstance(made.fault, ReferenceDataError)
    assert why(made.fault) == "place data are altered"
    shown = reader.ask(0.0)
    assert reader.problems == []
    assert shown is not None
    assert shown.octets == LAB.stat().st_size
    made.finish()


def test_a_fault_of_ours_says_that_capturing_goes_on() -> None:
    assert why(ValueError("odd")) == (
        "internal fault: ValueError: odd; capturing goes on, `harness seal` reads its files"
    )


def test_files_that_cannot_be_read_are_blind_spots(tmp_path: Path) -> None:
    ring = Ring(tmp_path)
    made, reader = engine_of(ring)
    ring.begin()
    ring.write(b"no capture at all")
    ring.copy(LAB)
    ring.ended = True
    reader.join()
    made.start()
    last = made.finish()
    assert last is not None
    assert last.blind_spots[0].startswith(ring.paths[0].name)
