"""Several captures at once give what one after the other gives."""

from __future__ import annotations

import threading

import pytest

from harness.sources import side_by_side
from harness.sources.side_by_side import Count, cores, in_threads


@pytest.mark.parametrize("count", [1, 2, 7])
def test_results_keep_the_order_of_items(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "cores", lambda: count)
    assert in_threads(lambda item: item * 2, range(20), lambda: None) == [item * 2 for item in range(20)]
    assert in_threads(lambda item: item, [], lambda: None) == []


def test_no_more_at_once_than_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    both = threading.Barrier(2, timeout=20)
    at_once, most, lock = 0, 0, threading.Lock()

    def work(_: int) -> None:
        nonlocal at_once, most
        with lock:
            at_once += 1
            most = max(most, at_once)
        both.wait()
        with lock:
            at_once -= 1

    in_threads(work, range(6), lambda: None)
    assert most == 2
    assert cores() >= 1


def test_where_one_fails_the_others_are_told_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "cores", lambda: 2)
    ended = threading.Event()

    def work(item: int) -> None:
        if item == 0:
            raise KeyError(item)
        ended.wait(20)

    with pytest.raises(KeyError):
        in_threads(work, range(2), ended.set)
    assert ended.is_set()


def test_octets_of_all_threads_are_counted() -> None:
    told: list[tuple[int, int | None]] = []
    count = Count(lambda done, total: told.append((done, total)), 9)
    count.advance(2)
    count.advance(3)
    Count(None, None).advance(1)
    assert told == [(2, 9), (5, 9)]
