"""Sealing an evidence folder: what was recorded becomes read-only, what is known of it is written down, digests of all come last.

    captures, journal  ->  digests, packets, times  ->  scenario.yaml, report, manifest.json  ->  SHA256SUMS

Works on whatever lies there: after an orderly end as after a kill, a power cut or a full disk. It can be repeated: until ``SHA256SUMS`` is
written everything is made anew, with the same octets; from then on nothing is written any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from harness.errors import MachineError, UsageError
from harness.live.recording.journal import read_journal
from harness.live.sealing.evidence import Evidence, evidence_of
from harness.live.sealing.filled import Filled
from harness.live.sealing.filling import (
    SKELETON_CELL,
    Asked,
    fill_given,
    fill_skeleton,
    given_scenario,
    place_in,
)
from harness.live.sealing.folder import (
    MADE,
    capture_files,
    make_read_only,
    read_file,
    recorded,
    said_in,
    still_capturing,
    write_made,
)
from harness.live.sealing.gateway_kept import gateway_kept
from harness.live.sealing.manifest import Filling, blind_spots, manifest, vantages_of
from harness.live.sealing.sealed_report import report_of
from harness.live.sealing.sums import SUMS, Checked, check_folder, digest_of, sums_text
from harness.live.session import gateway_of, keep_scenario

_MOST_TOLD: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A folder that is sealed."""

    files: int
    """In its sums."""
    already: bool
    """It was sealed before, and is as it was."""
    blind_spots: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What went wrong, and what a reader of its scenario must know."""
    scenario: bool = False
    """It was filled into an author's scenario."""
    extra: tuple[str, ...] = field(default=())
    """Files that lie beside and are not sealed."""


def seal(folder: Path, asked: Asked, *, scenario: Path | None = None) -> Sealed:
    """Seal a folder, or check one that is sealed.

    Args:
        folder: Evidence folder.
        asked: Where in the scenario the evidence belongs.
        scenario: The author's file; None: the one that was given when capturing began, if any.

    Raises:
        UsageError: The folder holds no evidence, is sealed without that scenario, or it is not told where in it the evidence belongs.
        ScenarioError: The scenario has faults, or would have them with the evidence filled in.
        MachineError: Capturing goes on, a sealed file was altered, or a file cannot be read or written.
    """
    _check_is_evidence(folder)
    if (checked := check_folder(folder)) is not None:
        return _again(folder, checked, scenario)
    if (busy := still_capturing(folder)) is not None:
        raise MachineError(f"{folder}: capturing goes on ({busy} is written to): end it first")
    if scenario is not None:
        keep_scenario(folder, scenario)
    make_read_only(folder)
    evidence = evidence_of(
        read_journal(folder), said_in(folder), [read_file(folder, named) for named in capture_files(folder)]
    )
    made, filling = _fill(folder, evidence, asked)
    if made is not None:
        write_made(folder, "scenario.yaml", [made.text.encode()])
    readable = [file.path for run in evidence.runs for file in run.files if file.packets is not None]
    at_ns = evidence.ended_ns or evidence.last_ns
    given = filling is not None and filling.given
    notes = report_of(folder, scenario=given, paths=readable, at_ns=at_ns)
    write_made(folder, "manifest.json", [manifest(evidence, filling, notes)])
    files = _write_sums(folder, {file.path: file.sha256 for run in evidence.runs for file in run.files})
    return Sealed(
        files=files,
        already=False,
        blind_spots=tuple(blind_spots(evidence)),
        notes=(*notes, *(filling.notes if filling else ())),
        scenario=given,
    )


def _check_is_evidence(folder: Path) -> None:
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder")
    if read_journal(folder) is None and not capture_files(folder):
        raise UsageError(
            f"{folder}: holds neither a journal nor captures; name the folder that `harness live` wrote"
        )


def _again(folder: Path, checked: Checked, scenario: Path | None) -> Sealed:
    if not checked.unaltered:
        raise MachineError("\n".join(altered_lines(folder, checked)))
    if scenario is not None:
        raise UsageError(
            f"{folder}: is sealed already, and nothing in it is written any more: copy scenario.yaml to a name that ends in "
            ".scenario.yaml beside it, and change that"
        )
    return Sealed(files=checked.files, already=True, extra=checked.extra)


def altered_lines(folder: Path, checked: Checked) -> list[str]:
    """What is not as it was sealed, one sentence each; the first of many."""
    lines = [f"{folder / path}: was altered after it was sealed" for path in checked.altered]
    lines += [f"{folder / path}: was sealed and is not there" for path in checked.missing]
    lines += [
        f"{folder / path}: cannot be read, so that it is not known whether it is as it was"
        for path in checked.unreadable
    ]
    if checked.odd_lines:
        lines.append(f"{folder / SUMS}: {checked.odd_lines} of its lines are none: it was altered itself")
    more = len(lines) - _MOST_TOLD
    return [*lines[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else [])]


def _fill(folder: Path, evidence: Evidence, asked: Asked) -> tuple[Filled | None, Filling | None]:
    """The scenario with the evidence in it, and where; nothing where nothing was captured."""
    taps = vantages_of(evidence)
    if not taps:
        return None, None
    state = gateway_of(evidence.kept.events)
    scenario = given_scenario(folder)
    if scenario is None:
        made = fill_skeleton(folder, evidence, taps, asked, state)
        return made, Filling(
            given=False, cell=SKELETON_CELL, vantages={tap: tap for tap in taps}, notes=made.notes
        )
    if asked.cell is None:
        asked = Asked(cell=_cell_of(evidence), vantages=asked.vantages, region=asked.region)
    place = replace(place_in(scenario, taps, asked), kept=gateway_kept(folder, state))
    made = fill_given(scenario, folder, evidence, place, state)
    return made, Filling(given=True, cell=place.cell, vantages=dict(place.vantages), notes=made.notes)


def _cell_of(evidence: Evidence) -> str | None:
    """The cell that was named when capturing began."""
    started = next(iter(evidence.kept.of("started")), {})
    told = started.get("scenario")
    cell = told.get("cell") if isinstance(told, dict) else None
    return cell if isinstance(cell, str) else None


def _write_sums(folder: Path, read: Mapping[str, str]) -> int:
    """Digest of every file that is evidence or was made of it; written last.

    Args:
        folder: With all of them.
        read: Digests of captures, by path below the folder: these were read since they are read-only, and are many octets.
    """
    scenario = given_scenario(folder)
    rules = [folder / path for path in (scenario.endpoint_rules if scenario else ())]
    made = [folder / name for name in MADE]
    digests = dict(_digests(folder, [*recorded(folder), *rules, *made], read))
    write_made(folder, SUMS, [sums_text(digests).encode("utf-8", "surrogateescape")])
    return len(digests)


def _digests(folder: Path, paths: Iterable[Path], read: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for path in paths:
        below = str(path.relative_to(folder))
        try:
            if path.is_file():
                yield below, read.get(below) or digest_of(path)
        except OSError as fault:
            raise MachineError(f"{path}: cannot be read: {fault.strerror}") from fault
