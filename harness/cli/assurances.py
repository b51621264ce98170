"""``harness assurances``: descriptions of published assurances in; one matrix of what each covered out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.countries import country
from harness.cli.exits import Exit
from harness.cli.options import add_outputs, new_parser, raise_faults, with_paths
from harness.cli.outcome import print_or_write
from harness.cli.scenarios import load_all, scenario_files
from harness.cli.target import STDOUT, check_target
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.model.assurance_matrix import Matrix

_ABOUT = """\
Lay published tests, certificates and sentences about where data go on one matrix of products, regions, versions and
settings: which cells a test looked at, for which none is known, which certificates cover nothing that flies, and which
sentences have no cell behind them. Every field says whether it rests on the report itself, on what others say of it, or
is not stated. Nothing is looked up.
"""
_EXITS = """\
Exit status: 0 the matrix was printed; 2 wrong usage, or faults in the files; 4 a file cannot be written.
docs/assurances.md says how to describe a further assurance.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    paths: tuple[str, ...]
    """Files and folders; none: those that come with the program."""
    products: tuple[str, ...]
    """Parts of names."""
    regions: tuple[str, ...]
    """ISO 3166-1 alpha-2."""
    scenarios: tuple[str, ...]
    json: str | None
    all_rows: bool
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness assurances``."""
    found = new_parser("harness assurances", _ABOUT, "harness assurances [FILE|FOLDER...] [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="FILE|FOLDER",
        nargs="*",
        help="a description, or a folder of them (*.yaml); none: those that come with the program",
    )
    found.add_argument(
        "--product",
        metavar="NAME",
        action="append",
        default=[],
        help="only products whose vendor and model hold this text; may be repeated",
    )
    found.add_argument(
        "--region",
        metavar="CC",
        action="append",
        default=[],
        help="only cells of this country (ISO 3166-1, two letters), and where no region is stated; may be repeated",
    )
    found.add_argument(
        "--scenario",
        metavar="FILE",
        action="append",
        default=[],
        help="lay the test cells of a scenario, or of all in a folder, beside; may be repeated",
    )
    add_outputs(found, replaceable="harness assurances", everything="every field, source and combination")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``assurances``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments)
    faults: list[str] = []
    regions: dict[str, None] = {}
    for text in found.region:
        try:
            regions[country(text, "--region")] = None
        except UsageError as fault:
            faults.append(str(fault))
    if any(not name.strip() for name in found.product):
        faults.append("--product '': give a part of a product's name")
    raise_faults(faults, "assurances")
    return Request(
        paths=found.paths,
        products=tuple(name.strip() for name in found.product),
        regions=tuple(regions),
        scenarios=tuple(found.scenario),
        json=found.json,
        all_rows=found.all,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Read every file, lay out the matrix, print it.

    Raises:
        UsageError: The command line is wrong.
        ScenarioError: Files have faults; every fault of every file.
        HarnessError: The document cannot be written.
    """
    # Imported here: these bring pydantic, ruamel and polars, which --help must not wait for.
    from harness.reports.assurances_document import OPENING  # noqa: PLC0415
    from harness.rules.assurances import load_assurances  # noqa: PLC0415
    from harness.rules.scenario import load_scenario  # noqa: PLC0415
    from harness.stages.assurances import matrix_of, narrowed  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), OPENING)
    files = scenario_files(request.scenarios)
    known = load_assurances([Path(path) for path in request.paths])
    whole = matrix_of(known, load_all(files, load_scenario))
    _check_products(whole, request.products)
    _print(narrowed(whole, request.products, request.regions), request)
    return Exit.OK


def _check_products(whole: Matrix, products: Sequence[str]) -> None:
    """Refuse a part of a name that no product holds: an empty answer would look like one.

    Raises:
        UsageError: With names that are there.
    """
    from difflib import get_close_matches  # noqa: PLC0415 - see run

    from harness.model.listing import few  # noqa: PLC0415 - see run

    certified = (item.product.name for one in whole.certificates for item in one.products)
    names = sorted({*certified, *(row.name for row in whole.rows if row.name is not None)})
    faults = [
        f"--product {part!r}: no product is named so; there are {few(get_close_matches(part, names, n=4, cutoff=0.3) or names, 6)}"
        for part in products
        if all(part.casefold() not in name.casefold() for name in names)
    ]
    if faults:
        raise UsageError("\n".join([*faults, "try `harness assurances` without --product"]))


def _print(matrix: Matrix, request: Request) -> None:
    """Report and document."""
    from harness.reports.assurances import render  # noqa: PLC0415 - see run
    from harness.reports.assurances_document import OPENING, document  # noqa: PLC0415 - see run

    print_or_write(
        request,
        OPENING,
        lambda: document(matrix),
        lambda width, colour: render(matrix, width, colour=colour, all_rows=request.all_rows),
    )
