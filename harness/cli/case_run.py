"""A case in; its pipeline run, and the rows of every hop as text, out. Shared by the commands of cases, and by the project's tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.scenarios import load_all
from harness.errors import HarnessError
from harness.model.cases import SCENARIO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.model.cases import Asked, Case
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification


def load_cases(folders: Sequence[Path]) -> tuple[Case, ...]:
    """Read what directories say of their cases.

    Raises:
        ScenarioError: With the faults of all of them.
    """
    from harness.rules.case_file import load_case  # noqa: PLC0415 - brings pydantic

    return load_all(folders, load_case)


def run_case(case: Case) -> dict[str, str]:
    """Run a case and give the text of every hop.

    Raises:
        ScenarioError: Its scenario has faults.
        HarnessError: Its captures cannot be read, or reference data cannot.
    """
    from harness.reports.case_rows import analysis_texts, verification_texts  # noqa: PLC0415 - brings polars

    folder = _whole(case)
    if case.asked is None:
        return verification_texts(judged_case(case), str(folder))
    return analysis_texts(_analyzed(case.asked, folder), str(folder))


def judged_case(case: Case) -> Verification:
    """Judge the scenario of a case; errors as above."""
    from harness.campaign import verify  # noqa: PLC0415 - brings polars
    from harness.rules.scenario import load_scenario  # noqa: PLC0415 - brings pydantic

    return verify(load_scenario(_whole(case) / SCENARIO), today=case.judged_on)


def _whole(case: Case) -> Path:
    """The directory by its whole path: rows that are in order of a text with a path in it must not hang on how the user named it."""
    return Path(case.folder).absolute()


def _analyzed(asked: Asked, folder: Path) -> Analysis:
    from harness.pipeline import analyze  # noqa: PLC0415 - brings polars
    from harness.sources.hosts_file import read_hosts  # noqa: PLC0415 - likewise

    try:
        return analyze(
            [str(folder / path) for path in asked.captures],
            devices=asked.devices,
            countries=asked.countries,
            hosts=read_hosts([str(folder / path) for path in asked.hosts]),
        )
    except ValueError as fault:
        raise HarnessError(f"{folder}: analyze: devices: {fault}") from fault
