"""Coverage-guided fuzzing with atheris: ``python -m tests.fuzz.run [TARGET...] [--seconds N]``; see README.md.

Each target runs in a process of its own, kernels as plain Python so that their branches are seen. What was found is
kept below build/fuzz; ``--keep`` takes what reaches new branches into tests/fuzz/corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
CORPUS: Final = ROOT / "tests/fuzz/corpus"
WORK: Final = ROOT / "build/fuzz"
MOST_OCTETS: Final = {
    "file": 1_600,
    "pcapng": 1_200,
    "first-octets": 600,
    "tls": 800,
    "compression": 300,
    "sip": 1_000,
    "capture": 1_000,
    "link-usb-events": 1_000,
}
"""Longest input of a target; 450 for the others."""
_STATS: Final = re.compile(r"stat::(number_of_executed_units|average_exec_per_sec):\s+(\d+)")
_COVER: Final = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")


def child(target: str, seconds: int) -> None:
    """Fuzz one target until its time is over; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["harness"]):
        from tests.fuzz.seeds import seeds
        from tests.fuzz.targets import TARGETS
    work = WORK / target
    work.mkdir(parents=True, exist_ok=True)
    most = MOST_OCTETS.get(target, 450)
    for data in seeds(target):
        (work / hashlib.sha256(data[:most]).hexdigest()[:16]).write_bytes(data[:most])
    kept = CORPUS / target
    warnings.filterwarnings(
        "ignore", "overflow encountered"
    )  # hashes wrap on purpose; plain scalars warn of it
    atheris.Setup(
        [
            "fuzz", str(work), *([str(kept)] if kept.is_dir() else []), f"-max_total_time={seconds}", f"-max_len={most}",
            "-timeout=20", "-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={work.parent}/{target}-",
        ],
        TARGETS[target],
    )  # fmt: skip
    atheris.Fuzz()


def fuzz(target: str, seconds: int) -> tuple[str, bool]:
    """Fuzz one target in a process of its own; a line of what was reached, and whether it broke no law."""
    command = [sys.executable, "-m", "tests.fuzz.run", target, "--child", "--seconds", str(seconds)]
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    stats = dict(_STATS.findall(done.stderr))
    cover = _COVER.findall(done.stderr)
    reached = "branches {}, features {}, inputs {}".format(*cover[-1]) if cover else "no coverage"
    told = [text for text in done.stderr.splitlines() if not text.startswith(("#", "INFO", "stat::"))]
    line = f"{target}: {stats.get('number_of_executed_units', '0')} executions, {reached}"
    return (line, True) if done.returncode == 0 else ("\n  ".join([line, *told[-40:]]), False)


def main() -> int:
    """Fuzz the targets named, or all in turn."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("targets", nargs="*", metavar="TARGET")
    options.add_argument("--seconds", type=int, default=60, help="for each target")
    options.add_argument("--keep", action="store_true", help="take what reaches new branches into the corpus")
    options.add_argument("--input", help="run the one target named on this file, and nothing else")
    options.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.child:
        child(given.targets[0], given.seconds)
    from tests.fuzz.targets import TARGETS

    if unknown := set(given.targets) - set(TARGETS):
        options.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    if given.input is not None:
        for target in given.targets:
            TARGETS[target](Path(given.input).read_bytes())
        return 0
    good = True
    for target in given.targets or TARGETS:
        line, held = fuzz(target, given.seconds)
        print(line, flush=True)
        good &= held
        if given.keep:
            keep = [sys.executable, "-m", "tests.fuzz.minimise", target]
            subprocess.run(keep, cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, check=True)
    return not good


if __name__ == "__main__":
    sys.exit(main())
