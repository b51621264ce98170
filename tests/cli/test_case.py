"""``harness case``: each subcommand is a module that has what a command has."""

from __future__ import annotations

import pytest

from harness.cli import case
from harness.errors import UsageError


@pytest.mark.parametrize("name", case.SUBCOMMANDS)
def test_every_subcommand_has_parser_request_and_run(name: str) -> None:
    found = case.subcommand(name)
    assert f"harness case {name}" in found.parser().format_help()
    assert callable(found.request)
    assert callable(found.run)


@pytest.mark.parametrize(
    "line",
    [[], ["nothing"], ["new"], ["new", "Upper Case"], ["new", "a--b"], ["update"], ["diff"], ["diff", "x", "--width", "9"], ["list"]],
)  # fmt: skip
def test_what_is_wrong_is_told(line: list[str]) -> None:
    with pytest.raises(UsageError, match="--help"):
        case.request(line)


def test_the_rest_of_the_line_goes_to_the_subcommand() -> None:
    assert case.request(["diff", "a", "--all", "b"]).request.paths == ("a", "b")
    assert case.request(["update", "--keep-captures", "a"]).request.forge is False
    assert case.request(["list", "a", "--shows", "geodns"]).request.shows == "geodns"
