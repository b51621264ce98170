"""``harness geo import``: files of place data in, data sets in the user's folder out."""

from __future__ import annotations

import argparse
import gc
import os
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.geo_options import day, today
from harness.cli.notes import add_manner
from harness.cli.options import new_parser, with_paths
from harness.cli.streams import columns, say
from harness.errors import UsageError
from harness.model.declared_sources import IMPORTS, Answers, Declared, Meaning, declared

if TYPE_CHECKING:
    from harness.sources.geo_import.importing import Imported

_ABOUT = """\
Take in place data that you have: MMDB, comma-separated ranges, iptoasn, RIR delegations, geofeeds, RouteViews pfx2as, or a cloud's own
list. All files of one publication are given together (IPv4 and IPv6, or those of all registries). The format is told by the content.
"""
_AFTER = f"""\
Known sources: {", ".join(sorted(IMPORTS))}; geofeed-NAME for the feed of an operator. Any other needs --meaning, --lineage and --licence: who
copies another must have its lineage, or the two count as two. A data set that is there is never overwritten.
Exit status: 0 taken in; 2 wrong usage; 4 the file cannot be read or holds no such data, or the data directory cannot be written.
"""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    source: str
    format: str | None
    date: date | None
    version: str | None
    licence: str | None
    attribution: str | None
    meaning: str | None
    lineage: str | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo import``."""
    found = new_parser(
        "harness geo import", _ABOUT, "harness geo import FILE... --as SOURCE [options]", _AFTER
    )
    found.add_argument(
        "paths",
        metavar="FILE",
        nargs="*",
        help="as published; also in gzip, zstd, xz, lz4, bzip2, or as .tar.gz of one MMDB",
    )
    found.add_argument("--as", dest="source", metavar="SOURCE", help="what it is; see below")
    found.add_argument(
        "--format",
        metavar="F",
        help="instead of what the content says: mmdb, csv, iptoasn, rir, geofeed, pfx2as or a cloud",
    )
    found.add_argument(
        "--date",
        metavar="YYYY-MM-DD",
        type=day,
        help="when it was published, where it does not say so itself",
    )
    found.add_argument(
        "--version", metavar="TEXT", help="the vendor's name of the version (default: the date)"
    )
    found.add_argument("--licence", metavar="TEXT", help="instead of the one that is known of the source")
    found.add_argument("--attribution", metavar="TEXT", help="what the licence asks to show")
    found.add_argument(
        "--meaning",
        choices=[Meaning.REGISTERED.value, Meaning.OPERATOR.value, Meaning.GEOLOCATED.value],
        help="of a source that is not known: which question its countries answer",
    )
    found.add_argument(
        "--lineage",
        metavar="TEXT",
        help="of a source that is not known: its own name, or that of the source it copies",
    )
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo import``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    options = parser()
    found = with_paths(options, arguments, "file")
    if found.source is None:
        options.error("say what it is with --as SOURCE")
    names = ("source", "format", "date", "version", "licence", "attribution", "meaning", "lineage")
    return Request(paths=found.paths, **{name: getattr(found, name) for name in names})


def run(request: Request) -> Exit:
    """Read, check and write, and say what was written.

    Raises:
        UsageError: The command line is wrong.
        ReferenceDataError: A file has faults, or what is to be written is there with other answers.
    """
    sets = _sets(request)
    # Imported here: polars and numpy are heavy.
    from harness.sources.geo_folder import user_folder  # noqa: PLC0415
    from harness.sources.geo_import.importing import FORMAT_OF, Wanted, import_files  # noqa: PLC0415
    from harness.sources.geo_import.recognise import FORMATS  # noqa: PLC0415

    if request.format is not None and request.format not in FORMATS:
        raise UsageError(f"--format {request.format!r}: give one of {', '.join(FORMATS)}")
    stated = None if request.date is None else request.date.isoformat()
    wanted = Wanted(
        sets=sets,
        format=request.format or FORMAT_OF.get(request.source),
        date=stated,
        version=request.version,
    )
    folder = user_folder(os.environ)
    gc.disable()  # millions of rows without cycles: looking for some costs a third of the time
    imported = import_files([Path(path) for path in request.paths], wanted, folder)
    told = [line for one in imported for line in (*_told(one), *_dropped(one, folder))]
    say("\n".join(told) + "\n")
    return Exit.OK


def _sets(request: Request) -> tuple[Declared, ...]:
    """What is expected in the files, with what the user says of it."""
    if not _ID.fullmatch(request.source):
        raise UsageError(f"--as {request.source!r}: write a-z, 0-9 and -, at most 40")
    sets = declared(request.source) or (_by_hand(request),)
    if declared(request.source) and (request.meaning or request.lineage):
        raise UsageError(
            f"--as {request.source}: its meaning and lineage are known, leave --meaning and --lineage out"
        )
    if request.licence is not None:
        sets = tuple(replace(one, licence=request.licence) for one in sets)
    if request.attribution is not None:
        sets = tuple(replace(one, attribution=request.attribution) for one in sets)
    return sets


def _by_hand(request: Request) -> Declared:
    """A source that nobody declared."""
    if request.meaning is None or request.lineage is None or request.licence is None:
        raise UsageError(
            f"--as {request.source}: not a known source ({', '.join(sorted(IMPORTS))}, geofeed-NAME); if it is none of "
            "these, say what it is with --meaning, --lineage and --licence"
        )
    if not _ID.fullmatch(request.lineage):
        raise UsageError(f"--lineage {request.lineage!r}: write a-z, 0-9 and -, at most 40")
    return Declared(
        source=request.source,
        answers=Answers.COUNTRY,
        meaning=Meaning(request.meaning),
        lineage=request.lineage,
        licence=request.licence,
    )


def _told(one: Imported) -> list[str]:
    about = one.data_set.source
    done = "took in" if one.new else "was there already:"
    text = f"{done} {about.source} of {about.date} ({about.date_basis}), {about.meaning}, lineage {about.lineage}, licence {about.licence}"
    return [*_fitted(text), *_fitted(f"in {one.data_set.folder}, sha256 {about.sha256}", 4)]


def _dropped(one: Imported, folder: Path) -> list[str]:
    """Remove what its licence does not let stand beside a newer date, and say so."""
    from harness.sources.geo_retention import drop_edition, drop_older  # noqa: PLC0415 - see run

    if one.data_set.kept:
        return []
    source = one.data_set.source.source
    newest = max(path.name for path in (folder / source).iterdir() if (path / f"{source}.parquet").is_file())
    gone = drop_older(folder, source, newest, partial(drop_edition, day=today().isoformat()))
    return [
        line
        for day in gone
        for line in _fitted(f"removed the data of {source} {day}, as the licence asks; its side-car stays")
    ]


def _fitted(text: str, indent: int = 0) -> list[str]:
    from harness.cli.geo_told import lines  # noqa: PLC0415 - see run

    return lines(text, columns(), indent)
