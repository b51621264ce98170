"""The built wheel works elsewhere: own environment, no development tools, another directory (R-PROJ-2)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.declared_environment import declared_by, link, needed
from tests.support.repository import ROOT

pytestmark = pytest.mark.slow

CAPTURE = ROOT / "captures/lab/plain/gw-lan.pcapng"
_PIP_ELSEWHERE = (sys.executable, "-m", "pip", "--python", "venv/bin/python")
"""This environment's pip at work in the other, which needs none of its own."""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHONPATH", "VIRTUAL_ENV"))
    }
    command_line = [str(part) for part in command]
    return subprocess.run(command_line, cwd=cwd, env=clean, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = (
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        ROOT,
    )
    built = run(*build, cwd=folder)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("harness-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel and its pinned dependencies, and nothing else; these are linked, not fetched once more."""
    folder = tmp_path_factory.mktemp("elsewhere")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    for one in needed(declared_by(wheel)):
        link(one, packages)
    installed = run(*_PIP_ELSEWHERE, "install", "-qq", "--no-compile", "--no-index", wheel, cwd=folder)
    assert installed.returncode == 0, installed.stderr  # pip, too, finds all that is declared
    return folder


def test_wheel_holds_package_catalogue_and_reference_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    rules = {path.relative_to(ROOT / "endpoints").as_posix() for path in (ROOT / "endpoints").rglob("*.yaml")}
    data = {path.name for path in (ROOT / "harness/geodata").glob("*.parquet")}
    assert rules
    assert data
    assert {f"harness/_catalogue/{name}" for name in rules} <= set(names)
    assurances = {path.name for path in (ROOT / "scenarios/assurances").glob("*.yaml")}
    assert assurances
    assert {f"harness/_assurances/{name}" for name in assurances} <= set(names)
    assert {f"harness/geodata/{name}" for name in data} <= set(names)
    assert {f"harness/geodata/{Path(name).stem}.json" for name in data} <= set(names)
    assert "harness/py.typed" in names
    assert any(name.endswith("licenses/NOTICE") for name in names)


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"harness"}


def test_development_tools_are_absent_elsewhere(elsewhere: Path) -> None:
    listed = run(*_PIP_ELSEWHERE, "list", "--format", "json", cwd=elsewhere)
    names = {package["name"].lower() for package in json.loads(listed.stdout)}
    assert {"harness", "polars"} <= names
    assert names.isdisjoint({"pytest", "hypothesis", "mypy", "ruff", "dnspython", "scapy"})


def test_installed_tool_answers_from_another_directory(elsewhere: Path) -> None:
    found = run(
        "venv/bin/harness", "analyze", CAPTURE, "--country", "CN", "--json", "out.json", cwd=elsewhere
    )
    assert found.returncode == 1, found.stderr
    document = json.loads((elsewhere / "out.json").read_text())
    assert document["captures"][0]["packets"] == 1594
    assert document["endpoints"]
    assert any(row["country"] == "CN" for row in document["places"])
    assert any(row["name"] == "api.us.dronelab.example" for row in document["names"])


def test_installed_tool_reads_its_own_catalogue_and_data(elsewhere: Path) -> None:
    probe = "import harness, sys; print(harness.__file__)"
    where = Path(run("venv/bin/python", "-c", probe, cwd=elsewhere).stdout.strip()).parent
    assert ROOT not in where.parents
    assert sorted((where / "_catalogue").rglob("*.yaml"))
    assert sorted((where / "geodata").glob("*.parquet"))
