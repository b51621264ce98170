"""``harness endpoints search``: a table at 80 columns, or a document."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import endpoints_search
from harness.cli.exits import Exit
from harness.errors import UsageError
from tests.support.rule_files import GOOD, SECOND


def run(*arguments: str | Path) -> Exit:
    return endpoints_search.run(endpoints_search.request([*map(str, arguments)]))


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    (tmp_path / "acme.yaml").write_text(GOOD + SECOND)
    return tmp_path


def test_a_table(acme: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("LOG", "--catalogue", acme, "--width", "80") is Exit.OK
    head, row, *_ = capfd.readouterr().out.splitlines()
    assert head.split() == ["rule", "CC", "category", "confidence"]
    assert row.split() == ["acme.logs", "DE", "log-upload", "observed"]


def test_where_there_is_room_it_tells_more(acme: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("LOG", "--catalogue", acme, "--width", "140")
    assert "Example Drones" in capfd.readouterr().out.splitlines()[1]


def test_the_shipped_catalogue_fits_into_80_columns(capfd: pytest.CaptureFixture[str]) -> None:
    run("dji", "--width", "80")
    assert max(map(len, capfd.readouterr().out.splitlines())) <= 80


def test_a_document(acme: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("--country", "de", "--category", "log-upload", "--catalogue", acme, "--json", "-")
    document = json.loads(capfd.readouterr().out)
    assert [one["rule"] for one in document["rules"]] == ["acme.logs"]
    assert document["rules"][0]["hosts"] == ["logs.acme.example"]


def test_nothing_found(acme: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("a log of nothing", "--country", "none", "--catalogue", acme) is Exit.OK
    assert "0 rules of 2 found" in capfd.readouterr().out


@pytest.mark.parametrize(
    "line", [[], ["--category", "x"], ["--confidence", "sure"], ["--country", "UK"], ["--country", "XY"]]
)
def test_mistakes(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        endpoints_search.request(line)
