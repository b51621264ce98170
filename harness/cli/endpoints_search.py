"""``harness endpoints search``: words in; the rules that hold all of them, as a table, out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from harness.cli.catalogue_option import add_catalogue, catalogue_of
from harness.cli.countries import country
from harness.cli.exits import Exit
from harness.cli.options import add_outputs, new_parser, raise_faults, with_paths
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target
from harness.errors import UsageError
from harness.model.rules import Category, Confidence

_ABOUT = """\
Find rules of the catalogue: every word must stand in a rule's id, operator, category, reasoning, or in a name, prefix or AS number that it matches,
in any case.
"""
_EXITS = "Exit status: 0 searched, whether or not anything was found; 2 wrong usage; 4 the catalogue cannot be read.\n"
_NO_COUNTRY = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    words: tuple[str, ...]
    categories: tuple[str, ...]
    operator: str | None
    countries: tuple[str | None, ...]
    """None: control is not established."""
    confidences: tuple[str, ...]
    catalogue: str | None
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness endpoints search``."""
    found = new_parser(
        "harness endpoints search", _ABOUT, "harness endpoints search WORD... [options]", _EXITS
    )
    found.add_argument("paths", metavar="WORD", nargs="*", help="word, or part of one")
    found.add_argument(
        "--category",
        metavar="CATEGORY",
        action="append",
        default=[],
        choices=[one.value for one in Category],
        help="only this category (docs/rules.md lists them); may be repeated: any of them",
    )
    found.add_argument("--operator", metavar="TEXT", help="only operators whose name holds this")
    found.add_argument(
        "--country",
        metavar="CC",
        action="append",
        default=[],
        help=f"only legal control of this country, or {_NO_COUNTRY} where none is established; may be repeated",
    )
    found.add_argument(
        "--confidence",
        metavar="WORD",
        action="append",
        default=[],
        choices=[one.value for one in Confidence],
        help=f"only this confidence: {', '.join(one.value for one in Confidence)}; may be repeated",
    )
    add_catalogue(found)
    add_outputs(found, replaceable="harness endpoints search")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``endpoints search``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    options = parser()
    found = with_paths(options, arguments)
    words = tuple(word for path in found.paths for word in path.split())
    if not (words or found.category or found.operator or found.country or found.confidence):
        options.error("nothing to look for: give a word or an option that narrows")
    return Request(
        words=words,
        categories=tuple(found.category),
        operator=found.operator,
        countries=_countries(found.country),
        confidences=tuple(found.confidence),
        catalogue=found.catalogue,
        json=found.json,
        width=found.width,
    )


def _countries(texts: list[str]) -> tuple[str | None, ...]:
    found: list[str | None] = []
    faults = []
    for text in texts:
        try:
            found.append(None if text.lower() == _NO_COUNTRY else country(text))
        except UsageError as fault:
            faults.append(str(fault))
    raise_faults(faults, "endpoints search")
    return tuple(found)


def run(request: Request) -> Exit:
    """Search, and print what was found.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: The catalogue has faults, or the document cannot be written.
    """
    # Imported here: rich, which --help must not wait for.
    from harness.reports.rule_list import SCHEMA, render_rules, rules_document  # noqa: PLC0415
    from harness.reports.whole_document import opening  # noqa: PLC0415
    from harness.rules.searching import Search, search  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(SCHEMA))
    rules = catalogue_of(request.catalogue)
    wanted = Search(
        words=request.words,
        categories=request.categories,
        operator=request.operator,
        countries=request.countries,
        confidences=request.confidences,
    )
    found = search(rules.rules, wanted)
    print_or_write(
        request,
        opening(SCHEMA),
        lambda: rules_document(found, rules.sha256),
        lambda width, colour: render_rules(found, len(rules.rules), width, colour=colour),
    )
    return Exit.OK
