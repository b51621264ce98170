"""Cores and memory, as the kernel tells them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import MachineError
from harness.machine import capacity
from harness.machine.capacity import of_memory, of_quota, read_memory, read_processor

MEMINFO = "MemTotal:       16384 kB\nMemFree:  1 kB\nMemAvailable:    2048 kB\nHugePages_Total:       0\n"


def test_memory_is_told_in_octets() -> None:
    found = of_memory(MEMINFO)
    assert (found.total_octets, found.available_octets) == (16_777_216, 2_097_152)


def test_what_an_old_kernel_does_not_tell_is_not_guessed() -> None:
    with pytest.raises(MachineError, match="does not tell MemAvailable"):
        of_memory(MEMINFO.replace("MemAvailable", "Other"))


@given(st.text(alphabet="Mem: 0123456789kB\n¹"))
def test_any_text_is_read_or_refused(text: str) -> None:
    of_quota(text)
    try:
        of_memory(text)
    except MachineError:
        return


def test_a_container_s_limit_is_a_share_of_cores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(capacity, "_QUOTA", quota)
    every = len(os.sched_getaffinity(0))
    assert read_processor().cores == every
    quota.write_text("50000 100000\n")
    assert read_processor().cores == 0.5
    quota.write_text("max 100000\n")
    assert read_processor().cores == every
    assert [of_quota(text) for text in ("0 5", "5 0", "5", "a b", "")] == [None] * 5


def test_this_machine() -> None:
    assert 0 < read_memory().available_octets <= read_memory().total_octets
    assert len(read_processor().load) == 3
