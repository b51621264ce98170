"""``harness endpoints lint``: faults with their places, counts, and a status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import endpoints_lint
from harness.cli.exits import Exit
from harness.errors import UsageError
from tests.support.rule_files import GOOD, SECOND


def run(*arguments: str | Path) -> Exit:
    return endpoints_lint.run(endpoints_lint.request([*map(str, arguments), "--width", "80"]))


def folder(path: Path, **files: str) -> Path:
    for stem, text in files.items():
        (path / f"{stem}.yaml").write_text(text)
    return path


def test_the_catalogue_of_the_program(capfd: pytest.CaptureFixture[str]) -> None:
    assert run() is Exit.OK
    said = capfd.readouterr().out
    assert "every example run; 0 faults" in said
    assert max(map(len, said.splitlines())) <= 80
    for word in ("kind", "category", "confidence", "documented", "hosting"):
        assert word in said


def test_every_fault_of_every_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder(tmp_path, acme=GOOD.replace("documented", "sure").replace("DE\n", "UK\n"), zeta="x: 1\n")
    assert run(tmp_path / "acme.yaml", tmp_path / "zeta.yaml", "--json", tmp_path / "l.json") is Exit.USAGE
    document = json.loads((tmp_path / "l.json").read_text())
    assert [(Path(one["path"]).name, one["line"], one["column"]) for one in document["faults"]][:2] == [
        ("acme.yaml", 2, 18),
        ("acme.yaml", 10, 15),
    ]
    assert "FAULTS" in capfd.readouterr().out
    assert document["schema"] == "harness-endpoints-lint"


def test_warnings_fail_only_when_strict(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder(tmp_path, acme=GOOD.replace("manual 2026", "manual"))
    assert run(tmp_path) is Exit.OK
    assert run(tmp_path, "--strict") is Exit.USAGE
    assert "undated: 1" in capfd.readouterr().out


def test_long_lists_end_unless_all_is_asked_for(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = GOOD + "".join(SECOND.replace("logs", f"logs{n}") for n in range(8))
    folder(tmp_path, acme=text.replace("manual 2026", "manual"))
    run(tmp_path)
    assert "and 4 more: --all lists them" in capfd.readouterr().out
    run(tmp_path, "--all")
    assert capfd.readouterr().out.count("sources: none") == 9


def test_what_is_not_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.yaml") is Exit.USAGE
    assert run(tmp_path) is Exit.USAGE
    assert "holds no *.yaml file" in " ".join(capfd.readouterr().out.split())


def test_evidence_is_never_replaced(tmp_path: Path) -> None:
    folder(tmp_path, acme=GOOD)
    with pytest.raises(UsageError, match="no document of harness"):
        run(tmp_path, "--json", tmp_path / "acme.yaml")
