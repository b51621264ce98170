"""Cases in; what the forge makes of them, what verify says of them, and their rows as text, out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from harness import __version__
from harness.cli.case_run import judged_case
from harness.reports.case_rows import rows_of, verification_texts
from harness.rules.case_file import load_case
from harness.rules.forge_situation import load_situation
from harness.tables.verification import Verification

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 23)


def case_folders() -> list[Path]:
    """Directories of all cases."""
    return sorted(path.parent for path in FOLDER.glob("*/case.yaml"))


def forge_into(situation: Path, folder: Path) -> None:
    """Run the forge as its own process."""
    content = load_situation(situation, seed=None)
    command = [sys.executable, "-m", "harness.forge", "-o", str(folder), "--version", __version__]
    done = subprocess.run(command, input=json.dumps(content), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{situation}: {done.stderr}")


_ONE_BY_ONE = """\
import io, json, sys
from harness.forge.__main__ import main
for folder, version, situation in json.load(sys.stdin):
    sys.stdin = io.StringIO(json.dumps(situation))
    if status := main(["-o", folder, "--version", version]):
        sys.exit(status)
"""


def forge_all_into(folders: Mapping[Path, Path]) -> None:
    """Make the captures of several situations in one process of the forge: to begin one takes as long as to make three.

    Args:
        folders: Situation to the folder that its files go to.
    """
    jobs = [
        (str(into), __version__, load_situation(situation, seed=None)) for situation, into in folders.items()
    ]
    command = [sys.executable, "-c", _ONE_BY_ONE]
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{list(folders)}: {done.stderr}")


def run_case(folder: Path) -> Verification:
    """Judge a case."""
    return judged_case(load_case(folder))


def texts(verification: Verification, folder: Path) -> dict[str, str]:
    """Every hop of a case as it is kept."""
    return verification_texts(verification, str(folder.absolute()))


def expected_rows(folder: Path, hop: str) -> list[dict[str, Any]]:
    """Rows that a case is held to at a hop; what is null or an empty list is not in them."""
    return [dict(row) for row in rows_of((folder / "expected" / f"{hop}.jsonl").read_text(encoding="utf-8"))]


def blocking_kinds(verification: Verification) -> set[str]:
    """Kinds of blind spots that stand in a judgement as what blocks it."""
    spots = verification.blind_spots.select("blind_spot_id", "kind")
    kinds = dict(spots.iter_rows())
    judged = {spot for row in verification.judgements["blind_spots"].to_list() for spot in row}
    rolled = {spot for one in verification.chosen for spot in one.as_asserted.blind_spots}
    return {kinds[spot] for spot in judged | rolled}


def display(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of a table as rows."""
    return list(frame.select(columns).iter_rows())
