"""Capturing with dumpcap on a cable of the lab: nothing lost between files, and everything that goes wrong told."""

from __future__ import annotations

import os
import signal
import time
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest

from harness.errors import MachineError
from harness.lab.namespaces import Namespaces
from harness.live.recording.capturing import CaptureTap, Capturing
from harness.live.recording.clock_watch import ClockWatch, Reading
from harness.live.recording.journal import Journal
from harness.live.recording.recorder import Rotation, Settings
from harness.live.recording.tool import Tool
from harness.model.live import TapState
from tests.support.in_lab import in_lab, wait_until
from tests.support.live_lab import (
    NEAR,
    SMALL,
    cable,
    capturing,
    events,
    look_until,
    numbers_in,
    pull_out,
    send,
    small_disk,
)

NO_TOOL = Tool(name="nothing 1", command=("no-such-program",))


def sent_is_kept(folder: Path, count: int) -> bool:
    return len(numbers_in(folder / "captures")) >= count


@in_lab("dumpcap")
def test_nothing_is_lost_between_rotated_files(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    with capturing(lab, folder) as (capture, _):
        send(lab, 2_000)
        look_until(capture, lambda: sent_is_kept(folder, 2_000), "all frames")
        (tap,) = capture.taps()
        assert (tap.state, tap.capture_drops, tap.kernel_drops) == (TapState.CAPTURING, None, 0)
        assert [file.complete for file in tap.files] == [True] * (len(tap.files) - 1) + [False]
    assert numbers_in(folder / "captures") == list(range(2_000))
    (tap,) = capture.taps()
    assert (tap.state, tap.capture_drops) == (TapState.ENDED, 0)
    assert len(tap.files) > 10
    assert all(file.complete for file in tap.files)
    closed = [event["file"] for event in events(folder, "file-closed")]
    assert closed == [file.path.name for file in tap.files] == sorted(closed)
    (end,) = events(folder, "run-ends")
    assert (end["received"], end["dropped"], end["why"]) == (2_000, 0, "")
    assert events(folder, "gap-begins") == ()


@in_lab("dumpcap")
def test_real_loss_is_told_within_one_percent(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    sent = 20_000
    with capturing(lab, folder, Settings(rotation=Rotation(), buffer_mib=1, reserve_octets=1 << 20)) as (
        capture,
        _,
    ):
        # A program that is stopped reads nothing, so its small buffer overflows for certain.
        (pid,) = [int(one.name) for one in Path("/proc").glob("[0-9]*") if _is_dumpcap(one)]
        os.kill(pid, signal.SIGSTOP)
        send(lab, sent)
        os.kill(pid, signal.SIGCONT)
        # One by one, until one is kept: what was sent before it is in the files then, or lost.
        while sent - 1 not in numbers_in(folder / "captures"):
            send(lab, 1, first=sent)
            sent += 1
            time.sleep(0.1)
    kept = len(numbers_in(folder / "captures"))
    (tap,) = capture.taps()
    assert tap.capture_drops is not None
    truth = sent - kept
    assert truth > sent / 2
    assert abs(tap.capture_drops - truth) <= truth / 100


def _is_dumpcap(process: Path) -> bool:
    try:
        return (process / "comm").read_text().strip() == "dumpcap"
    except OSError:
        return False


@in_lab("dumpcap")
def test_an_interface_that_goes_and_comes_back_is_captured_again_and_the_gap_told(
    lab: Namespaces, folder: Path
) -> None:
    cable(lab)
    with capturing(lab, folder) as (capture, _):
        send(lab, 10)
        look_until(capture, lambda: sent_is_kept(folder, 10), "frames before")
        pull_out(lab)
        look_until(capture, lambda: capture.taps()[0].state is TapState.GONE, "the gap")
        assert capture.taps()[0].note == "the interface went away"
        cable(lab)
        look_until(capture, lambda: capture.taps()[0].state is TapState.CAPTURING, "the interface")
        send(lab, 10, first=10)
        look_until(capture, lambda: sent_is_kept(folder, 20), "frames after")
    assert numbers_in(folder / "captures") == list(range(20))
    first, second = events(folder, "run-begins")
    assert (first["run"], second["run"]) == ("lan-r001", "lan-r002")
    (begin,), (end,) = events(folder, "gap-begins"), events(folder, "gap-ends")
    assert first["from_ns"] <= begin["from_ns"] < end["to_ns"] <= second["at_ns"]
    assert {event["file"].partition("_")[0] for event in events(folder, "file-closed")} == {
        "lan-r001",
        "lan-r002",
    }


@in_lab("dumpcap")
def test_an_interface_that_is_switched_off_is_a_gap_until_it_is_on_again(
    lab: Namespaces, folder: Path
) -> None:
    cable(lab)
    with capturing(lab, folder) as (capture, _):
        send(lab, 10)
        look_until(capture, lambda: sent_is_kept(folder, 10), "frames before")
        lab.ip("gate", f"link set {NEAR} down")
        look_until(capture, lambda: capture.taps()[0].state is TapState.GONE, "the gap")
        assert capture.taps()[0].note == "the interface is switched off"
        lab.ip("gate", f"link set {NEAR} up")
        look_until(capture, lambda: capture.taps()[0].state is TapState.CAPTURING, "its end")
        send(lab, 10, first=10)
        look_until(capture, lambda: sent_is_kept(folder, 20), "frames after")
    assert numbers_in(folder / "captures") == list(range(20))
    (begin,), (end,) = events(folder, "gap-begins"), events(folder, "gap-ends")
    assert begin["from_ns"] < end["to_ns"]
    assert capture.taps()[0].kernel_drops == 0


@in_lab("dumpcap")
def test_a_killed_dumpcap_is_started_again_and_its_counts_are_not_known(
    lab: Namespaces, folder: Path
) -> None:
    cable(lab)
    with capturing(lab, folder) as (capture, _):
        send(lab, 10)
        look_until(capture, lambda: sent_is_kept(folder, 10), "frames before")
        (pid,) = [int(one.name) for one in Path("/proc").glob("[0-9]*") if _is_dumpcap(one)]
        os.kill(pid, signal.SIGKILL)
        look_until(capture, lambda: len(events(folder, "gap-ends")) == 1, "the next run")
        send(lab, 10, first=10)
        look_until(capture, lambda: sent_is_kept(folder, 20), "frames after")
    killed, ended = events(folder, "run-ends")
    assert (killed["why"], killed["dropped"]) == ("the program that captures was ended by signal 9", None)
    assert (ended["why"], ended["dropped"]) == ("", 0)
    assert capture.taps()[0].capture_drops is None


@in_lab("dumpcap")
def test_capturing_ends_before_the_disk_is_full(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    folder = small_disk(folder, "2m")
    with capturing(lab, folder) as (capture, journal):
        for first in range(0, 20_000, 200):
            send(lab, 200, first=first)
            capture.look()
            if capture.full:
                break
        assert capture.full
        journal.write("ended")
    (full,) = events(folder, "disk-full")
    assert full["free_octets"] < full["reserve_octets"] == SMALL.reserve_octets
    assert capture.taps()[0].state is TapState.ENDED
    assert os.statvfs(folder).f_bavail > 0
    (end,) = events(folder, "run-ends")
    assert end["received"] == len(numbers_in(folder / "captures"))


@in_lab("dumpcap")
def test_a_disk_that_others_fill_ends_it_too(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    folder = small_disk(folder, "1m")
    settings = Settings(rotation=SMALL.rotation, buffer_mib=4, reserve_octets=0)
    with capturing(lab, folder, settings) as (capture, _):
        send(lab, 4_000)
        look_until(capture, lambda: capture.full, "the disk to be full")
        for path in sorted((folder / "captures").glob("*.pcapng"))[-2:]:
            path.unlink()  # room, so that what waits can be written
    assert [event["reserve_octets"] for event in events(folder, "disk-full")] == [0]


@in_lab("dumpcap")
def test_ctrl_c_at_the_terminal_does_not_reach_dumpcap(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    with capturing(lab, folder):
        (pid,) = [int(one.name) for one in Path("/proc").glob("[0-9]*") if _is_dumpcap(one)]
        assert os.getpgid(pid) != os.getpgid(0)
        assert os.getsid(pid) != os.getsid(0)


@in_lab("dumpcap")
def test_what_keeps_it_from_starting_is_told_all_at_once(lab: Namespaces, folder: Path) -> None:
    cable(lab)
    journal = Journal(folder)
    taps = [CaptureTap(interface=name, vantage=name) for name in ("nope0", NEAR, "nope1")]
    with lab.entered("gate"), pytest.raises(MachineError) as told:
        Capturing(folder, taps, journal, SMALL).start()
    assert str(told.value).splitlines() == [
        f"{name}: there is no such interface; there are lo, tap0" for name in ("nope0", "nope1")
    ]
    wait_until(lambda: not any(_is_dumpcap(one) for one in Path("/proc").glob("[0-9]*")), "no dumpcap left")


def test_taps_that_are_named_wrongly_are_told_all_at_once(tmp_path: Path) -> None:
    taps = [CaptureTap(interface="a", vantage="../x"), CaptureTap(interface="a", vantage="../x")]
    with pytest.raises(MachineError) as told:
        Capturing(tmp_path, taps, Journal(tmp_path), tool=NO_TOOL)
    assert [line.split(":")[0] for line in str(told.value).splitlines()] == [
        "interface 'a' is named twice", "vantage point '../x' is named twice", *["vantage point '../x'"] * 2,
    ]  # fmt: skip


def test_nothing_to_capture_on(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="no interface"):
        Capturing(tmp_path, [], Journal(tmp_path), tool=NO_TOOL)


def one_of(tmp_path: Path, **given: Any) -> Capturing:
    return Capturing(
        tmp_path, [CaptureTap(interface="lo", vantage="lo")], Journal(tmp_path), tool=NO_TOOL, **given
    )


def test_a_disk_without_room_is_told_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="1 MB are free, and 268 MB are kept for the report"):
        one_of(tmp_path, free=lambda _: 10**6).start()


def test_a_program_that_cannot_be_started(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="lo: no-such-program cannot be started"):
        one_of(tmp_path, free=lambda _: 10**12).start()


def clock_set_once(*, looks: int = 0) -> ClockWatch:
    """Set forward by 9 s after so many looks that see nothing, and then left alone."""
    first = Reading(wall=10**18, monotonic=5, boot=5)
    readings = chain([first] * (1 + looks), repeat(Reading(wall=10**18 + 9 * 10**9, monotonic=6, boot=6)))
    return ClockWatch(lambda: next(readings))


def test_a_clock_that_was_set_is_told_with_both_times(tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    capture = one_of(tmp_path, clock=clock_set_once(looks=1), free=lambda _: 10**12)
    capture.stop()
    capture.look()
    (event,) = events(tmp_path, "clock-step")
    assert (event["stepped_ns"], event["slept_ns"]) == (9 * 10**9 - 1, 0)
    assert (event["from_ns"], event["to_ns"]) == (10**18, 10**18 + 9 * 10**9)
    assert capture.clock_set_ns == 9 * 10**9 - 1


def test_a_clock_that_was_set_since_the_last_look_is_told_when_capturing_ends(tmp_path: Path) -> None:
    capture = one_of(tmp_path, clock=clock_set_once(), free=lambda _: 10**12)
    capture.stop()
    capture.stop()
    (event,) = events(tmp_path, "clock-step")
    assert event["stepped_ns"] == capture.clock_set_ns == 9 * 10**9 - 1


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    capture = one_of(tmp_path, free=lambda _: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    capture.stop()
    with pytest.raises(MachineError, match="Input/output error; capturing is not looked after"):
        capture.look()
