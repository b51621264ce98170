"""``harness endpoints import``: a list of names in, a rule file out; or a MUD file in, a claim out."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from pathlib import Path

from harness.cli.countries import country
from harness.cli.exits import Exit
from harness.cli.notes import tell
from harness.cli.options import new_parser, raise_faults, slug
from harness.cli.streams import say
from harness.errors import UsageError
from harness.model.rules import Category, Confidence

_ABOUT = """\
Make a rule file of a list of names that you have, or of a MUD file (RFC 8520) a claim for a scenario that a device contacts nothing else. It is
printed; what cannot be taken stands in it line by line, and is counted. Nothing is fetched and no name is checked. The list's licence is kept in the
file and in each rule.
"""
_EXITS = """\
Exit status: 0 printed; 2 wrong usage; 4 the file cannot be read, or holds nothing that can be taken. docs/endpoints.md shows each form.
"""
_FORMS = {"v2fly": "v2fly domain list", "hosts": "hosts list", "mud": "MUD file"}
_ONLY_RULES = ("operator", "country", "category", "confidence")
_MOST_OPERATOR, _MOST_ORIGIN, _MOST_LICENCE = 200, 120, 100
_NO_COUNTRY = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    form: str
    """``v2fly``, ``hosts`` or ``mud``."""
    path: str
    origin: str
    licence: str
    prefix: str
    operator: str
    """Empty for a MUD file."""
    country: str | None
    category: Category
    confidence: Confidence


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness endpoints import``."""
    found = new_parser(
        "harness endpoints import",
        _ABOUT,
        "harness endpoints import v2fly|hosts|mud FILE --licence TEXT [options]",
        _EXITS,
    )
    found.add_argument(
        "form",
        metavar="FORM",
        choices=list(_FORMS),
        help="v2fly: as the lists of v2fly/domain-list-community; hosts: a hosts file that blocks names; mud: a MUD file",
    )
    found.add_argument("path", metavar="FILE", help="file to read")
    found.add_argument(
        "--licence",
        metavar="TEXT",
        required=True,
        help="licence that the file is under, as its source names it",
    )
    found.add_argument(
        "--source", metavar="TEXT", help="where the file is from, with a version or date (default: its name)"
    )
    found.add_argument(
        "--id-prefix",
        metavar="NAME",
        type=slug,
        help="what ids begin with, and so the name of the rule file (default: from the operator; mud: from the file's name)",
    )
    found.add_argument("--operator", metavar="TEXT", help="who runs what is listed; lists need it")
    found.add_argument(
        "--country",
        metavar="CC",
        help=f"country of legal control over the operator (default: {_NO_COUNTRY} established)",
    )
    found.add_argument(
        "--category",
        metavar="CATEGORY",
        choices=[one.value for one in Category],
        help="what the names are for (docs/rules.md lists them; default: unknown)",
    )
    found.add_argument(
        "--confidence",
        metavar="WORD",
        choices=[one.value for one in Confidence],
        help="what the list rests on (default: unconfirmed, which carries no FAIL)",
    )
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``endpoints import``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults = _form_faults(found)
    origin, operator = found.source or Path(found.path).name, found.operator or ""
    for option, text, most in (
        ("--source", origin, _MOST_ORIGIN),
        ("--licence", found.licence, _MOST_LICENCE),
        ("--operator", operator or "-", _MOST_OPERATOR),
    ):
        if not text.strip() or len(text) > most or not text.isprintable():
            faults.append(f"{option} {text[:60]!r}: give 1 to {most} printable characters in one line")
    prefix = found.id_prefix or _slug_of(operator if found.form != "mud" else Path(found.path).stem)
    if prefix is None and not faults:
        faults.append("--id-prefix: none can be made of the name: give one")
    code = _country(found.country, faults)
    raise_faults(faults, "endpoints import")
    return Request(
        form=found.form,
        path=found.path,
        origin=origin,
        licence=found.licence,
        prefix=prefix or "",
        operator=operator,
        country=code,
        category=Category(found.category or "unknown"),
        confidence=Confidence(found.confidence or "unconfirmed"),
    )


def _form_faults(found: argparse.Namespace) -> list[str]:
    """Options that the form needs, or has no use for."""
    if found.form == "mud":
        given = [name for name in _ONLY_RULES if getattr(found, name) is not None]
        return [f"--{name}: only for lists; a MUD file becomes a claim, which has none" for name in given]
    if found.operator is None:
        return ["--operator: say who runs what is listed"]
    from harness.rules.checks import placeholder_problem  # noqa: PLC0415 - not needed for --help

    problem = placeholder_problem(found.operator)
    return [f"--operator: {problem}"] if problem else []


def _country(text: str | None, faults: list[str]) -> str | None:
    if text is None or text.lower() == _NO_COUNTRY:
        return None
    try:
        return country(text)
    except UsageError as fault:
        faults.append(str(fault))
        return None


def _slug_of(text: str) -> str | None:
    """An id's beginning made of a name; None where nothing is left of it."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in text.lower()).split()
    made = "-".join(words)[:40].strip("-")
    return made or None


def run(request: Request) -> Exit:
    """Read the file, and print what was made of it.

    Raises:
        HarnessError: It cannot be read, has faults, or holds nothing that can be taken.
    """
    # Imported here: the public suffixes and tables of Unicode that names need, which --help must not wait for.
    from harness.rules.list_text import MAX_OCTETS  # noqa: PLC0415
    from harness.sources.bounded_json import bounded_octets  # noqa: PLC0415

    data = bounded_octets(request.path, MAX_OCTETS)
    text = _claim(data, request) if request.form == "mud" else _rules(data, request)
    say(text)
    return Exit.OK


def _rules(data: bytes, request: Request) -> str:
    from harness.rules.block_list import read_block_list  # noqa: PLC0415 - see run
    from harness.rules.domain_list import read_domain_list  # noqa: PLC0415 - see run
    from harness.rules.imported_rules import Imported, imported_file  # noqa: PLC0415 - see run

    read = read_domain_list if request.form == "v2fly" else read_block_list
    found = read(data, request.path)
    text = imported_file(
        found,
        Imported(
            form=_FORMS[request.form],
            origin=request.origin,
            sha256=hashlib.sha256(data).hexdigest(),
            licence=request.licence,
            operator=request.operator,
            control_country=request.country,
            category=request.category,
            confidence=request.confidence,
            prefix=request.prefix,
        ),
    )
    tell(f"{len(found.names):,} names taken, {len(found.left):,} entries not; save as {request.prefix}.yaml")
    return text


def _claim(data: bytes, request: Request) -> str:
    from harness.rules.mud_claim import About, mud_claim  # noqa: PLC0415 - see run
    from harness.sources.mud_file import parse_mud  # noqa: PLC0415 - see run

    mud = parse_mud(data, request.path)
    about = About(
        origin=request.origin,
        sha256=hashlib.sha256(data).hexdigest(),
        licence=request.licence,
        prefix=request.prefix,
    )
    return mud_claim(mud, about)
