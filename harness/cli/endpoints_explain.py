"""``harness endpoints explain``: hosts and addresses in; which rules know each, why, and what place data say, out."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from datetime import date
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from harness.cli.catalogue_option import add_catalogue, catalogue_of
from harness.cli.exits import Exit
from harness.cli.geo_options import add_date
from harness.cli.options import add_outputs, new_parser, whole, with_paths
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target
from harness.errors import UsageError

if TYPE_CHECKING:
    from harness.model.explained import Asked
    from harness.model.ruleset import Ruleset
    from harness.reports.rule_explained import Answer

_ABOUT = """\
Say of hosts and addresses what the catalogue knows: which rule answers who runs it, which answers who hosts it, by what it was chosen, and what else
matched. For an address the AS number and the places are those of the place data at hand. Three questions are kept apart: where it is, who hosts it,
who controls who runs it. Nothing is resolved and nothing is contacted.
"""
_EXITS = "Exit status: 0 told, whether or not anything is known; 2 wrong usage; 4 data or the catalogue cannot be read.\n"
_PORT = re.compile(r"([0-9]{1,5})/([a-z]+)")
_NO_HOST = re.compile(r"[/@\s]|^\.|\.\.")
_TRANSPORTS = ("tcp", "udp", "sctp")
_MOST_ASN = (1 << 32) - 1
_MOST_CHARACTERS = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    asked: tuple[str, ...]
    port: int | None
    transport: str | None
    asn: int | None
    """Instead of that of the place data."""
    date: date | None
    catalogue: str | None
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness endpoints explain``."""
    found = new_parser(
        "harness endpoints explain", _ABOUT, "harness endpoints explain HOST-OR-IP... [options]", _EXITS
    )
    found.add_argument("paths", metavar="HOST-OR-IP", nargs="*", help="host name, IPv4 or IPv6 address")
    found.add_argument(
        "--port", metavar="N/TRANSPORT", type=_port, help="server port and transport, such as 443/tcp"
    )
    found.add_argument(
        "--asn",
        metavar="N",
        type=whole(1, _MOST_ASN),
        help="origin AS number, for a name, or instead of that of the place data",
    )
    add_date(found)
    add_catalogue(found)
    add_outputs(found, replaceable="harness endpoints explain")
    return found


def _port(text: str) -> tuple[int, str]:
    found = _PORT.fullmatch(text)
    if not found or not 0 < int(found[1]) < 1 << 16 or found[2] not in _TRANSPORTS:
        raise argparse.ArgumentTypeError(
            f"{text!r}: give a port, a slash and one of {', '.join(_TRANSPORTS)}, such as 443/tcp"
        )
    return int(found[1]), found[2]


def request(arguments: list[str]) -> Request:
    """Read the command line after ``endpoints explain``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "host or address")
    port, transport = found.port or (None, None)
    return Request(
        asked=tuple(dict.fromkeys(found.paths)),
        port=port,
        transport=transport,
        asn=found.asn,
        date=found.date,
        catalogue=found.catalogue,
        json=found.json,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Ask the catalogue, and place data where there are addresses; print both, apart.

    Raises:
        UsageError: A text is neither host nor address, or something else is where the document is to be written.
        HarnessError: Data or catalogue have faults, or the document cannot be written.
    """
    # Imported here: rich and polars, which --help must not wait for.
    from harness.reports.rule_explained import SCHEMA, explained_document, render_explained  # noqa: PLC0415
    from harness.reports.whole_document import opening  # noqa: PLC0415

    far = [_far(text) for text in request.asked]
    if wrong := [text for text, name, address in far if name is None and address is None]:
        raise UsageError(
            "\n".join(
                f"{text!r} is neither a host name nor an address; give no scheme, path or port"
                for text in wrong
            )
        )
    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(SCHEMA))
    rules = catalogue_of(request.catalogue)
    answers = _answers(far, request, rules)
    print_or_write(
        request,
        opening(SCHEMA),
        lambda: explained_document(answers, rules.sha256),
        lambda width, colour: render_explained(answers, width, colour=colour),
    )
    return Exit.OK


def _far(text: str) -> tuple[str, str | None, str | None]:
    """A text as given; the host name or the address that it is."""
    from harness.model.seen import fold_name  # noqa: PLC0415 - not needed for --help
    from harness.wire.text import host_text, is_address  # noqa: PLC0415 - likewise

    try:
        return text, None, str(ip_address(text))
    except ValueError:
        pass
    # As reports write names: what is escaped there stays as it is.
    escaped = "\\" in text and text.isascii() and text.isprintable()
    name = fold_name(text) if escaped else host_text(text.encode("utf-8", "surrogateescape"))
    wrong = _NO_HOST.search(text) or not name or len(name) > _MOST_CHARACTERS or is_address(name)
    return text, None if wrong else name, None


def _answers(far: list[tuple[str, str | None, str | None]], request: Request, rules: Ruleset) -> list[Answer]:
    from harness.reports.rule_explained import Answer  # noqa: PLC0415 - see run
    from harness.rules.citations import dates_in  # noqa: PLC0415 - see run
    from harness.rules.explaining import explain  # noqa: PLC0415 - see run

    places = _places([address for *_, address in far if address is not None], request.date)
    answers = []
    for text, name, address in far:
        place = places.get(address) if address is not None else None
        told = explain(_asked(text, name, place, request), rules.index)
        matched = [one for one in (told.service, told.hosting, *told.also, *told.elsewhere) if one]
        answers.append(Answer(told, place, {one.rule.id: dates_in(one.rule.sources) for one in matched}))
    return answers


def _places(addresses: list[str], day: date | None) -> dict[str, dict[str, Any]]:
    if not addresses:
        return {}
    from harness.cli.geo_asked import asked  # noqa: PLC0415 - polars is heavy, and names need none of it

    distinct = list(dict.fromkeys(addresses))
    return dict(zip(distinct, asked(distinct, day), strict=True))


def _asked(text: str, name: str | None, place: dict[str, Any] | None, request: Request) -> Asked:
    from harness.model.explained import Asked  # noqa: PLC0415 - see run

    # As in PLACES, an AS that announces the address no more is not asked about.
    seen = place["asn"] if place is not None and place["routed"] else None
    return Asked(
        text=text,
        name=name,
        address=None if place is None else place["looked_up_ip"],
        asn=seen if request.asn is None else request.asn,
        transport=request.transport,
        port=request.port,
    )
