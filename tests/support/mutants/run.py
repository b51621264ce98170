"""Mutated captures through the whole pipeline: ``python -m tests.support.mutants.run [--first N] [--count N]``.

Each run is told before it begins to a watchdog of its own thread, which ends the process where it takes longer than
PATIENCE_S: also in compiled code, which no exception reaches.
"""

from __future__ import annotations

import argparse
import faulthandler
import functools
import sys
import tempfile
import time
import traceback
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np

from harness import campaign, pipeline
from harness.errors import CaptureError
from harness.kernel.records import FLOW
from harness.kernel.table import FlowTable
from harness.model.scenario import Scenario
from harness.reading import IDLE_TIMEOUT_S
from harness.reports import document, terminal, verification, verification_document
from harness.rules.scenario import load_scenario
from tests.support.mutants.laws import breaches, text_breaches
from tests.support.mutants.plan import Run, run_of
from tests.support.mutants.seeds import JUDGED, SCENARIO, own_seeds
from tests.support.reference_data import keep_reference_data

SLOW_S: Final = 1.0
"""Wall time of one reading that is told."""
PATIENCE_S: Final = 60.0
"""Wall time of one run that is a hang. Twenty times the slowest run seen on two cores that five others shared; a loop that
does not end takes for ever, and one that is quadratic in 100,000 octets takes minutes."""
_TODAY: Final = date(2026, 11, 24)


@functools.cache
def _scenario() -> Scenario:
    return load_scenario(SCENARIO)


def analysed(paths: list[str], files: dict[str, bytes]) -> tuple[bytes, list[str]]:
    """The JSON document of an analysis, or the fault that was told; and what is wrong with it.

    A file that is no capture ends the whole analysis, so each is then read by itself.
    """
    try:
        found = pipeline.analyze(paths, countries=["CN"])
    except CaptureError as error:
        if len(paths) == 1:
            return str(error).encode(), []
        alone = [analysed([path], {path: files[path]}) for path in paths]
        return b"".join(written for written, _ in alone), [fault for _, faults in alone for fault in faults]
    written = b"".join(document.document(found))
    report = terminal.render(found, 100, colour=False, all_rows=True)
    return written, [*breaches(found, files), *text_breaches(written, report)]


def judged(folder: Path, name: str) -> tuple[bytes, list[str]]:
    """The same of a scenario whose only capture is this file."""
    scenario = _scenario()
    (cell,) = scenario.cells
    captures = (replace(cell.captures[0], path=name),)
    given = replace(scenario, folder=str(folder), cells=(replace(cell, captures=captures),))
    found = campaign.verify(given, today=_TODAY)
    written = b"".join(verification_document.document([found], only=()))
    return written, list(
        text_breaches(written, verification.render([found], 100, colour=False, all_rows=True))
    )


def faults_of(run: Run, folder: Path, *, twice: bool) -> tuple[list[str], float]:
    """What is wrong with a run, and the wall time of its slowest reading."""
    files = {str(folder / mutant.name): mutant.octets for mutant in run.mutants}
    for path, octets in files.items():
        Path(path).write_bytes(octets)
    faults, slowest = [], 0.0
    readings = [functools.partial(analysed, list(files), files)]
    if run.judged:
        readings.append(functools.partial(judged, folder, run.mutants[0].name))
    for reading in readings:
        outcomes = []
        for _ in range(2 if twice else 1):
            start = time.perf_counter()
            outcomes.append(reading())
            slowest = max(slowest, time.perf_counter() - start)
        faults += outcomes[0][1]
        if any(written != outcomes[0][0] for written, _ in outcomes):
            faults.append(f"{reading.func.__name__}: another document the second time")
    return faults, slowest


def compile_kernels(folder: Path) -> None:
    """Read captures that reach every kernel, before time counts: the first use of each compiles it."""
    made = {
        name: octets
        for name, octets in own_seeds()
        if name.startswith(("made pcap", "tests/captures/network"))
    }
    files = {str(folder / f"{number}.pcap"): octets for number, octets in enumerate(made.values())}
    for path, octets in files.items():
        Path(path).write_bytes(octets)
    analysed(list(files), files)
    judged(SCENARIO.parent, JUDGED.name)
    FlowTable(IDLE_TIMEOUT_S).absorb(np.zeros(0, dtype=FLOW))


def main() -> int:
    """Run, and say what is wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--count", type=int, default=1)
    options.add_argument("--twice", type=int, default=1, help="read every N-th twice")
    options.add_argument("--keep", help="folder to leave the files in")
    given = options.parse_args()
    keep_reference_data()
    with tempfile.TemporaryDirectory() as made:
        compile_kernels(Path(made))
    bad, slow = 0, []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(given.keep or made)
        for number in range(given.first, given.first + given.count):
            run = run_of(number)
            faulthandler.dump_traceback_later(PATIENCE_S, exit=True)
            print(f"\r{number} ", end="", file=sys.stderr, flush=True)
            try:
                faults, took = faults_of(run, folder, twice=number % given.twice == 0)
            except Exception:  # noqa: BLE001 - any exception is what is looked for; it is told with its number
                faults, took = [traceback.format_exc()], 0.0
            if took > SLOW_S:
                slow.append((took, number))
            if faults:
                bad += 1
                print(f"\npython -m tests.support.mutants.run --first {number} --keep FOLDER")
                for line in (*(f"  {one.name}: {one.told}" for one in run.mutants), *faults):
                    print(f"  {line}")
    faulthandler.cancel_dump_traceback_later()
    print(f"\n{given.count} runs, {bad} with faults; over {SLOW_S} s: {sorted(slow, reverse=True)[:10]}")
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
