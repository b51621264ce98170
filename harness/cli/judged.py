"""Scenarios, loaded and checked, in; each judged on its captures, with progress shown, out. Shared by the commands that judge."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harness.cli.interruption import stoppable
from harness.cli.notes import stage, tell
from harness.cli.progress import ProgressBar

if TYPE_CHECKING:
    from harness.model.narrowing import Narrower
    from harness.model.scenario import Scenario
    from harness.tables.verification import Verification


def judged(
    scenarios: Sequence[Scenario], narrower: Narrower, check: Callable[[], None]
) -> tuple[list[Verification], bool]:
    """Judge scenarios one after the other.

    Args:
        scenarios: In the order of the result.
        narrower: The narrower test that is asked for; the whole one where none is.
        check: What is to be known before a capture is read and cannot be known before the heavy imports.

    Returns:
        What was found, and whether reading was stopped early.

    Raises:
        ScenarioError: A scenario's own endpoint rules have faults.
        HarnessError: Reference data cannot be read.
    """
    # See analyze for the collector.
    gc.disable()
    from harness.campaign import verify  # noqa: PLC0415 - brings polars
    from harness.kernel.jit import is_compiled  # noqa: PLC0415 - brings numba
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    gc.freeze()
    gc.enable()
    if not is_compiled():
        tell("compiling for this machine, once; up to a minute", event="compiling")
    check()
    today = datetime.now(UTC).date()
    with stoppable() as stop, ProgressBar() as progress:
        found = []
        for scenario in scenarios:
            with stage("judge", f"judging {shown(scenario.id)}", scenario=scenario.id):
                found.append(verify(scenario, narrower=narrower, today=today, progress=progress, stop=stop))
    return found, stop.cut
