"""``harness geo measurements``: files of RIPE Atlas and Globalping in; where addresses can and cannot be out."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.geo_question import Question, add_question, question
from harness.cli.options import add_outputs, new_parser, raise_faults, with_paths
from harness.cli.outcome import print_or_write
from harness.cli.site import site
from harness.cli.target import STDOUT, check_target
from harness.errors import UsageError
from harness.model.sites import Landmark

if TYPE_CHECKING:
    from harness.reports.geo_measurements import Imported

_ABOUT = """\
Read results that RIPE Atlas (ping, traceroute, sslcert) or Globalping (ping, traceroute, mtr, http) measured, from files
that you fetched, and say which countries each address can be in. Probes that cannot be where they are said to be are
left out. Only addresses that stand in one place are located so: those that a cloud publishes for one region, and those
named by --unicast. No network is used, and analyze and verify do not read the result.
"""
_EXITS = """\
Exit status: 0 every address is clear of the countries; 3 at least one is open; 2 wrong usage; 4 a file cannot be read
or written. docs/geo-evidence.md says how to fetch what is needed, and what it proves.
"""

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    paths: tuple[str, ...]
    question: Question
    unicast: tuple[Network, ...]
    landmarks: tuple[Landmark, ...]
    json: str | None
    all_rows: bool
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness geo measurements``."""
    found = new_parser(
        "harness geo measurements", _ABOUT, "harness geo measurements FILE... [options]", _EXITS
    )
    found.add_argument(
        "paths",
        metavar="FILE",
        nargs="*",
        help="JSON of results, probes or anchors, alone, in lists or pages of the API, or one on a line; of RIPE Atlas "
        "results, the probes are needed too",
    )
    add_question(found)
    found.add_argument(
        "--unicast",
        metavar="ADDRESS|PREFIX",
        action="append",
        default=[],
        help="you know that these stand in one place; may be repeated. Known anycast stays anycast",
    )
    found.add_argument(
        "--landmark",
        metavar="ADDRESS=LAT,LON,KM",
        action="append",
        default=[],
        help="an address whose place is known, to hold probes against; may be repeated. Anchors in FILE are landmarks too",
    )
    add_outputs(found, replaceable="harness geo measurements", everything="every sample, probe and fault")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``geo measurements``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = with_paths(parser(), arguments)
    faults: list[str] = []
    asked = question(found, faults)
    if not found.paths:
        faults.append("no file given")
    unicast, landmarks = [], []
    for text in found.unicast:
        try:
            unicast.append(ip_network(text, strict=False))
        except ValueError:
            faults.append(f"--unicast {text!r}: give an address or a prefix, as 192.0.2.0/24")
    for text in found.landmark:
        address, _, where = text.partition("=")
        try:
            landmarks.append(Landmark(str(ip_address(address)), site(where)))
        except (ValueError, UsageError):
            faults.append(f"--landmark {text!r}: write it as 192.0.2.1=50.11,8.68,25")
    raise_faults(faults, "geo measurements")
    return Request(
        paths=tuple(found.paths),
        question=asked,
        unicast=tuple(unicast),
        landmarks=tuple(landmarks),
        json=found.json,
        all_rows=found.all,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Read the files, print where addresses can be, and say whether all are clear.

    Raises:
        UsageError: Something else is where the document is to be written.
        HarnessError: A file cannot be read or written.
    """
    # Imported here: these bring numpy and polars, which --help must not wait for.
    from harness.reports.geo_measurements import OPENING, Imported, is_clear  # noqa: PLC0415
    from harness.sources.country_cells import read_country_cells  # noqa: PLC0415
    from harness.sources.measurement_files import read_measurements  # noqa: PLC0415
    from harness.stages.measured import measure  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), OPENING)
    measured = read_measurements(request.paths)
    addresses = sorted({sample.server_ip for sample in measured.samples})
    unicast, anycast = _kinds(addresses, request.unicast)
    found, checked = measure(measured, request.landmarks, unicast, anycast, read_country_cells()[0])
    imported = Imported(
        addresses=found,
        dropped=checked.dropped,
        landmarks=checked.landmarks,
        probes=len(measured.probes),
        records=measured.records,
        faults=measured.faults,
        countries=request.question.countries,
    )
    _print(imported, request)
    clear = bool(found) and all(is_clear(one, request.question.countries) for one in found)
    return Exit.OK if clear else Exit.POSSIBLE


def _kinds(addresses: Sequence[str], said: Sequence[Network]) -> tuple[Mapping[str, str], Sequence[str]]:
    """Addresses that stand in one place, each with the reason; and those that are known not to."""
    from harness.sources.geodata import consult, data_sets_of  # noqa: PLC0415 - see run
    from harness.stages.places import locate  # noqa: PLC0415 - see run

    unicast = {
        address: "said by the user"
        for address in addresses
        if any(
            ip_address(address) in network
            for network in said
            if network.version == ip_address(address).version
        )
    }
    anycast = []
    for row in locate(addresses, consult(addresses, data_sets_of(None))).iter_rows(named=True):
        if row["anycast"]:
            anycast.append(row["server_ip"])
        elif row["cloud_region"] is not None:
            unicast.setdefault(row["server_ip"], f"{row['cloud']} publishes it for {row['cloud_region']}")
    return unicast, anycast


def _print(found: Imported, request: Request) -> None:
    from harness.reports.geo_measurements import OPENING, document, render  # noqa: PLC0415 - see run

    print_or_write(
        request,
        OPENING,
        lambda: document(found),
        lambda width, colour: render(found, width, colour=colour, all_rows=request.all_rows),
    )
