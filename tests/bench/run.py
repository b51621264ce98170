"""Measure speed and memory on generated captures, beside SHA-256 and other programs.

``python -m tests.bench.run`` prints Markdown and writes it into docs/performance.md.
Nothing is asserted: times belong to a machine. Everything made lies below build/bench/.

Method: whole processes, warm file cache. Ours, SHA-256 and ndpiReader alternate, the first round is
discarded (it also compiles the kernels), the best of the rest counts. Other peers run after, those that an
aim needs first: what there is no time for is named.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.bench import memory
from tests.bench.budget import Budget
from tests.bench.compare import alone, alternate, counts_of
from tests.bench.measure import ROOT
from tests.bench.programs import OURS_JSON, VENV, WORK, Program, in_turn, others, python_of_peers, with_aims
from tests.bench.recipes import MADE_OF, WORKLOADS, Recipe, make
from tests.bench.report import markdown
from tests.bench.results import Line, Results, Workload
from tests.support.docs import replace_section

DOCS = ROOT / "docs/performance.md"
BUDGET_S = 1_380.0
"""After so long nothing goes on: the whole stays below 25 minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much to measure."""

    packets: int
    connections: int
    octets: int
    """Connections and octets are those of the flow-heavy capture."""
    rounds: int
    slope_connections: tuple[int, ...]
    flat_octets: tuple[int, ...]
    share: int
    """Packets that Scapy is given."""


FULL = Sizes(
    packets=2_000_000,
    connections=25_000,
    octets=1_740_000_000,
    rounds=5,
    slope_connections=(12_500, 125_000, 250_000),
    flat_octets=(200_000_000, 2_000_000_000),
    share=20_000,
)
QUICK = Sizes(
    packets=200_000,
    connections=2_500,
    octets=174_000_000,
    rounds=2,
    slope_connections=(2_500, 25_000),
    flat_octets=(20_000_000, 100_000_000),
    share=2_000,
)


@dataclass(slots=True)
class Bench:
    """One run of it."""

    sizes: Sizes
    budget: Budget
    results: Results
    python: Path
    """Interpreter of the peers."""

    def ours(self, name: str) -> Path | None:
        """What runs in turn on one capture; path of the capture, None where it could not be made."""
        sizes, document = self.sizes, WORK / "document.json"
        document.unlink(missing_ok=True)
        recipe = Recipe(
            workload=name, packets=sizes.packets, connections=sizes.connections, octets=sizes.octets
        )
        try:
            capture = make(recipe)
        except subprocess.CalledProcessError as fault:
            self.budget.tell(f"{name} could not be made: {fault.stderr.strip()[-300:]}")
            self.results.workloads.append(Workload(name=name, made_of=MADE_OF[name], packets=0, octets=0))
            return None
        self.budget.tell(f"{name}: ours, SHA-256 and ndpiReader in turn")
        work = Workload(
            name=name, made_of=MADE_OF[name], packets=sizes.packets, octets=capture.stat().st_size
        )
        work.lines = {line.name: line for line in alternate(in_turn(capture, document), sizes.rounds)}
        work.document = counts_of(document) if work.best(OURS_JSON) else {}
        document.unlink(missing_ok=True)
        self.results.workloads.append(work)
        return capture

    def peers(self, captures: dict[str, Path], ask: Callable[[Path], tuple[Program, ...]]) -> None:
        """Some other programs on every capture, one program after the other."""
        works = {work.name: work for work in self.results.workloads}
        asked = [(works[name], ask(capture)) for name, capture in captures.items()]
        for place in range(max((len(programs) for _, programs in asked), default=0)):
            for work, programs in asked:
                program = programs[place]
                line = self.budget.step(f"{work.name}: {program.name}", partial(alone, program))
                missing = Line(name=program.name, note=program.note, fault="left out")
                work.lines[program.name] = line or missing

    def memory(self) -> None:
        """Peak memory by size of the capture, and by number of flows."""
        for name in WORKLOADS:
            for octets in self.sizes.flat_octets:
                part = partial(memory.by_octets, name, octets)
                flat = self.budget.step(f"{name}: memory at {octets / 1e9:g} GB", part)
                self.results.flat += [flat] if flat else []
        for connections in self.sizes.slope_connections:
            slope = self.budget.step(
                f"memory at {2 * connections} flows", partial(memory.by_flows, connections)
            )
            self.results.slope += [slope] if slope else []

    def all(self) -> Results:
        """Everything, the most wanted first."""
        made = {name: self.ours(name) for name in WORKLOADS}
        captures = {name: path for name, path in made.items() if path}
        self.peers(captures, lambda capture: with_aims(capture, self.python))
        self.memory()
        self.peers(captures, lambda capture: others(capture, self.python, self.sizes.share))
        self.results.left_out = self.budget.left_out
        return self.results


def measure(sizes: Sizes, command: str, *, quick: bool) -> Results:
    """Run everything, in order; a progress line on standard error for each part."""
    WORK.mkdir(parents=True, exist_ok=True)
    budget = Budget(BUDGET_S)
    budget.tell("environment of the peers")
    python = VENV / "bin/python" if quick else python_of_peers()
    return Bench(sizes, budget, Results(command=command), python).all()


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the documentation unless told not to."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.run", description="Measure speed and memory."
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="a tenth of the captures; Python peers only where they are set up; writes no documentation",
    )
    options = parser.parse_args(arguments)
    command = f"python -m tests.bench.run{' --quick' if options.quick else ''}"
    results = measure(QUICK if options.quick else FULL, command, quick=options.quick)
    text = markdown(results)
    print(text)
    failed = [work.name for work in results.workloads if work.failed()]
    if failed:
        print(f"bench: harness analyze failed on {', '.join(failed)}; run it by hand", file=sys.stderr)
        return 1
    if not options.quick:
        replace_section(DOCS, "bench", text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
