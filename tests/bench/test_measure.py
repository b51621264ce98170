"""A process is measured at all; one that fails, hangs or is missing ends nothing but itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.budget import Budget
from tests.bench.compare import BROKEN_OUTPUT, alone, alternate, counts_of, run_program
from tests.bench.measure import NOT_THERE, ROOT, Run, best_of, fault_of, run, run_fed
from tests.bench.programs import Program


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


GROWING = "x = bytearray(50_000_000); x[::4096] = b'1' * len(x[::4096])"
FEEDING = python("import sys\nfor _ in range(200): sys.stdout.write('x' * 100_000)")
"""In pieces, as programs write: the kernel now and then takes one large piece for written whole though its reader has gone."""


def test_a_failed_run_gives_no_figure() -> None:
    runs = [Run(1.0, 1.0, 1, 0), Run(0.1, 0.1, 1, 3)]
    assert best_of(runs) is None
    assert fault_of(runs) == "exit status 3"


def test_a_process_is_measured_from_a_small_one() -> None:
    """In a process of its own, because a child's size is counted from its parent's."""
    script = (
        f"import sys; from tests.bench.measure import run; print(run([sys.executable, '-c', {GROWING!r}]))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    peak = re.search(r"peak_octets=(\d+), status=0", printed.stdout)
    assert peak
    assert 50_000_000 < int(peak[1]) < 80_000_000


def test_the_process_that_measures_imports_no_numpy() -> None:
    code = "import sys, tests.bench.run, tests.bench.soak; sys.exit('numpy' in sys.modules)"
    assert run(python(code)).status == 0


def test_a_run_that_takes_too_long_is_ended() -> None:
    took = run(python("import time; time.sleep(60)"), longest_s=0.2)
    assert took.status < 0
    assert took.wall_s < 20
    assert fault_of([took]).startswith("ended after")


def test_a_program_that_is_missing_is_a_failed_run() -> None:
    assert run(["/nowhere/program"]).status == NOT_THERE
    assert alone(Program(name="x", command=["/nowhere/program"]), 5).fault == "not installed"


def test_a_process_reads_what_another_writes() -> None:
    reading = python("import sys; sys.exit(len(sys.stdin.read()) != 20_000_000)")
    assert run_fed(FEEDING, reading, longest_s=30).status == 0


@pytest.mark.parametrize(
    ("maker", "reader"),
    [
        (python("import sys; sys.exit(1)"), python("import sys; sys.stdin.read()")),
        (FEEDING, python("import sys; sys.exit(7)")),
        (FEEDING, python("")),
    ],
    ids=["maker fails", "reader fails", "reader stops early"],
)
def test_a_broken_pipe_is_a_failed_run(maker: list[str], reader: list[str]) -> None:
    assert run_fed(maker, reader, longest_s=30).status != 0


@pytest.mark.parametrize("rounds", [1, 2])
def test_the_first_round_is_discarded(rounds: int) -> None:
    (line,) = alternate([Program(name="a", command=python(""))], rounds)
    assert line.best is not None
    assert line.best.runs == rounds


def test_a_program_that_fails_leaves_the_others_alone(tmp_path: Path) -> None:
    once = tmp_path / "ran"
    failing = python(f"open({str(once)!r}, 'a').write('x'); raise SystemExit(2)")
    bad, good = alternate([Program(name="bad", command=failing), Program(name="good", command=python(""))], 2)
    assert (bad.best, bad.fault, once.read_text()) == (None, "exit status 2", "x")
    assert good.best is not None


def test_a_clock_of_its_own_counts_and_other_output_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.bench.compare.WORK", tmp_path)
    own = Program(name="a", command=python('print(\'{"wall_s": 12.5, "cpu_s": 3}\')'), own_clock=True)
    assert (run_program(own).wall_s, run_program(own).cpu_s) == (12.5, 3)
    odd = Program(name="a", command=python("print('nothing')"), own_clock=True)
    assert run_program(odd).status == BROKEN_OUTPUT


def test_what_there_is_no_time_for_is_named() -> None:
    now = [0.0]
    budget = Budget(10.0, clock=lambda: now[0])
    assert budget.step("first", lambda longest_s: longest_s) == 10.0
    now[0] = 11.0
    assert budget.step("second", lambda longest_s: longest_s) is None
    assert budget.left_out == ["second"]


def test_a_part_that_cannot_be_made_ends_nothing() -> None:
    def fails(longest_s: float) -> float:
        raise subprocess.CalledProcessError(1, "maker")

    budget = Budget(10.0)
    assert budget.step("part", fails) is None
    assert budget.left_out == ["part (CalledProcessError)"]


def test_rows_of_a_document_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.bench.compare.WORK", tmp_path)
    document = tmp_path / "document.json"
    assert counts_of(document) == {}
    document.write_text('{"captures": [')
    assert counts_of(document) == {}
    document.write_text('{"captures": [{"packets": 7}], "flows": [1, 2], "names": [], "endpoints": [1]}')
    assert counts_of(document) == {"packets": 7, "flows": 2, "names": 0, "endpoints": 1}
