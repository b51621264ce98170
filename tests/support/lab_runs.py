"""Whole runs of the lab, each made once for all workers of a test run, and held against what the app wrote down."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support import command
from tests.support.in_lab import skip_unless

TAPS = ("aircraft", "app", "gateway-lan", "gateway-wan")
OWN_WAN = {"US": "198.51.100.7", "DE": "198.51.100.71", "SG": "198.51.100.135"}


class Lab(NamedTuple):
    """One run."""

    folder: Path

    def told(self, region: str) -> list[dict[str, Any]]:
        """What the app wrote down."""
        return [json.loads(line) for line in (self.folder / region / "app.jsonl").read_text().splitlines()]

    def captures(self, region: str) -> list[str]:
        return [str(self.folder / region / f"{tap}.pcapng") for tap in TAPS]


def lab_run(factory: pytest.TempPathFactory, name: str, *arguments: str) -> Lab:
    """A run of that name; whoever comes first makes it, others wait for it.

    Args:
        factory: Of the test run.
        name: Of the run; the same name means the same arguments.
        arguments: Of ``harness lab run``, but for ``--out``.
    """
    skip_unless("nft", "dumpcap")
    common = factory.getbasetemp()
    if common.name.startswith("popen-"):
        # A worker's own folder lies in that of all.
        common = common.parent
    folder = common / f"lab-{name}"
    with _alone(common / f"lab-{name}.lock"):
        if not (folder / "scenario.yaml").exists():
            done = command.run("lab", "run", "--out", folder, *arguments, program=command.REAL)
            assert done.returncode == 0, done.stderr.decode()
    return Lab(folder)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
