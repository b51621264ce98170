"""One capture, all programs: ours and those of the aims in turn, the others after.

A program that fails becomes a line that says so; nothing that a program does ends the bench.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench.measure import LONGEST_S, Run, best_of, fault_of, run, time_left
from tests.bench.programs import WORK, Program
from tests.bench.results import Line

BROKEN_OUTPUT = 65
"""Status for a program that ended well and printed no figures."""


def run_program(program: Program, longest_s: float = LONGEST_S) -> Run:
    """One run; of a program with a clock of its own, the figures that it prints."""
    if not program.own_clock:
        return run(program.command, longest_s=longest_s)
    printed = WORK / "own-clock.json"
    finished = run(program.command, longest_s=longest_s, output=printed)
    if finished.status:
        return finished
    try:
        own = json.loads(printed.read_text(encoding="utf-8"))
        return replace(finished, wall_s=float(own["wall_s"]), cpu_s=float(own["cpu_s"]))
    except (ValueError, KeyError, TypeError):
        return replace(finished, status=BROKEN_OUTPUT)


def line_of(program: Program, runs: Sequence[Run]) -> Line:
    """The best of some runs."""
    return Line(
        name=program.name,
        note=program.note,
        best=best_of(runs),
        fault=fault_of(runs),
        packets=program.packets,
    )


def alternate(programs: Sequence[Program], rounds: int) -> list[Line]:
    """Run the programs in turn, so that a slow minute meets all of them; the first round is discarded.

    The first round also compiles the kernels. A program that fails in it is not run again.
    """
    first = {program.name: run_program(program) for program in programs}
    runs: dict[str, list[Run]] = {name: [took] if took.status else [] for name, took in first.items()}
    for _ in range(rounds):
        for program in programs:
            if not first[program.name].status:
                runs[program.name].append(run_program(program))
    return [line_of(program, runs[program.name]) for program in programs]


def alone(program: Program, longest_s: float) -> Line:
    """Run one program as often as it asks; a failed run is not repeated."""
    runs: list[Run] = []
    left_s = time_left(longest_s)
    for _ in range(program.rounds):
        runs.append(run_program(program, left_s()))
        if runs[-1].status:
            break
    return line_of(program, runs)


def counts_of(document: Path) -> dict[str, int]:
    """Rows in the JSON document, as evidence that the work was done; empty where it cannot be read."""
    printed = WORK / "counts.json"
    counting: list[str | Path] = [sys.executable, "-m", "tests.bench.document_counts", document]
    if not document.is_file() or run(counting, output=printed).status:
        return {}
    found: dict[str, int] = json.loads(printed.read_text(encoding="utf-8"))
    return found
