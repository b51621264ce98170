"""Frames that an interface lost, over its going away and coming back."""

from __future__ import annotations

from harness.live.recording.kernel_drops import KernelDrops
from harness.machine.interfaces import Received


def counters(lost: int | None) -> Received | None:
    return None if lost is None else Received(octets=9, packets=9, errors=0, dropped=lost, overruns=0)


def looks(*lost: int | None) -> list[int | None]:
    """The first is before capturing began."""
    readings = iter([counters(one) for one in lost])
    drops = KernelDrops("eth1", lambda _: next(readings))
    return [drops.look(capturing=True) for _ in lost[1:]]


def test_only_what_was_lost_since_the_start_counts() -> None:
    assert looks(100, 100, 103) == [0, 3]


def test_an_interface_that_was_made_anew_counts_from_nothing() -> None:
    assert looks(100, 102, None, 5, 6) == [2, 2, 7, 8]


def test_where_nothing_is_told_nothing_is_known() -> None:
    assert looks(None, None) == [None]


def test_one_that_comes_later_counts_from_then() -> None:
    assert looks(None, 40, 41) == [0, 1]


def test_damaged_frames_count_as_lost() -> None:
    readings = iter([Received(octets=0, packets=0, errors=n, dropped=n, overruns=0) for n in (0, 2)])
    assert KernelDrops("eth1", lambda _: next(readings)).look(capturing=True) == 4


def test_what_the_kernel_drops_while_nobody_captures_is_no_loss() -> None:
    readings = iter([counters(one) for one in (0, 5, 6, 9)])
    drops = KernelDrops("eth1", lambda _: next(readings))
    assert [drops.look(capturing=yes) for yes in (False, True, False)] == [0, 1, 1]
