"""``harness seal``: a folder that captures were written to in; the same folder, sealed as evidence, out."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.countries import country
from harness.cli.exits import Exit
from harness.cli.notes import add_manner, stage, tell
from harness.cli.options import new_parser, raise_faults
from harness.cli.streams import say
from harness.errors import MachineError, UsageError

if TYPE_CHECKING:
    from harness.live.sealing.seal import Sealed

_ABOUT = """\
Seal an evidence folder, as `harness live` does when it ends: after a power cut, a crash or a full disk too. What was recorded becomes
read-only; digests, losses, gaps, steps and notes are written to manifest.json, the scenario with this capture filled in to scenario.yaml,
a report beside them, and the SHA-256 of every file to SHA256SUMS. Captures are never changed. It can be repeated; a folder that is sealed
is only checked.
"""
_EXITS = """\
Exit status: 0 sealed, or sealed before and unaltered; 2 wrong usage, no evidence there, or faults in the scenario; 4 a sealed file was
altered, or something cannot be read or written. What the evidence shows is for `harness verify FOLDER` to say.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    folder: str
    scenario: str | None
    vantages: Mapping[str, str]
    """See ``harness.live.sealing.filling.Asked``."""
    cell: str | None
    region: str | None
    check: bool
    """Change nothing."""


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness seal``."""
    found = new_parser("harness seal", _ABOUT, "harness seal FOLDER [options]", _EXITS)
    found.add_argument("folder", metavar="FOLDER", help="folder that captures were written to")
    found.add_argument(
        "--scenario",
        metavar="FILE",
        help="scenario file that the capture is of (default: the one it began with)",
    )
    found.add_argument(
        "--vantage",
        metavar="ID",
        action="append",
        default=[],
        help="vantage point of the scenario that was captured at; with several write TAP=ID, the name that files begin with and the id",
    )
    found.add_argument(
        "--cell",
        metavar="ID",
        help="cell of the scenario to fill in (default: the only planned one of that region)",
    )
    found.add_argument(
        "--region",
        metavar="CC",
        help="without a scenario: country where it was, for the one that is written to go on from",
    )
    found.add_argument("--check", action="store_true", help="only say whether a sealed folder is as it was")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``seal``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults: list[str] = []
    vantages = _vantages(found.vantage, faults)
    region = None
    if found.region is not None:
        try:
            region = country(found.region, "--region")
        except UsageError as fault:
            faults.append(str(fault))
    given = [f"--{name}" for name in ("scenario", "vantage", "cell", "region") if getattr(found, name)]
    if found.check and given:
        faults.append(f"{', '.join(given)}: --check writes nothing that this could be for; leave one out")
    raise_faults(faults, "seal")
    return Request(
        folder=found.folder,
        scenario=found.scenario,
        vantages=vantages,
        cell=found.cell,
        region=region,
        check=found.check,
    )


def _vantages(texts: Sequence[str], faults: list[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for text in texts:
        tap, _, point = text.rpartition("=")
        if not point or (not tap and "=" in text):
            faults.append(f"--vantage {text!r}: give the id of a vantage point, or TAP=ID")
        elif tap in made:
            faults.append(f"--vantage {text!r}: {tap or 'a vantage point'} is given twice, keep one")
        made[tap] = point
    return made


def run(request: Request) -> Exit:
    """Seal or check, and say what the folder lacks.

    Raises:
        UsageError: The command line is wrong, or there is no evidence.
        HarnessError: It cannot be sealed, or was altered.
    """
    folder = Path(request.folder)
    if request.check:
        return _check(folder)
    from harness.live.sealing.filling import Asked  # noqa: PLC0415 - brings ruamel
    from harness.live.sealing.seal import seal  # noqa: PLC0415 - likewise

    asked = Asked(cell=request.cell, vantages=request.vantages, region=request.region)
    with stage("seal", "reading and sealing"):
        sealed = seal(folder, asked, scenario=None if request.scenario is None else Path(request.scenario))
    tell_sealed(folder, sealed)
    return Exit.OK


def _check(folder: Path) -> Exit:
    from harness.live.sealing.seal import altered_lines  # noqa: PLC0415 - brings ruamel
    from harness.live.sealing.sums import SUMS, check_folder  # noqa: PLC0415 - see run
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    checked = check_folder(folder) if folder.is_dir() else None
    if checked is None:
        raise UsageError(f"{folder}: holds no {SUMS}: it is not sealed; `harness seal {folder}` seals it")
    if not checked.unaltered:
        raise MachineError("\n".join(altered_lines(folder, checked)))
    say(f"{shown(str(folder))}: {checked.files} files, all as they were sealed\n")
    _tell_extra(checked.extra)
    return Exit.OK


def tell_sealed(folder: Path, sealed: Sealed) -> None:
    """What came of it, for whoever captured: also at the end of ``harness live``."""
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    name = shown(str(folder))
    if sealed.already:
        say(f"{name}: was sealed before; {sealed.files} files, all as they were\n")
        _tell_extra(sealed.extra)
        return
    say(f"{name}: sealed, {sealed.files} files\n")
    for spot in sealed.blind_spots:
        say(f"  blind spot: {shown(spot)}\n")
    for text in sealed.notes:
        say(f"  note: {shown(text)}\n")
    after = (
        f"`harness verify {name}`"
        if sealed.scenario
        else f"change what is marked CHANGE in a copy of {name}/scenario.yaml"
    )
    tell(f"next: {after}; report: {name}/report.html", event="sealed", folder=str(folder), files=sealed.files)


def _tell_extra(extra: Sequence[str]) -> None:
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    for path in extra:
        say(f"  not sealed, lies beside: {shown(path)}\n")
