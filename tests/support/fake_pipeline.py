"""A pipeline that answers at once with the hand-written example, for tests of the command line.

What it does follows the variable HARNESS_TEST_PIPELINE: ``cn`` (witnessed, possible and none seen), ``possible``,
``none``, ``many`` (a report longer than a pipe holds), ``bad-captures``, ``fault``, ``panic``, ``interrupt``, ``slow``.
"""

from __future__ import annotations

import os
import sys
import time
import types
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import BinaryIO

from harness.cli.main import main
from harness.errors import CaptureError
from harness.model.hosts import HostsFile
from harness.tables.analysis import Analysis
from harness.tables.minutes import MINUTES
from harness.tables.parts import Whole
from tests.support.analysis_example import example, with_flows

PROGRAM = ("-m", "tests.support.fake_pipeline")
"""Arguments of the interpreter that run the command line on this pipeline."""


class Panic(BaseException):
    """As compiled libraries raise it: no Exception."""


def analyze(
    paths: Sequence[str],
    *,
    devices: Sequence[str] = (),
    countries: Sequence[str] = (),
    hosts: Sequence[HostsFile] = (),
    site: object = None,
    idle_timeout_s: int = 300,
    minutes: bool = False,
    keylogs: Sequence[str] = (),
    ca_store: object = None,
    content: bool = False,
    stdin: BinaryIO | None = None,
    progress: Callable[[int, int | None], None] | None = None,
    stop: object = None,
) -> Analysis:
    """Take what the true pipeline takes, and give the example."""
    if stdin is not None:
        sys.stderr.write(f"stdin held {len(stdin.read())} octets\n")
    if progress is not None:
        progress(1, 2)
    made = _ANALYSES[os.environ.get("HARNESS_TEST_PIPELINE", "cn")](list(paths), progress)
    if minutes:
        made = replace(made, facts=replace(made.facts, minutes=Whole(MINUTES.empty())))
    return replace(made, devices=tuple(devices), hosts=tuple(hosts), idle_timeout_s=idle_timeout_s)


def _bad(paths: list[str], _: object) -> Analysis:
    raise CaptureError("\n".join(f"{path}: no such file" for path in paths))


def _fault(paths: list[str], _: object) -> Analysis:
    raise ValueError("an invariant \x1b[31mbroke")


def _panic(paths: list[str], _: object) -> Analysis:
    raise Panic("index out of bounds")


def _interrupt(paths: list[str], _: object) -> Analysis:
    raise KeyboardInterrupt


def _slow(paths: list[str], progress: Callable[[int, int | None], None] | None) -> Analysis:
    for step in range(3):
        time.sleep(0.6)
        if progress is not None:
            progress(step * 1_000_000, 3_000_000)
    return example()


_ANALYSES: dict[str, Callable[..., Analysis]] = {
    "cn": lambda *_: example(),
    "possible": lambda *_: replace(example(), answers=example().answers[1:]),
    "none": lambda *_: replace(example(), answers=example().answers[2:]),
    "many": lambda *_: with_flows(5_000),
    "bad-captures": _bad,
    "fault": _fault,
    "panic": _panic,
    "interrupt": _interrupt,
    "slow": _slow,
}


def install() -> None:
    """Stand in for ``harness.pipeline`` in this process."""
    module = types.ModuleType("harness.pipeline")
    module.__dict__["analyze"] = analyze
    sys.modules["harness.pipeline"] = module


if __name__ == "__main__":
    install()
    sys.exit(main())
