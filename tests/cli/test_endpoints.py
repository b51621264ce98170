"""``harness endpoints``: each subcommand is a module that has what a command has."""

from __future__ import annotations

import pytest

from harness.cli import endpoints
from harness.cli.exits import Exit
from harness.errors import UsageError


@pytest.mark.parametrize("name", endpoints.SUBCOMMANDS)
def test_every_subcommand_has_parser_request_and_run(name: str) -> None:
    found = endpoints.subcommand(name)
    assert f"harness endpoints {name}" in found.parser().format_help()
    assert callable(found.request)
    assert callable(found.run)


@pytest.mark.parametrize("line", [[], ["nothing"], ["--json"], ["stats", "extra"], ["search"], ["explain"]])
def test_what_is_wrong_is_told(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        endpoints.request(line)


def test_it_runs(capfd: pytest.CaptureFixture[str]) -> None:
    assert endpoints.run(endpoints.request(["stats", "--width", "80"])) is Exit.OK
    assert "they name an endpoint and carry" in capfd.readouterr().out
