"""``harness campaign init``: a folder in; a scenario to fill in and a run sheet to print out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from harness.cli.countries import country
from harness.cli.exits import Exit
from harness.cli.new_files import write_new
from harness.cli.notes import tell
from harness.cli.options import new_parser, raise_faults
from harness.errors import UsageError
from harness.model.scenario_ids import id_of, is_id

_ABOUT = """\
Begin a campaign: write FOLDER/scenario.yaml, a commented scenario with one planned cell for each region and one for
baseline and control, and FOLDER/run-sheet.txt, to print and fill in while the cells are run. Nothing that exists is
ever replaced.
"""
_EXITS = """\
Exit status: 0 both files were written; 2 wrong usage, or one of the files is there already; 4 the folder cannot be
written to. docs/scenarios.md says how to go on.
"""
_REGIONS = "US,DE,SG,BR"
_MOST_REGIONS = 50
SCENARIO, SHEET = "scenario.yaml", "run-sheet.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    folder: str
    id: str
    regions: tuple[str, ...]
    """ISO 3166-1 alpha-2, none twice."""


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness campaign init``."""
    found = new_parser("harness campaign init", _ABOUT, "harness campaign init FOLDER [options]", _EXITS)
    found.add_argument("folder", metavar="FOLDER", help="folder to write to; made where it is missing")
    found.add_argument("--id", metavar="ID", help="id of the scenario (default: from the folder's name)")
    found.add_argument(
        "--regions",
        metavar="CC,CC",
        default=_REGIONS,
        help=f"countries to test from, ISO 3166-1, two letters (default: {_REGIONS})",
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``campaign init``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults: list[str] = []
    regions = _regions(found.regions, faults)
    scenario_id = _id(found.id, found.folder, faults)
    raise_faults(faults, "campaign init")
    return Request(folder=found.folder, id=scenario_id, regions=regions)


def _regions(text: str, faults: list[str]) -> tuple[str, ...]:
    codes: list[str] = []
    for word in text.split(","):
        try:
            code = country(word, "--regions")
        except UsageError as fault:
            faults.append(str(fault))
            continue
        if code in codes:
            faults.append(f"--regions: {code} stands there twice, keep one")
        codes.append(code)
    if len(codes) > _MOST_REGIONS:
        faults.append(f"--regions: at most {_MOST_REGIONS} at once; add further ones to the file")
    return tuple(codes)


def _id(given: str | None, folder: str, faults: list[str]) -> str:
    """The id that was given, else one made of the folder's name."""
    if given is None:
        return id_of(Path(folder).absolute().name, "campaign")
    if not is_id(given):
        faults.append(f"--id {given!r}: give a-z, 0-9, '.', '_' and '-', a letter or digit first, at most 60")
    return given


def run(request: Request) -> Exit:
    """Write both files, or neither.

    Raises:
        UsageError: One is there already.
        HarnessError: The folder cannot be written to.
    """
    # Imported here: pydantic, the YAML reader and rich, which --help must not wait for.
    from harness.reports.run_sheet import run_sheet  # noqa: PLC0415
    from harness.rules.scenario import check_scenario  # noqa: PLC0415
    from harness.rules.skeleton import skeleton  # noqa: PLC0415

    folder = Path(request.folder)
    text = skeleton(request.id, request.regions)
    scenario, faults = check_scenario(text.encode(), SCENARIO, request.folder)
    if scenario is None:
        raise AssertionError(f"the skeleton has faults: {faults}")
    write_new(folder, {SCENARIO: text, SHEET: run_sheet(scenario)})
    _tell(folder)
    return Exit.OK


def _tell(folder: Path) -> None:
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    tell(f"wrote {shown(str(folder / SCENARIO))} and {shown(str(folder / SHEET))}", event="wrote")
    tell(
        "next: change what is marked CHANGE, print the sheet, run the cells; "
        f"then `harness verify {shown(str(folder / SCENARIO))}`"
    )
