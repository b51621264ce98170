"""``harness analyze``: captures in; a report, a JSON document and an exit status out."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from harness.cli.countries import country
from harness.cli.devices import device
from harness.cli.exits import Exit, exit_for
from harness.cli.interruption import stoppable
from harness.cli.options import add_outputs, new_parser, whole, with_paths
from harness.cli.progress import ProgressBar
from harness.cli.site import site
from harness.cli.streams import colour_wanted, columns, note, put, say, silence_stdout, standard_input
from harness.cli.target import STDOUT, check_target, write_target
from harness.errors import UsageError
from harness.model.words import CaStore

if TYPE_CHECKING:
    from harness.model.hosts import HostsFile
    from harness.model.sites import Site
    from harness.tables.analysis import Analysis

T = TypeVar("T")
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
    add_outputs(found, replaceable="harness", everything="local endpoints and the ends of long lists")
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
    options = parser()
    found = with_paths(options, arguments)
    if not found.paths:
        options.error("no capture given")
    return Request(
        paths=found.paths,
        devices=tuple(found.device),
        countries=tuple(found.country),
        hosts=tuple(found.hosts),
        site=found.at,
        json=found.json,
        minutes=found.minutes,
        keylogs=tuple(found.keylog),
        ca_store=found.ca_store,
        content=found.content,
        idle_timeout_s=found.idle_timeout,
        all_rows=found.all,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Check the whole command line, read, print, and say how it went.

    Raises:
        UsageError: The command line is wrong; every mistake that can be seen in it at once.
        HarnessError: A capture cannot be read, or a file cannot be written.
    """
    checked = _checked(request)
    # Imported here: these bring polars, numpy and numba, which --help must not wait for. What imports
    # make stays to the end of the process, so the collector need not look at it, neither now nor when
    # the interpreter ends: that costs a quarter of a second otherwise.
    gc.disable()
    from harness.kernel.jit import is_compiled  # noqa: PLC0415
    from harness.pipeline import analyze  # noqa: PLC0415
    from harness.reports.document import OPENING  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    if not is_compiled():
        note("harness: compiling for this machine, once; up to a minute\n")

    if request.json not in (None, STDOUT):
        check_target(str(request.json), OPENING)
    if request.minutes is not None:
        check_target(request.minutes, None, MINUTES)
    stdin = standard_input() if STDOUT in request.paths else None
    with stoppable() as stop, ProgressBar() as progress:
        analysis = analyze(
            request.paths,
            devices=checked.devices,
            countries=checked.countries,
            hosts=checked.hosts,
            site=checked.site,
            idle_timeout_s=request.idle_timeout_s,
            minutes=request.minutes is not None,
            keylogs=request.keylogs,
            ca_store=None if request.ca_store is None else CaStore(request.ca_store),
            content=request.content,
            stdin=stdin,
            progress=progress,
            stop=stop,
        )
    _print(analysis, request)
    _write_minutes(analysis, request.minutes)
    answered = exit_for(answer.answer for answer in analysis.answers)
    status = Exit.INTERRUPTED if stop.cut else answered
    gc.freeze()
    return status


class _Checked(NamedTuple):
    """What is asked, in one form, each once."""

    devices: tuple[str, ...]
    countries: tuple[str, ...]
    hosts: tuple[HostsFile, ...]
    site: Site | None


def _checked(request: Request) -> _Checked:
    """Check everything that is asked; all faults are told together."""
    faults: list[str] = []
    devices = _each(device, request.devices, faults)
    countries = _each(country, request.countries, faults)
    hosts = _hosts(request.hosts, faults)
    sites = _each(site, [] if request.site is None else [request.site], faults)
    if request.paths.count(STDOUT) > 1:
        faults.append("standard input (-) can be read only once")
    if request.minutes is not None and not request.minutes.endswith((".csv", ".parquet")):
        faults.append(f"{MINUTES} {request.minutes}: give a file that ends in .csv or .parquet")
    if faults:
        raise UsageError("\n".join([*faults, "try `harness analyze --help`"]))
    return _Checked(devices, countries, hosts, next(iter(sites), None))


def _hosts(paths: Sequence[str], faults: list[str]) -> tuple[HostsFile, ...]:
    if not paths:
        return ()
    from harness.sources.hosts_file import read_hosts  # noqa: PLC0415 - see run

    try:
        return read_hosts(paths)
    except UsageError as fault:
        faults.append(str(fault))
        return ()


def _each(check: Callable[[str], T], texts: Sequence[str], faults: list[str]) -> tuple[T, ...]:
    values: dict[T, None] = {}
    for text in texts:
        try:
            values[check(text)] = None
        except UsageError as fault:
            faults.append(str(fault))
    return tuple(values)


def _print(analysis: Analysis, request: Request) -> None:
    """Report and document; a reader who left early changes neither the document nor the status."""
    from harness.reports.document import OPENING, document  # noqa: PLC0415 - see run
    from harness.reports.terminal import render  # noqa: PLC0415 - see run

    try:
        if request.json == STDOUT:
            put(document(analysis))
        else:
            width = request.width or columns()
            say(render(analysis, width, colour=colour_wanted(sys.stdout), all_rows=request.all_rows))
    except BrokenPipeError:
        silence_stdout()
    if request.json == STDOUT:
        _notes(analysis)
    elif request.json is not None:
        replaced = write_target(document(analysis), request.json, OPENING)
        _notes_file(request.json, replaced=replaced)


def _write_minutes(analysis: Analysis, target: str | None) -> None:
    """Octets per minute, where they were asked for."""
    from harness.reports.minutes import SUFFIXES, minutes_file  # noqa: PLC0415 - see run

    if target is None or analysis.minutes is None:
        return
    suffix = next(suffix for suffix in SUFFIXES if target.endswith(suffix))
    write_target(minutes_file(analysis.minutes, analysis.flows, suffix), target, None, MINUTES)
    _notes_file(target, replaced=False)


def _notes(analysis: Analysis) -> None:
    """What the report would have said, for a person who watches while a program reads."""
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    for text in analysis.notes:
        note(f"harness: {shown(text)}\n")


def _notes_file(target: str, *, replaced: bool) -> None:
    from harness.reports.text import shown  # noqa: PLC0415 - see run

    note(f"harness: {'replaced' if replaced else 'wrote'} {shown(target)}\n")
