"""Mutated captures through the whole pipeline, and captures made to cost time (issue: reading captures)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from harness import pipeline
from harness.reports.document import document
from harness.tables.parts import Whole
from tests.support.mutants.costly import COSTLY
from tests.support.mutants.laws import breaches, text_breaches
from tests.support.mutants.plan import TOGETHER, captures_of, run_of, runs_that_hold
from tests.support.mutants.walk import packets_before
from tests.support.truth import ROOT

MUTANTS = int(os.environ.get("HARNESS_MUTANTS", "500"))
PROCESSES = 2
MOST_CPU_S = 10.0
"""Of one file below 1 MB, reports included. What the issue asks for is 1 s; the most found on an idle core is told in
README.md. Processor time, because a busy machine makes every file slow; ten times, because caches are shared too. What
grows with the square of its octets took forty and more."""


def test_mutated_captures_break_no_law() -> None:
    """In processes of their own: a hang in compiled code can only be ended with its process."""
    runs = -(-runs_that_hold(MUTANTS) // PROCESSES)
    command = [sys.executable, "-m", "tests.support.mutants.run", "--count", str(runs)]
    # Reading twice doubles the time: here every third, in `make soak` all of them.
    command += ["--twice", "3" if MUTANTS <= 500 else "1"]
    started = [
        subprocess.Popen(
            [*command, "--first", str(index * runs)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for index in range(PROCESSES)
    ]
    ended = [(process, *process.communicate()) for process in started]
    for process, told, errors in ended:
        print(told.splitlines()[-1] if told else "")
        assert process.returncode == 0, f"{told}\n{errors[-3_000:]}"


def test_the_same_number_is_the_same_capture() -> None:
    assert [run_of(number) for number in range(12)] == [run_of(number) for number in range(12)]
    runs = runs_that_hold(MUTANTS)
    assert (
        sum(captures_of(number) for number in range(runs))
        >= MUTANTS
        > sum(captures_of(number) for number in range(runs - 1))
    )
    assert [len(run_of(number).mutants) for number in range(40)] == [
        captures_of(number) for number in range(40)
    ]
    assert {len(run_of(number).mutants) for number in range(40)} == {1, TOGETHER}


def test_laws_tell_of_a_packet_that_is_lost_and_of_one_that_is_not_there() -> None:
    path = str(ROOT / "tests/captures/network/tunnels.pcap")
    files = {path: Path(path).read_bytes()}
    analysis = pipeline.analyze([path])
    assert list(breaches(analysis, files)) == []
    fewer = replace(analysis, captures=analysis.captures.with_columns(pl.col("packets") - 1))
    assert any("packets, and" in told for told in breaches(fewer, files))
    far = Whole(analysis.flows.with_columns(first_packet=pl.lit(10**6, pl.UInt64)))
    beyond = replace(analysis, facts=replace(analysis.facts, flows=far))
    assert any("points to packets" in told for told in breaches(beyond, files))
    assert any("control character" in told for told in text_breaches(b'{"a": "\x1b"}', ""))
    assert any("report holds" in told for told in text_breaches(b"{}", "\x1b[31m"))


@pytest.mark.parametrize("make", COSTLY, ids=lambda make: make.__name__)
def test_no_file_below_a_megabyte_takes_long(make: Callable[[], bytes], tmp_path: Path) -> None:
    octets = make()
    assert len(octets) < 1_000_000
    path = tmp_path / "a.pcap"
    path.write_bytes(octets)
    start = time.process_time()
    analysis = pipeline.analyze([str(path)])
    for chunk in document(analysis):
        assert chunk
    took = time.process_time() - start
    print(f"{make.__name__}: {took:.2f} s of processor time")
    (row,) = analysis.captures.to_dicts()
    assert row["problem"] is None
    if row["compression"] is None:
        assert row["packets"] == packets_before(octets, len(octets))[0]
    assert took < MOST_CPU_S
