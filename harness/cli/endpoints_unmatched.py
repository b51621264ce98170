"""``harness endpoints unmatched``: the JSON document of an analysis in; a rule file to fill in for what no rule knows, out."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from harness.cli.catalogue_option import add_catalogue, catalogue_of
from harness.cli.exits import Exit
from harness.cli.notes import tell
from harness.cli.options import add_outputs, new_parser, slug
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target

_ABOUT = """\
Propose rules for the endpoints of an analysis that no service rule knows, most octets first: one for each registrable domain; without a name, one
for each AS that no hosting rule knows, else for each address. The rules are stubs: who runs each and what says so is left to you, and `harness
endpoints lint` refuses them until you have said it. Nothing is contacted.
"""
_EXITS = """\
Exit status: 0 every endpoint is known; 3 at least one is not; 2 wrong usage; 4 a file cannot be read or written. docs/endpoints.md shows how to go
on.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    source: str
    """JSON document of ``analyze`` or ``verify``."""
    prefix: str
    catalogue: str | None
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness endpoints unmatched``."""
    found = new_parser(
        "harness endpoints unmatched", _ABOUT, "harness endpoints unmatched ANALYSIS.json [options]", _EXITS
    )
    found.add_argument(
        "source",
        metavar="ANALYSIS.json",
        help="document that `harness analyze --json FILE` or `harness verify --json FILE` wrote",
    )
    found.add_argument(
        "--id-prefix",
        metavar="NAME",
        type=slug,
        default="unmatched",
        help="what ids begin with, and so the name of the file to save them in (default: unmatched)",
    )
    add_catalogue(found)
    add_outputs(found, replaceable="harness endpoints unmatched")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``endpoints unmatched``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    return Request(
        source=found.source,
        prefix=found.id_prefix,
        catalogue=found.catalogue,
        json=found.json,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Read the analysis, and print the stubs.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: A file cannot be read or written, or the catalogue has faults.
    """
    # Imported here: these bring polars, which --help must not wait for.
    from harness.reports.unmatched import SCHEMA, unmatched_document  # noqa: PLC0415
    from harness.reports.whole_document import opening  # noqa: PLC0415
    from harness.rules.stubs import stub_file  # noqa: PLC0415
    from harness.rules.unmatched import gather  # noqa: PLC0415
    from harness.sources.analysis_seen import read_seen  # noqa: PLC0415
    from harness.sources.public_suffixes import consult_suffixes  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(SCHEMA))
    rules = catalogue_of(request.catalogue)
    seen = read_seen(request.source)
    domains = dict(consult_suffixes(one.names[0] for one in seen if one.names).domains.iter_rows())
    found = gather(seen, domains, rules.index)
    stubs = stub_file(found, request.prefix)
    print_or_write(
        request, opening(SCHEMA), lambda: unmatched_document(found, stubs, rules.sha256), lambda *_: stubs
    )
    if found.unknown:
        tell(f"{len(found.unknown):,} stubs: fill in what says TODO, then `harness endpoints lint`")
    return Exit.POSSIBLE if found.unknown else Exit.OK
