"""What commands with subcommands share, on one that is there and a word that is none."""

from __future__ import annotations

import pytest

from harness.cli.subcommands import Subcommands
from harness.errors import UsageError

GEO = Subcommands("geo", "Place data.", {"lookup": "say what is known"})


def test_help_tells_every_subcommand() -> None:
    said = GEO.parser().format_help()
    assert "usage: harness geo SUBCOMMAND ..." in said
    assert "lookup: say what is known" in said


def test_the_rest_of_the_line_is_the_subcommands() -> None:
    found = GEO.request(["lookup", "192.0.2.1"])
    assert found.command is GEO.module("lookup")
    assert found.request.addresses == ("192.0.2.1",)


def test_a_word_that_is_none() -> None:
    with pytest.raises(UsageError, match="invalid choice: 'plan'"):
        GEO.request(["plan"])
    with pytest.raises(UsageError, match="no subcommand given"):
        GEO.request([])
