"""Options that write a result in the form of other programs: one table of formats, used by every command that has a result.

A new format is one line of ``FORMATS``. Each is checked before anything is read: what is there already is replaced only if it opens as an
earlier output of the same format does.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, cast

from harness.cli.csv_folder import check_folder, write_folder
from harness.cli.outcome import Outputs, print_or_write, told_file
from harness.cli.step_summary import append_summary, check_summary
from harness.cli.target import STDOUT, check_target, write_target
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.model.comparison import Comparison
    from harness.tables.analysis import Analysis
    from harness.tables.verification import Verification

    Found = Sequence[Verification] | Analysis

_CSV = "csv"
_PACKAGE = "harness.reports.formats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of one file. Its module is ``harness.reports.formats.NAME`` and holds ``OPENING``, ``NAME`` and ``NAME_of_analysis``."""

    name: str
    """Of the option, too."""
    help: str
    compares: bool = False
    """Whether its function for verifications takes comparisons of them too."""


FORMATS: Final = {
    one.name: one
    for one in (
        Format(name="html", help="write the report as one HTML file that asks nothing of any network", compares=True),
        Format(name="markdown", help="write the report in GitHub-flavoured Markdown"),
        Format(name="sarif", help="write SARIF 2.1.0, for code scanning and viewers of it"),
        Format(name="junit", help="write JUnit XML, for what shows test results"),
        Format(name="geojson", help="write addresses, vantage points and distances as GeoJSON, for maps"),
    )
}  # fmt: skip
"""By name, in the order of the help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for."""

    files: tuple[tuple[str, str], ...] = ()
    """Format and file, ``-`` for standard output."""
    csv: str | None = None
    """Folder."""
    github: bool = False

    @property
    def on_stdout(self) -> Format | None:
        """The format that takes the report's place, if there is one."""
        return next((FORMATS[name] for name, target in self.files if target == STDOUT), None)


NOTHING: Final = Wanted()


def add_formats(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    for one in FORMATS.values():
        parser.add_argument(f"--{one.name}", metavar="FILE|-", help=f"{one.help} (docs/reports.md)")
    parser.add_argument(
        f"--{_CSV}",
        metavar="FOLDER",
        help="write every table as a CSV file into a new or empty folder, or over tables that harness wrote there and nobody changed",
    )
    parser.add_argument(
        "--github",
        action="store_true",
        help="in GitHub Actions: print annotations beside the report, and append the summary to the file in GITHUB_STEP_SUMMARY",
    )


def wanted_of(found: argparse.Namespace) -> Wanted:
    """What the options ask for."""
    files = tuple((name, target) for name in FORMATS if (target := getattr(found, name)) is not None)
    return Wanted(files=files, csv=found.csv, github=found.github)


def check_formats(wanted: Wanted, json: str | None) -> None:
    """Check before anything is read that each may be written.

    Args:
        wanted: What was asked for.
        json: Where the document goes, as asked.

    Raises:
        UsageError: Two go to one place, or something else is there.
        HarnessError: A place does not exist.
    """
    given = [(f"--{name}", target) for name, target in wanted.files]
    given += [("--json", json)] if json is not None else []
    on_stdout = [option for option, target in given if target == STDOUT]
    on_stdout += ["--github"] if wanted.github and on_stdout else []
    if len(on_stdout) > 1:
        raise UsageError(f"{' and '.join(on_stdout)} write to standard output; give a file to all but one")
    targets = [target for _, target in given if target != STDOUT]
    if twice := sorted({target for target in targets if targets.count(target) > 1}):
        raise UsageError(f"{twice[0]}: more than one format is to be written there; give each its own file")
    for name, target in wanted.files:
        if target != STDOUT:
            check_target(target, _opening(name), f"--{name}")
    if wanted.csv is not None:
        check_folder(wanted.csv)
    if wanted.github:
        check_summary()


def give(
    asked: Outputs,
    wanted: Wanted,
    found: Found,
    document: tuple[bytes, Callable[[], Iterable[bytes]]],
    report: Callable[[int, bool], str],
    comparisons: Sequence[Comparison] = (),
) -> None:
    """Print the report, or what was asked for in its place, and write every file.

    Args:
        asked: Where the JSON document goes.
        wanted: Other formats.
        found: The result.
        document: How earlier documents open, and what makes the new one.
        report: Makes the report, for so many columns, in colour or without.
        comparisons: Of verifications that are results of the same scenario; the report tells them itself.

    Raises:
        UsageError: Something else has come to be where a file goes.
        HarnessError: A file cannot be written.
    """
    first = wanted.on_stdout
    instead = None if first is None else lambda: _made(first, found, comparisons)
    print_or_write(asked, *document, _with_commands(report, found) if wanted.github else report, instead)
    for name, target in wanted.files:
        if target != STDOUT:
            chunks = _made(FORMATS[name], found, comparisons)
            told_file(target, replaced=write_target(chunks, target, _opening(name), f"--{name}"))
    if wanted.csv is not None:
        files = _function(f"{_CSV}_files", found)(found)
        told_file(wanted.csv, replaced=write_folder(files, wanted.csv))
    if wanted.github:
        append_summary(_function("markdown", found)(found))


def _with_commands(report: Callable[[int, bool], str], found: Found) -> Callable[[int, bool], str]:
    """The report, which no line of can be a command, and the annotations behind it."""
    github = _module("github")
    commands = github.workflow_commands if _is_of_verify(found) else github.workflow_commands_of_analysis
    return lambda width, colour: github.fenced(report(width, colour)) + commands(found)


def _made(one: Format, found: Found, comparisons: Sequence[Comparison]) -> Iterable[bytes]:
    more = (comparisons,) if one.compares and comparisons else ()
    made = _function(one.name, found)(found, *more)
    return [made] if isinstance(made, bytes) else cast("Iterable[bytes]", made)


def _opening(name: str) -> bytes:
    return cast("bytes", _module(name).OPENING)


def _module(name: str) -> Any:
    """Imported when it is asked for: these bring polars, which --help must not wait for."""
    return import_module(f"{_PACKAGE}.{name}")


def _function(name: str, found: Found) -> Callable[..., Any]:
    suffix = "" if _is_of_verify(found) else "_of_analysis"
    return cast("Callable[..., Any]", getattr(_module(name), f"{name}{suffix}"))


def _is_of_verify(found: Found) -> bool:
    return isinstance(found, (list, tuple))
