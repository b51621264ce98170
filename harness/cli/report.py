"""``harness report``: documents of ``verify`` or ``analyze`` in; the report as it was, other formats, and several results compared, out."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from harness import __version__
from harness.cli.exits import Exit
from harness.cli.formats import NOTHING, Wanted, add_formats, check_formats, give, wanted_of
from harness.cli.notes import add_manner, tell
from harness.cli.options import add_sizes, new_parser, with_paths
from harness.cli.redacting import (
    NOT_REDACTED,
    Redacting,
    RedactionKey,
    add_redaction,
    redacted_analysis,
    redacted_verifications,
    redacting_of,
    redaction_key,
)
from harness.cli.streams import put
from harness.errors import HarnessError, UsageError

if TYPE_CHECKING:
    from harness.model.comparison import Comparison
    from harness.sources.documents import Document
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification

_SCHEMAS = ("analysis", "verification")
_ABOUT = """\
Give a result again that was written with --json: the same report, or any other format, without a capture and without judging anew.
Several results of `harness verify` are told one after the other; of a scenario with two or more results, verdicts, findings and endpoints
are put beside each other, with what differs in versions, rules and data.
"""
_EXITS = """\
Exit status: 0 told, whatever the verdicts; 2 wrong usage; 4 a document cannot be read or is no document of harness, a file cannot be
written, or harness itself is at fault. The verdicts' own status is that of the command that judged: `harness verify`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    all_rows: bool
    width: int | None
    """Columns of the report; None: those of the terminal."""
    formats: Wanted = NOTHING
    redacting: Redacting = NOT_REDACTED
    schema: str | None = None
    """Document whose JSON Schema is asked for; None: a report is."""
    json: None = None
    """No document is written: the results are documents already."""


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness report``."""
    found = new_parser("harness report", _ABOUT, "harness report RESULT.json... [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="RESULT.json",
        nargs="*",
        help="a document that `verify --json` or `analyze --json` wrote",
    )
    add_redaction(found)
    add_sizes(found, "the ends of long lists")
    add_formats(found)
    found.add_argument(
        "--schema", choices=_SCHEMAS, help="print the JSON Schema of such a document instead, and read none"
    )
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``report``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments)
    if bool(found.paths) == (found.schema is not None):
        raise UsageError(
            "give documents to report on, or --schema and no document\ntry `harness report --help`"
        )
    return Request(
        paths=found.paths,
        all_rows=found.all,
        width=found.width,
        formats=wanted_of(found),
        redacting=redacting_of(found),
        schema=found.schema,
    )


def run(request: Request) -> Exit:
    """Check the command line, read, and print.

    Raises:
        UsageError: It is wrong.
        HarnessError: Documents cannot be read, each with what is wrong, or a file cannot be written.
    """
    if request.schema is not None:
        from harness.reports.schema import schema_text  # noqa: PLC0415 - brings polars

        put([schema_text(request.schema)])
        return Exit.OK
    key = redaction_key(request.redacting)
    check_formats(request.formats, None)
    documents = [_redacted(one, key) for one in _read(request.paths)]
    analyses = [one.analysis for one in documents if one.analysis is not None]
    if not analyses:
        _print_verifications(documents, request)
    elif len(documents) == 1:
        _print_analysis(analyses[0], request)
    else:
        raise UsageError(_mixed(documents))
    return Exit.OK


def _read(paths: Sequence[str]) -> list[Document]:
    from harness.sources.documents import read_document  # noqa: PLC0415 - brings polars and pydantic

    found, faults = [], []
    for path in paths:
        try:
            found.append(read_document(path))
        except HarnessError as fault:
            faults.append(str(fault))
    if faults:
        raise HarnessError("\n".join(faults))
    for one in found:
        if one.version != __version__:
            tell(f"{one.path} was made by harness {one.version}; this report of it is by {__version__}")
    return found


def _redacted(document: Document, key: RedactionKey | None) -> Document:
    """What may leave the machine, where that is wanted."""
    return replace(
        document,
        verifications=tuple(redacted_verifications(document.verifications, key)),
        analysis=None if document.analysis is None else redacted_analysis(document.analysis, key),
    )


def _mixed(documents: Sequence[Document]) -> str:
    analyzed = next(one.path for one in documents if one.analysis is not None)
    return (
        f"{analyzed} is of `harness analyze`: give it alone; only results of `harness verify` are put together\n"
        "try `harness report --help`"
    )


def _print_verifications(documents: Sequence[Document], request: Request) -> None:
    from harness.reports.comparison import render_comparisons  # noqa: PLC0415 - see run
    from harness.reports.verification import render  # noqa: PLC0415 - see run
    from harness.stages.comparison import Result, compare_results  # noqa: PLC0415 - see run

    found: list[Verification] = [one for document in documents for one in document.verifications]
    comparisons = compare_results(
        Result(document.path, document.version, one)
        for document in documents
        for one in document.verifications
    )

    def report(width: int, colour: bool) -> str:  # noqa: FBT001 - as print_or_write calls it
        told = render(found, width, colour=colour, all_rows=request.all_rows)
        return told + render_comparisons(comparisons, width, colour=colour, all_rows=request.all_rows)

    _give(found, request, report, comparisons)


def _print_analysis(analysis: Analysis, request: Request) -> None:
    from harness.reports.terminal import render  # noqa: PLC0415 - see run

    _give(
        analysis,
        request,
        lambda width, colour: render(analysis, width, colour=colour, all_rows=request.all_rows),
    )


def _give(
    found: Sequence[Verification] | Analysis,
    request: Request,
    report: Callable[[int, bool], str],
    comparisons: Sequence[Comparison] = (),
) -> None:
    give(request, request.formats, found, (b"", lambda: cast("list[bytes]", [])), report, comparisons)
