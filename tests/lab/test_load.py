"""Mixed traffic: its rate, and its own counts against those of the kernel and of the far end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lab.load import Bucket
from harness.lab.namespaces import Namespaces
from tests.support.in_lab import in_lab
from tests.support.mishaps import Cable


@given(st.floats(1e3, 1e9), st.lists(st.tuples(st.floats(0, 0.5), st.integers(0, 100_000)), max_size=50))
def test_a_bucket_never_lets_more_through_than_its_rate(rate: float, turns: list[tuple[float, int]]) -> None:
    bucket, now, spent = Bucket(rate, 0.0), 0.0, 0
    for pause, wanted in turns:
        now += pause
        octets = int(min(max(bucket.due(now), 0), wanted))
        bucket.spend(octets)
        spent += octets
        assert spent <= rate * now * (1 + 1e-9) + 1e-6


def test_what_was_kept_back_is_not_sent_at_once() -> None:
    bucket = Bucket(1000.0, 0.0)
    assert bucket.due(60.0) == pytest.approx(100)


@in_lab()
def test_both_ends_count_the_same(lab: Namespaces, folder: Path) -> None:
    cable = Cable(lab, folder)
    before = cable.crossed()
    told: dict[str, Any] = cable.load(40, 1)
    sent, taken = told["given"], told["taken"]
    assert taken["stream_octets"] == sent["stream_octets"]
    assert taken["conversations"] == len(sent["names"])
    assert taken["datagrams"] == sent["datagrams"] + sent["messages"] + len(sent["names"])
    assert cable.crossed() - before > sent["datagrams"] + sent["messages"]
    # A busy machine may send less than it was asked to, and never more.
    assert 0 < sent["mbit"] <= 40.5
