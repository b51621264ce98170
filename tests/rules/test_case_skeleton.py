"""The files that a new case begins with hold, each by the checks of its own kind."""

from __future__ import annotations

from datetime import date

from harness.rules.case_file import check_case
from harness.rules.case_skeleton import case_skeleton
from harness.rules.forge_situation import check_situation
from harness.rules.scenario import check_scenario

FILES = case_skeleton("far-host", date(2030, 2, 28))


def test_every_file_holds_and_has_the_name() -> None:
    case, faults = check_case(FILES["case.yaml"].encode(), "case.yaml", ".", judged=True)
    assert (faults, case and case.judged_on) == ([], date(2030, 2, 28))
    situation, faults = check_situation(FILES["situation.yaml"].encode(), "situation.yaml")
    assert (faults, situation and situation["id"]) == ([], "far-host")
    scenario, faults = check_scenario(FILES["scenario.yaml"].encode(), "scenario.yaml", ".")
    assert (faults, scenario and scenario.id) == ([], "far-host")
    assert FILES["README.md"].startswith("# far-host\n")


def test_it_says_what_to_change_and_no_line_is_long() -> None:
    assert all("CHANGE" in FILES[name] for name in ("README.md", "situation.yaml", "scenario.yaml"))
    assert max(len(line) for text in FILES.values() for line in text.splitlines()) <= 120
