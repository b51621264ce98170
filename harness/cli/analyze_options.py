"""The command line of ``harness analyze``: options, help, and what was asked."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from harness.cli.formats import NOTHING, Wanted, add_formats, wanted_of
from harness.cli.notes import add_manner
from harness.cli.options import add_outputs, new_parser, whole, with_paths
from harness.cli.redacting import NOT_REDACTED, Redacting, add_redaction, redacting_of
from harness.model.words import CaStore

MINUTES = "--minutes"

_ABOUT = """\
Read captures and report where the product talked to: for each endpoint name, address, country with its status,
operator, category and octets each way. Countries of registration and of legal control are told apart from
location. Captures are only read, never changed.
"""
_EXITS = """\
Exit status: 0 read, and no country asked about was seen; 1 a country was witnessed; 3 none witnessed, at least
one possible; 2 wrong usage; 4 a capture cannot be read, a file cannot be written, or harness itself is at fault;
130 stopped by Ctrl-C: once while captures are read, and what was read is reported and marked as a part; twice, at
once. HARNESS_DEBUG=1 adds a traceback to status 2 and 4. NO_COLOR=1 turns colour off.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, as given."""

    paths: tuple[str, ...]
    devices: tuple[str, ...]
    countries: tuple[str, ...]
    hosts: tuple[str, ...]
    """Files of names of addresses."""
    site: str | None
    """Where the captures were made; None: not stated."""
    json: str | None
    """File, ``-`` for standard output, None for no document."""
    minutes: str | None
    """File for octets per minute; None for none."""
    keylogs: tuple[str, ...]
    ca_store: str | None
    """Where devices under test held the CA of an intercepting proxy; None: not said."""
    content: bool
    """Whether to search payloads for leads."""
    idle_timeout_s: int
    all_rows: bool
    width: int | None
    """Columns of the report; None: those of the terminal."""
    redacting: Redacting = NOT_REDACTED
    formats: Wanted = NOTHING


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness analyze``."""
    found = new_parser("harness analyze", _ABOUT, "harness analyze PATH... [options]", _EXITS)
    found.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        help="captures (pcap or pcapng; also in gzip, zstd, xz, lz4 or bzip2), folders that hold some, patterns, "
        "or URLs (s3://, https://; with the extra `cluster`); - reads standard input",
    )
    _add_questions(found)
    found.add_argument(
        MINUTES,
        metavar="FILE",
        help="write what each flow sent in each minute; FILE ends in .csv or .parquet, and one that is there already is "
        "never replaced",
    )
    found.add_argument(
        "--keylog",
        metavar="FILE",
        action="append",
        default=[],
        help="TLS key log (SSLKEYLOGFILE): sessions that it has keys for are decrypted by tshark, which must be installed; may be "
        "repeated. Keys that a capture holds itself are used without it",
    )
    found.add_argument(
        "--ca-store",
        choices=[store.value for store in CaStore],
        help="TLS was intercepted, and devices held the proxy's CA in this store: system, user or none. Who refuses a CA of "
        "the system's store is told as pinned; without this nobody is",
    )
    found.add_argument(
        "--content",
        action="store_true",
        help="read captures once more and list what in clear resembles personal or product data (leads, no proof), and how "
        "much could not be read; kinds and places, never values",
    )
    add_redaction(found)
    add_outputs(found, replaceable="harness", everything="local endpoints and the ends of long lists")
    add_formats(found)
    add_manner(found)
    return found


def _add_questions(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--device",
        metavar="X",
        action="append",
        default=[],
        help="device under test: MAC, address or prefix (CIDR); it is the client where no handshake was seen; "
        "may be repeated",
    )
    parser.add_argument(
        "--country",
        metavar="CC",
        action="append",
        default=[],
        help="answer for this country (ISO 3166-1, two letters): witnessed, possible or none seen; may be repeated",
    )
    parser.add_argument(
        "--hosts",
        metavar="FILE",
        action="append",
        default=[],
        help="names that you give to addresses, in a file like /etc/hosts; one is shown where no packet tells a name, and "
        "is never evidence; may be repeated",
    )
    parser.add_argument(
        "--at",
        metavar="LAT,LON,KM",
        help="where the captures were made, in degrees, and how far off that may be in km: countries that light cannot have reached "
        "in the time of an answer are excluded, whatever databases say",
    )
    parser.add_argument(
        "--idle-timeout",
        metavar="S",
        type=whole(1, 86_400),
        default=300,
        help="a gap of more than S seconds ends a flow (default: 300)",
    )


def request(arguments: list[str]) -> Request:
    """Read the command line after ``analyze``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments, "capture")
    return Request(
        paths=found.paths,
        devices=tuple(found.device),
        countries=tuple(found.country),
        hosts=tuple(found.hosts),
        site=found.at,
        json=found.json,
        redacting=redacting_of(found),
        minutes=found.minutes,
        keylogs=tuple(found.keylog),
        ca_store=found.ca_store,
        content=found.content,
        idle_timeout_s=found.idle_timeout,
        all_rows=found.all,
        width=found.width,
        formats=wanted_of(found),
    )
