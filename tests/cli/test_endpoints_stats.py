"""``harness endpoints stats``: every rule counts once in each table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import endpoints_stats
from harness.cli.exits import Exit
from harness.errors import RuleError
from tests.support.rule_files import GOOD, SECOND


def run(*arguments: str | Path) -> Exit:
    return endpoints_stats.run(endpoints_stats.request([*map(str, arguments), "--width", "80"]))


def test_counts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "acme.yaml").write_text(GOOD + SECOND.replace("observed", "inferred"))
    assert run("--catalogue", tmp_path) is Exit.OK
    said = capfd.readouterr().out
    assert "1 of 2 (50.0 %) are inferred or unconfirmed" in said
    assert run("--catalogue", tmp_path, "--json", "-") is Exit.OK
    document = json.loads(capfd.readouterr().out)
    assert document["kinds"] == {"service": 2}
    assert document["control_countries"] == [{"country": "DE", "rules": 2}]
    assert (document["files"], document["no_fail"], document["retired"]) == ({"acme": 2}, 1, 0)


def test_a_catalogue_with_faults_is_not_counted(tmp_path: Path) -> None:
    (tmp_path / "acme.yaml").write_text(GOOD.replace("documented", "sure"))
    with pytest.raises(RuleError, match="is not known"):
        run("--catalogue", tmp_path)


def test_the_report_fits(capfd: pytest.CaptureFixture[str]) -> None:
    run()
    assert max(map(len, capfd.readouterr().out.splitlines())) <= 80
