"""``harness geo plan`` reads a document, prints what is needed, and leaves by whether anything is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import geo_plan
from harness.cli.exits import Exit
from harness.errors import HarnessError, UsageError
from tests.support.geo_rows import document
from tests.support.places_example import place, votes

CLEAR = place(located=votes(vendor="DE", holder="DE"), candidates=["DE"])


def run(*arguments: str | Path) -> Exit:
    return geo_plan.run(geo_plan.request([*map(str, arguments)]))


def test_what_is_open_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = document(tmp_path / "a.json", rows={})
    assert run("--from", path, "--width", "80") is Exit.POSSIBLE
    said = capsys.readouterr().out
    assert "1 address of 1 not clear of them" in said
    assert "app (own)" in said


def test_all_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = document(tmp_path / "a.json", rows={"places": [CLEAR]})
    assert run("--from", path) is Exit.OK
    assert run("--from", path, "--country", "DE", "--json", "-") is Exit.POSSIBLE
    told = json.loads(capsys.readouterr().out.partition("\n{")[2].join(["{", ""]))
    assert told["countries"] == ["DE"]


def test_the_document_is_written_and_replaces_only_its_like(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, target = document(tmp_path / "a.json", rows={}), tmp_path / "plan.json"
    run("--from", path, "--json", target)
    run("--from", path, "--json", target)
    assert "replaced" in capsys.readouterr().err
    assert json.loads(target.read_text())["schema"] == "harness-geo-plan"
    with pytest.raises(UsageError, match="no document of harness"):
        run("--from", path, "--json", path)


def test_mistakes(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="required: --from"):
        geo_plan.request([])
    with pytest.raises(UsageError, match="--country 'xx'"):
        geo_plan.request(["--from", "x", "--country", "xx"])
    with pytest.raises(HarnessError, match="cannot be read"):
        run("--from", tmp_path / "none.json")
