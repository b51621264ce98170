"""``harness geo``: each subcommand is a module that has what a command has."""

from __future__ import annotations

import pytest

from harness.cli import geo
from harness.cli.exits import Exit
from harness.errors import UsageError


@pytest.mark.parametrize("name", geo.SUBCOMMANDS)
def test_every_subcommand_has_parser_request_and_run(name: str) -> None:
    found = geo.subcommand(name)
    assert f"harness geo {name}" in found.parser().format_help()
    assert callable(found.request)
    assert callable(found.run)


def test_the_rest_of_the_line_goes_to_the_subcommand() -> None:
    found = geo.request(["status", "--date", "2026-06-20"])
    assert str(found.request.date) == "2026-06-20"


@pytest.mark.parametrize(
    "line", [[], ["nothing"], ["--json"], ["status", "extra"], ["status", "--date", "2026-13-01"]]
)
def test_what_is_wrong_is_told(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        geo.request(line)


def test_it_runs(capfd: pytest.CaptureFixture[str]) -> None:
    assert geo.run(geo.request(["lookup", "8.8.8.8"])) is Exit.OK
    assert "anycast" in capfd.readouterr().out
