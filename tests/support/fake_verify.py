"""A pipeline and a loader that answer at once with the hand-written Verification, for tests of ``harness verify``.

What the pipeline does follows the variable HARNESS_TEST_PIPELINE: ``fail`` (an unexpected FAIL), ``pass``, ``expected``
(FAIL as expected), ``open`` (INCONCLUSIVE), ``error``, ``fault``. A scenario file that holds "bad" has two faults.
"""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from harness.cli.main import main
from harness.errors import Fault, ScenarioError
from harness.model.narrowing import Narrower
from harness.model.scenario import Expectation, Scenario
from harness.model.verdicts import Judgement, Verdict
from harness.tables.verification import Verification
from tests.support.verification_example import example, narrowed

PROGRAM = ("-m", "tests.support.fake_verify")
"""Arguments of the interpreter that run the command line on this pipeline."""


def load_scenario(path: Path) -> Scenario:
    """Take what the true loader takes."""
    if "bad" in path.read_text(encoding="utf-8"):
        faults = [Fault(path=str(path), line=line, column=1, message="wrong\x1b[31m.") for line in (3, 7)]
        raise ScenarioError(tuple(faults))
    return replace(example().scenario, path=str(path))


def verify(
    scenario: Scenario,
    *,
    today: date,
    narrower: Narrower = Narrower(),  # noqa: B008 - frozen
    progress: Callable[[int, int | None], None] | None = None,
    stop: object = None,
) -> Verification:
    """Take what the true pipeline takes, and give the example."""
    if progress is not None:
        progress(1, 2)
    made = _MADE[os.environ["HARNESS_TEST_PIPELINE"]]
    found = made() if narrower.is_whole else narrowed()
    return replace(found, scenario=replace(found.scenario, path=scenario.path))


def _all(verdict: Verdict, blind_spots: tuple[int, ...] = ()) -> Verification:
    """Both claims come to one verdict."""
    base = example()
    judged = Judgement(claim="any", cell=None, verdict=verdict, coverage_ratio=1.0, blind_spots=blind_spots)
    chosen = tuple(replace(one, as_tested=judged, as_asserted=judged) for one in base.chosen)
    scenario = replace(base.scenario, expect=())
    return replace(base, scenario=scenario, chosen=chosen, unmet=(), findings=base.findings.clear())


def _expected() -> Verification:
    base = example()
    expect = tuple(
        Expectation(
            claim=one.claim,
            as_tested=one.as_tested.verdict,
            as_asserted=one.as_asserted.verdict,
            findings=tuple(base.findings["finding"]) if one.as_tested.verdict is Verdict.FAIL else (),
            line=1,
        )
        for one in base.chosen
    )
    return replace(base, scenario=replace(base.scenario, expect=expect), unmet=())


def _fault() -> Verification:
    raise ValueError("an invariant broke")


_MADE: dict[str, Callable[[], Verification]] = {
    "fail": example,
    "pass": lambda: _all(Verdict.PASS),
    "open": lambda: _all(Verdict.INCONCLUSIVE, (0,)),
    "error": lambda: replace(_all(Verdict.ERROR), errors=("us-v1.pcapng: no such file\x1b[31m",)),
    "expected": _expected,
    "fault": _fault,
}


def install() -> None:
    """Stand in for the pipeline and the loader in this process."""
    pipeline, loader = types.ModuleType("harness.campaign"), types.ModuleType("harness.rules.scenario")
    pipeline.__dict__["verify"] = verify
    loader.__dict__["load_scenario"] = load_scenario
    sys.modules |= {pipeline.__name__: pipeline, loader.__name__: loader}


if __name__ == "__main__":
    install()
    sys.exit(main())
