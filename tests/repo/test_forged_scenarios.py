"""Forged captures below scenarios/ say where they come from, are still those files, and are made again alike."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from harness.rules.forge_situation import load_situation
from harness.rules.scenario import load_scenario
from tests.support.forging import run_forge
from tests.support.repository import ROOT

_ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)
FOLDERS = sorted(path.parent for path in (ROOT / "scenarios").glob("*/situation.yaml"))
NAMES = [folder.name for folder in FOLDERS]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_there_is_one() -> None:
    assert "four-regions" in NAMES


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_the_readme_lists_every_file_with_its_digest(folder: Path) -> None:
    readme = (folder / "README.md").read_text(encoding="utf-8")
    made = [path for path in folder.iterdir() if path.name not in ("README.md", "scenario.yaml")]
    assert {path.name: digest(path) for path in made} == dict(_ROW.findall(readme))
    assert "**SYNTHETIC.**" in readme


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_every_capture_says_inside_that_it_is_made_up_and_of_what(folder: Path) -> None:
    situation = digest(folder / "situation.yaml").encode()
    captures = sorted(folder.glob("*.pcapng"))
    assert captures
    heads = {path.name: path.read_bytes()[:400] for path in captures}
    wrong = [name for name, head in heads.items() if b"SYNTHETIC" not in head or situation not in head]
    assert wrong == []


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_the_scenario_names_the_captures_by_digest(folder: Path) -> None:
    scenario = load_scenario(folder / "scenario.yaml")
    stated = {capture.path: capture.sha256 for cell in scenario.cells for capture in cell.captures}
    assert stated == {path.name: digest(path) for path in folder.glob("*.pcapng")}


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_the_forge_makes_the_same_octets_again(folder: Path, tmp_path: Path) -> None:
    document = load_situation(folder / "situation.yaml")
    done = run_forge(document, tmp_path)
    assert done.returncode == 0, done.stderr
    made = {path.name: digest(path) for path in tmp_path.iterdir()}
    assert made == {name: digest(folder / name) for name in made}
    assert json.loads((tmp_path / "truth.json").read_text())["id"] == folder.name
