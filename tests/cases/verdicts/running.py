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
from harness.campaign import verify
from harness.rules.forge_situation import load_situation
from harness.rules.scenario import load_scenario
from harness.tables.verification import RollUp, Verification

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 23)
HOPS = (
    *("captures", "flows", "names", "endpoints", "places", "classes", "obscured", "attributions", "contacts"),
    *("liveness", "step_evidence", "coverage", "leads", "blind_spots", "judgements", "findings"),
)
CONTENT_HOPS = ("content", "undecoded")
"""Of cases in which something was planted."""
LEFT_OUT = {"remedy", "as_org", "excluded", "possible"}
"""Sentences, names and long lists that repeat what stands in code or data."""


def case_folders() -> list[Path]:
    """Directories of all cases."""
    return sorted(path.parent for path in FOLDER.glob("*/scenario.yaml"))


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
    return verify(load_scenario(folder / "scenario.yaml"), today=TODAY)


def texts(verification: Verification, folder: Path) -> dict[str, str]:
    """Every hop as canonical text: one JSON object a row; what is null or an empty list is left out."""
    hops = [*HOPS, *(hop for hop in CONTENT_HOPS if getattr(verification, hop) is not None)]
    found = {hop: _rows_text(getattr(verification, hop).to_dicts(), folder) for hop in hops}
    rolled = [_rolled(one) for one in (*verification.chosen, *verification.compared)]
    said = [{"unmet": one.text} for one in verification.unmet]
    said += [{"error": text} for text in verification.errors] + [
        {"note": text} for text in verification.notes
    ]
    return found | {"rollups": _rows_text(rolled, folder), "said": _rows_text(said, folder)}


def _rolled(rolled: RollUp) -> dict[str, Any]:
    """A roll-up with its two verdicts."""
    return {
        "claim": rolled.claim,
        "selection": rolled.selection,
        "sentence": rolled.sentence,
        "as_tested": rolled.as_tested.verdict.name,
        "as_asserted": rolled.as_asserted.verdict.name,
        "tested": list(rolled.tested),
        "planned": [cell for cell in rolled.cells if cell not in rolled.tested],
        "witnesses": list(rolled.as_asserted.witnesses),
        "blind_spots": list(rolled.as_asserted.blind_spots),
        "under_interference": rolled.as_tested.under_interference,
        "bound": rolled.bound,
        "differences": [f"{one.variable}: {one.here} / {one.there}" for one in rolled.differences],
    }


def _rows_text(rows: list[dict[str, Any]], folder: Path) -> str:
    lines = [json.dumps(_kept(row), ensure_ascii=True) for row in rows]
    return "".join(line.replace(f"{folder}/", "") + "\n" for line in lines)


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: round(value, 9) if isinstance(value, float) else value
        for key, value in row.items()
        if key not in LEFT_OUT and value is not None and value != []
    }


def expected_rows(folder: Path, hop: str) -> list[dict[str, Any]]:
    """Rows that a case is held to at a hop; what is null or an empty list is not in them."""
    text = (folder / "expected" / f"{hop}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def blocking_kinds_expected(folder: Path) -> set[str]:
    """As ``blocking_kinds``, of the rows that a case is held to: all cases judged again take a minute."""
    kinds = {row["blind_spot_id"]: row["kind"] for row in expected_rows(folder, "blind_spots")}
    judged = [*expected_rows(folder, "judgements"), *expected_rows(folder, "rollups")]
    return {kinds[spot] for row in judged for spot in row.get("blind_spots", ())}


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
