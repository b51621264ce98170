"""The command line of ``harness live``: options, help, and what was asked."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from harness.cli.countries import country
from harness.cli.devices import device
from harness.cli.each import each
from harness.cli.notes import add_manner
from harness.cli.options import new_parser, raise_faults, whole
from harness.cli.site import site
from harness.model.sites import Site

_ABOUT = """\
Capture on interfaces, see endpoints as they appear with what they mean for a claim, and take home sealed evidence: captures that are
never deleted or changed, what was lost, the steps that were marked, digests of everything, a report, and the scenario with this capture
filled in. What is shown while it goes on is no verdict: what was not seen so far may come yet.
"""
_EXITS = """\
Exit status: 0 captured and sealed, and nothing was refuted; 1 a claim was refuted, or a country asked about witnessed; 2 wrong usage;
4 an interface cannot be captured on, capturing ended by itself (a full disk), or something cannot be written. What the evidence supports is for `harness
verify FOLDER` to say. Ctrl-C ends capturing and seals; once more ends at once, and `harness seal FOLDER` does the rest.
"""
Lines = Literal["", "plain", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    interfaces: tuple[str, ...]
    vantages: tuple[str, ...]
    """Of each interface; their names where none are given."""
    scenario: str | None
    cell: str | None
    countries: tuple[str, ...]
    devices: tuple[str, ...]
    site: Site | None
    region: str | None
    out: str | None
    """None: a folder named after the time."""
    lines: Lines
    """Lines instead of the view; empty: the view, where there is a terminal."""
    seconds: int | None
    rotate_mb: int
    rotate_s: int
    """0: by size alone."""
    buffer_mib: int
    snaplen: int | None
    comment: str | None
    on_refuted: tuple[str, ...]
    webhooks: tuple[str, ...]
    redact_alerts: bool
    alert_test: bool
    gateway: str | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness live``."""
    found = new_parser("harness live", _ABOUT, "harness live -i IF... [options]", _EXITS)
    found.add_argument(
        "-i",
        "--interface",
        metavar="IF",
        action="append",
        default=[],
        help="interface to capture on; may be repeated",
    )
    _add_questions(found)
    _add_capturing(found)
    _add_showing(found)
    add_manner(found)
    return found


def _add_questions(found: argparse.ArgumentParser) -> None:
    found.add_argument(
        "--scenario",
        metavar="FILE",
        help="scenario file whose claims are asked about and whose cell is captured",
    )
    found.add_argument(
        "--vantage",
        metavar="ID",
        action="append",
        default=[],
        help="vantage point of each interface, in their order (default: the interface's name)",
    )
    found.add_argument(
        "--cell", metavar="ID", help="cell of the scenario (default: the only planned one of that region)"
    )
    found.add_argument(
        "--country",
        metavar="CC",
        action="append",
        default=[],
        help="country to ask about, such as CN; may be repeated",
    )
    found.add_argument(
        "--device",
        metavar="X",
        action="append",
        default=[],
        help="device under test: MAC, address or prefix; may be repeated; a scenario names its own",
    )
    found.add_argument(
        "--at",
        metavar="LAT,LON,KM",
        help="where this is, so that round trips bound distances; a scenario says so of its vantage points",
    )
    found.add_argument(
        "--region",
        metavar="CC",
        help="without a scenario: country where this is, for the one that is written",
    )
    found.add_argument(
        "--gateway",
        metavar="FOLDER",
        help="folder of a gateway's state (default: where `harness gateway up` keeps it)",
    )


def _add_capturing(found: argparse.ArgumentParser) -> None:
    found.add_argument(
        "--out",
        metavar="FOLDER",
        help="folder for the evidence, new or empty (default: live- and the time, in this folder)",
    )
    found.add_argument(
        "--seconds", metavar="S", type=whole(1, 31_536_000), help="end by itself after so long"
    )
    found.add_argument(
        "--rotate-mb", metavar="MB", type=whole(1, 100_000), default=100,
        help="begin a new file after so many megabytes (default: %(default)s); none is ever deleted",
    )  # fmt: skip
    found.add_argument(
        "--rotate-seconds", metavar="S", type=whole(0, 86_400), default=900,
        help="begin a new file after so long; 0: by size alone (default: %(default)s)",
    )  # fmt: skip
    found.add_argument(
        "--buffer-mib", metavar="MIB", type=whole(1, 2_000), default=64,
        help="the kernel's buffer for each interface (default: %(default)s)",
    )  # fmt: skip
    found.add_argument(
        "--snaplen", metavar="N", type=whole(64, 262_144),
        help="cut packets to so many octets (default: whole packets); what is cut off cannot be searched or decrypted",
    )  # fmt: skip
    found.add_argument(
        "--comment",
        metavar="TEXT",
        help="comment for the manifest; dumpcap writes none into files that rotate",
    )


def _add_showing(found: argparse.ArgumentParser) -> None:
    found.add_argument(
        "--plain", action="store_true", help="one line for each thing that changes, for logs and ssh"
    )
    found.add_argument("--json-lines", action="store_true", help="the same as JSON objects, one a line")
    found.add_argument(
        "--on-refuted", metavar="COMMAND", action="append", default=[],
        help="command to run when a claim is refuted; the facts as JSON on its standard input; no shell; may be repeated",
    )  # fmt: skip
    found.add_argument(
        "--webhook", metavar="URL", action="append", default=[],
        help="https address to post the same to; may be repeated; may be read by others where it stands on the command line, so "
        "@FILE reads it from a file",
    )  # fmt: skip
    found.add_argument(
        "--redact-alerts", action="store_true", help="webhooks get only what does not come from the capture"
    )
    found.add_argument("--alert-test", action="store_true", help="send a test alert at the start")


def request(arguments: list[str]) -> Request:
    """Read the command line after ``live``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    faults = list(_faults(found))
    countries = each(lambda text: country(text, "--country"), found.country, faults)
    devices = each(device, found.device, faults)
    sites = each(site, [] if found.at is None else [found.at], faults)
    regions = each(
        lambda text: country(text, "--region"), [] if found.region is None else [found.region], faults
    )
    raise_faults(faults, "live")
    return Request(
        interfaces=tuple(found.interface),
        vantages=tuple(found.vantage or found.interface),
        scenario=found.scenario,
        cell=found.cell,
        countries=countries,
        devices=devices,
        site=sites[0] if sites else None,
        region=regions[0] if regions else None,
        out=found.out,
        lines="json" if found.json_lines else "plain" if found.plain else "",
        seconds=found.seconds,
        rotate_mb=found.rotate_mb,
        rotate_s=found.rotate_seconds,
        buffer_mib=found.buffer_mib,
        snaplen=found.snaplen,
        comment=found.comment,
        on_refuted=tuple(found.on_refuted),
        webhooks=tuple(found.webhook),
        redact_alerts=found.redact_alerts,
        alert_test=found.alert_test,
        gateway=found.gateway,
    )


def _faults(found: argparse.Namespace) -> Iterator[str]:
    """Mistakes that are seen in several options together."""
    if not found.interface:
        yield "-i/--interface: name an interface to capture on; `ip -brief link` lists them"
    if found.vantage and len(found.vantage) != len(found.interface):
        yield f"--vantage: give one for each interface, in their order: {len(found.interface)}, not {len(found.vantage)}"
    if found.scenario is not None and not found.vantage:
        yield "--vantage: say at which vantage point of the scenario each interface captures"
    if found.scenario is None and found.cell is not None:
        yield "--cell: is of a scenario; give --scenario too"
    for option, value in (("--at", found.at), ("--region", found.region), ("--device", found.device)):
        if found.scenario is not None and value:
            yield f"{option}: the scenario says so; leave one out"
    if found.plain and found.json_lines:
        yield "--plain, --json-lines: give one of them"
    if found.redact_alerts and not found.webhook:
        yield "--redact-alerts: is of --webhook, which is not given"
    if found.alert_test and not (found.webhook or found.on_refuted):
        yield "--alert-test: is of --webhook and --on-refuted, and neither is given"
