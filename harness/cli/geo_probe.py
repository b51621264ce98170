"""``harness geo probe``: addresses in; round trips that were measured on purpose, and what they exclude, out."""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final

from harness.cli.exits import Exit
from harness.cli.geo_question import Question, add_question, question
from harness.cli.notes import Level, add_manner, tell
from harness.cli.options import columns_wanted, new_parser, raise_faults, whole
from harness.cli.progress import ProgressBar
from harness.cli.site import site
from harness.cli.streams import colour_wanted, columns, say
from harness.errors import HarnessError, UsageError
from harness.model.active import HOST_NAME, ActiveSample, ActiveTarget

if TYPE_CHECKING:
    from harness.model.sites import Site

_ABOUT = """\
Measure from this machine how soon addresses answer: TCP connections and TLS hellos, the least of many. What is
measured is active evidence: it is marked so, written to a file of its own and never mixed with round trips that were
observed; analyze and verify do not read it. No application data are sent. ICMP and QUIC are not used.
"""
_EXITS = """\
Exit status: 0 measured, or --dry-run; 2 wrong usage, or --yes is missing; 4 a file cannot be read or written; 130
stopped by Ctrl-C, and what was measured is in the file. docs/geo-evidence.md says what a probe cannot prove.
"""
_MOST_TARGETS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    targets: tuple[ActiveTarget, ...]
    """Given by the user."""
    source: str | None
    """JSON document to take addresses from."""
    question: Question
    site: Site | None
    out: str | None
    count: int
    timeout_s: int
    spacing_ms: int
    total_s: int
    yes: bool
    dry_run: bool
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo probe``."""
    found = new_parser(
        "harness geo probe",
        _ABOUT,
        "harness geo probe [ADDRESS[:PORT]...] [--from FILE] --out FILE [options]",
        _EXITS,
    )
    found.add_argument(
        "addresses",
        metavar="ADDRESS[:PORT]",
        nargs="*",
        help="IPv4, IPv6 or [IPv6]:PORT to contact (port: 443)",
    )
    found.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="contact what is not clear of the countries in the document of `harness analyze --json` or `harness verify "
        "--json`, with the ports and names that it saw; needs --yes",
    )
    add_question(found)
    found.add_argument("--sni", metavar="NAME", help="name to ask the addresses given for (default: none)")
    found.add_argument("--no-tls", action="store_true", help="TCP only")
    found.add_argument(
        "--at",
        metavar="LAT,LON,KM",
        help="where this machine stands, in degrees, and how far off that may be in km",
    )
    found.add_argument(
        "--out",
        metavar="FILE",
        help="JSON lines file for what is measured; one that exists is never replaced",
    )
    _add_timing(found)
    found.add_argument("--yes", action="store_true", help="contact addresses that come from --from")
    found.add_argument(
        "--dry-run", action="store_true", help="say what would be contacted, and contact nothing"
    )
    found.add_argument(
        "--width", metavar="N", type=columns_wanted, help="columns of the report, instead of the terminal's"
    )
    add_manner(found)
    return found


def _add_timing(parser: argparse.ArgumentParser) -> None:
    for name, metavar, least, most, default, what in (
        ("--count", "N", 1, 100, 10, "connections to each address"),
        ("--timeout", "S", 1, 60, 3, "seconds to wait for an answer"),
        ("--spacing", "MS", 0, 60_000, 500, "milliseconds between connections"),
        ("--total", "S", 1, 86_400, 600, "seconds after which no connection is begun"),
    ):
        parser.add_argument(
            name,
            metavar=metavar,
            type=whole(least, most),
            default=default,
            help=f"{what} (default: {default})",
        )


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo probe``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults: list[str] = []
    asked = question(found, faults)
    targets = list(_targets(found, faults))
    where = None
    try:
        where = None if found.at is None else site(found.at)
    except UsageError as fault:
        faults.append(str(fault))
    if not found.addresses and found.source is None:
        faults.append("no address given: name some, or --from FILE")
    if found.out is None and not found.dry_run:
        faults.append("--out FILE is missing: what is measured is written there")
    raise_faults(faults, "geo probe")
    return Request(
        targets=tuple(dict.fromkeys(targets)),
        source=found.source,
        question=asked,
        site=where,
        out=found.out,
        count=found.count,
        timeout_s=found.timeout,
        spacing_ms=found.spacing,
        total_s=found.total,
        yes=found.yes,
        dry_run=found.dry_run,
        width=found.width,
    )


def _targets(found: argparse.Namespace, faults: list[str]) -> Iterator[ActiveTarget]:
    if found.sni is not None and not HOST_NAME.fullmatch(found.sni):
        faults.append(f"--sni {found.sni!r}: this is no host name")
    for text in found.addresses:
        try:
            yield ActiveTarget(*_address(text), sni=found.sni, tls=not found.no_tls)
        except ValueError:
            faults.append(f"{text!r}: give an address, with a port as 192.0.2.1:443 or [2001:db8::1]:443")


def _address(text: str) -> tuple[str, int]:
    """An address without a zone, and a port.

    >>> _address("[2001:DB8::1]:8443"), _address("192.0.2.1")
    (('2001:db8::1', 8443), ('192.0.2.1', 443))
    """
    match = re.fullmatch(
        r"\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?|([0-9.]+):(\d{1,5})|([0-9A-Fa-f:.]+)", text, re.ASCII
    )
    if match is None:
        raise ValueError("no address")
    port = int(match[2] or match[4] or 443)
    if not 0 < port < 65_536:
        raise ValueError("no port")
    return str(ip_address(match[1] or match[3] or match[5])), port


def run(request: Request) -> Exit:
    """Say what will be contacted, contact it, write what came, and print what that excludes.

    Raises:
        UsageError: The file is there already, or nothing is to be contacted.
        HarnessError: A file cannot be read or written.
    """
    # Imported here: these bring numpy and polars, which --help must not wait for.
    from harness.reports.geo_probe import announced, render  # noqa: PLC0415
    from harness.sources.country_cells import read_country_cells  # noqa: PLC0415
    from harness.stages.active_distances import active_distances  # noqa: PLC0415

    targets = tuple(dict.fromkeys([*request.targets, *_of_analysis(request)]))
    if len(targets) > _MOST_TARGETS:
        raise UsageError(
            f"{len(targets):,} addresses and ports are too many at once: at most {_MOST_TARGETS:,}"
        )
    width = request.width or columns()
    say(announced(targets, count=request.count, spacing_s=request.spacing_ms / 1000, width=width))
    if request.dry_run:
        return Exit.OK
    if request.source is not None and not request.yes:
        tell(
            "nothing was contacted: these addresses come from an analysis; add --yes to contact them",
            level=Level.ERROR,
            event="error",
        )
        return Exit.USAGE
    if not targets:
        tell("nothing is to be contacted")
        return Exit.OK
    samples = _measure(targets, request)
    distances = active_distances(samples, request.site, read_country_cells()[0])
    said = render(
        distances, request.site, width, countries=request.question.countries, colour=colour_wanted(sys.stdout)
    )
    say("\n" + said)
    return Exit.OK


def _of_analysis(request: Request) -> Iterator[ActiveTarget]:
    """TCP endpoints of what an analysis leaves open, with the name that its packets asked for."""
    if request.source is None:
        return
    from harness.sources.analysis_file import read_analysis  # noqa: PLC0415 - see run
    from harness.sources.country_cells import read_country_cells  # noqa: PLC0415 - see run
    from harness.stages.geo_plan import plan_of  # noqa: PLC0415 - see run
    from harness.stages.probe_targets import targets_of  # noqa: PLC0415 - see run

    told = read_analysis(request.source)
    endpoints = [row for one in told for row in one.endpoints]
    needs = plan_of(request.question.countries, told, read_country_cells()[0]).needs
    yield from targets_of(needs, endpoints)


def _measure(targets: Sequence[ActiveTarget], request: Request) -> list[ActiveSample]:
    """Measure, and write each sample as it comes to a file that was not there before."""
    from harness.reports.geo_probe import head_line, sample_line  # noqa: PLC0415 - see run
    from harness.sources.active_probe import probe_all  # noqa: PLC0415 - see run

    path, spacing_s, found = Path(str(request.out)), request.spacing_ms / 1000, list[ActiveSample]()
    try:
        with (
            path.open("xb", buffering=0) as file,
            ProgressBar(label="measuring", things="connections") as progress,
        ):
            file.write(
                head_line(
                    began_ns=time.time_ns(),
                    site=request.site,
                    count=request.count,
                    timeout_s=request.timeout_s,
                    spacing_s=spacing_s,
                    total_s=request.total_s,
                )
            )
            for sample in probe_all(
                targets,
                count=request.count,
                timeout_s=request.timeout_s,
                spacing_s=spacing_s,
                total_s=request.total_s,
            ):
                file.write(sample_line(sample))
                found.append(sample)
                progress(len(found), len(targets) * request.count)
    except FileExistsError:
        raise UsageError(f"--out {path}: is there already and is never replaced; give another name") from None
    except OSError as fault:
        raise HarnessError(f"--out {path}: cannot be written: {fault.strerror}") from fault
    return found
