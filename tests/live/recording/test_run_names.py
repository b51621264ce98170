"""Names of capture files: which run, which part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.live.recording.run_names import next_run, run_file, run_files, run_name

VANTAGES = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,59}", fullmatch=True)


@given(VANTAGES, st.integers(1, 5_000), st.integers(1, 200_000))
def test_a_name_gives_back_what_it_was_made_of(vantage: str, number: int, part: int) -> None:
    run = run_name(vantage, number)
    found = run_file(f"{run}_{part:05}_20261102101500.pcapng")
    assert found is not None
    assert (found.run, found.vantage, found.number, found.part) == (run, vantage, number, part)
    alone = run_file(f"{run}.pcapng")
    assert alone is not None
    assert (alone.run, alone.part) == (run, 0)


@pytest.mark.parametrize(
    "name",
    [
        "a.pcapng",
        "lan-r1.pcapng",
        "lan-r001.pcap",
        "lan-r001_1_2.pcapng",
        "-r001.pcapng",
        "lan-r001.pcapng.gz",
    ],
)
def test_files_of_another_making_are_none(name: str) -> None:
    assert run_file(name) is None


def test_order_is_by_number_also_where_numbers_grow_by_a_digit() -> None:
    names = [f"lan-r001_{part:05}_20261102101500.pcapng" for part in (100_000, 99_999, 2)] + [
        "lan-r1000.pcapng",
        "lan-r999.pcapng",
    ]
    assert [(one.number, one.part) for one in run_files([*names, "x"])] == [
        (1, 2), (1, 99_999), (1, 100_000), (999, 0), (1_000, 0),
    ]  # fmt: skip


def test_the_next_run_is_one_that_no_file_is_of() -> None:
    assert next_run([], "lan") == 1
    assert next_run(["lan-r009.pcapng", "lan-b-r020.pcapng"], "lan") == 10
