"""One manner on the whole command line: every parser is walked, and one word means one thing."""

from __future__ import annotations

import argparse
import re
from collections import defaultdict

import pytest

from harness.cli.completion_tree import FILES, FOLDERS
from harness.cli.parser import COMMANDS, command, program_parser

WORDS = {
    "ADDRESS", "ADDRESS=LAT,LON,KM", "ADDRESS[:PORT]", "ADDRESS|PREFIX", "CATEGORY", "CC", "CC,CC",
    "COMMAND", "F", "FORM", "GROUP", "HOST-OR-IP", "ID", "ID[,ID]", "ID|TAP=ID", "IF", "LAT,LON,KM",
    "MB", "MIB", "MS", "N", "N/TRANSPORT", "NAME", "S", "SHELL", "SOURCE", "SOURCE=URL", "SUBCOMMAND",
    "TEXT", "URL", "VARIABLE=VALUE[,VALUE]", "V[,V]", "WORD", "X", "YYYY-MM-DD", "init",
    "vantage=ID[,ID]",
}  # fmt: skip
"""Metavars of values that the shell cannot complete."""
ALONE = {"claims", "geo explain", "geo lookup", "geo status", "lab check"}
"""Whose report is so short that `--json` stands alone: the document takes its place on standard output."""


def parsers() -> dict[str, argparse.ArgumentParser]:
    found = {"": program_parser()}
    for name in COMMANDS:
        module = command(name)
        found[name] = module.parser()
        for sub in getattr(module, "SUBCOMMANDS", {}):
            found[f"{name} {sub}"] = command(f"{name}_{sub}").parser()
    return found


PARSERS = parsers()
ACTIONS = [(name, action) for name, parser in PARSERS.items() for action in parser._actions]
EACH = pytest.mark.parametrize("name", PARSERS)


@EACH
def test_usage_and_help_are_whole(name: str) -> None:
    parser = PARSERS[name]
    assert parser.prog == f"harness {name}".strip()
    assert str(parser.usage).startswith(parser.prog)
    assert str(parser.description).strip().endswith(".")
    if name and not hasattr(command(name.replace(" ", "_")), "SUBCOMMANDS"):
        assert "Exit status: 0" in str(parser.epilog)
    assert max(map(len, parser.format_help().splitlines())) <= 100


@EACH
def test_every_argument_says_what_it_is(name: str) -> None:
    for action in PARSERS[name]._actions:
        told = str(action.help)
        assert told
        assert told == told.strip()
        assert not told.endswith(".")
        assert re.match(r"[a-z(#]|IPv|JSON|TLS|TCP|ISO|URL", told)
        assert action.metavar is None or action.metavar in {*FILES, *FOLDERS, *WORDS}
        if action.nargs != 0:
            assert action.metavar is not None or action.choices is not None


@EACH
def test_options_are_whole_words(name: str) -> None:
    for action in PARSERS[name]._actions:
        for flag in action.option_strings:
            assert re.fullmatch(r"--([a-z]+(-[a-z]+)*|ipv6)|-[hio]", flag)
        assert len([flag for flag in action.option_strings if flag.startswith("--")]) == bool(
            action.option_strings
        )


def test_an_option_is_written_alike_wherever_it_is() -> None:
    metavars: dict[str, set[object]] = defaultdict(set)
    for name, action in ACTIONS:
        for flag in action.option_strings:
            # The program's own version, and that of a vendor's data; where captures go is a folder, what is measured goes into a file.
            if (
                not (flag == "--json" and name in ALONE)
                and flag != "--version"
                and (flag, name) != ("--out", "geo probe")
            ):
                metavars[flag].add(action.metavar)
    assert {flag: told for flag, told in metavars.items() if len(told) > 1} == {}


def test_what_prints_a_report_writes_documents_in_one_way() -> None:
    for name, action in ACTIONS:
        if "--json" in action.option_strings:
            assert (action.nargs == 0) == (name in ALONE)
            assert action.nargs == 0 or action.metavar == "FILE|-"
    wide = {name for name, action in ACTIONS if "--width" in action.option_strings}
    written = {name for name, action in ACTIONS if "--json" in action.option_strings}
    assert written - ALONE <= wide


def test_repeated_options_say_so() -> None:
    for _, action in ACTIONS:
        if isinstance(action, argparse._AppendAction) and "[," not in str(action.metavar):
            assert re.search(r"repeated|several|each", str(action.help)), action.option_strings
