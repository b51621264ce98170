"""``harness lab run``: regions in; captures of the lab's app at four taps, what it did, and a scenario of both, out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.cli.exits import Exit
from harness.cli.notes import add_manner, stage, tell
from harness.cli.options import new_parser, raise_faults, whole
from harness.cli.streams import say
from harness.errors import UsageError

_ABOUT = """\
Run the lab: in each region, a fresh network in namespaces, a phone and an aircraft whose app does its steps, captures at
the phone, the aircraft and both sides of the gateway. OUT gets a folder for each region and scenario.yaml, ready for
`harness verify`. Everything says SYNTHETIC. Nothing that is there is ever replaced.
"""
_EXITS = """\
Exit status: 0 written; 2 wrong usage, or something is there already; 4 the machine lacks what the lab needs (`harness
lab check`), or a run failed; 130 stopped by Ctrl-C. docs/howto/lab.md
"""
_REGIONS = ("US", "DE", "SG", "BR")
_STEPS = ("idle", "login", "flight", "sync")
_MOST_SECONDS, _MOST_MBIT, _MOST_MIB = 86_400, 1_000, 1_024
_LOAD_SECONDS = 5
_BUFFER_MIB = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    out: str
    regions: tuple[str, ...]
    steps: tuple[str, ...]
    seconds: int
    silent: bool
    blocked: tuple[str, ...]
    load_mbit: int
    buffer_mib: int
    intercepted: bool


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness lab run``."""
    found = new_parser("harness lab run", _ABOUT, "harness lab run --out FOLDER [options]", _EXITS)
    found.add_argument(
        "--out", metavar="FOLDER", required=True, help="folder to write to; made where it is missing"
    )
    found.add_argument(
        "--region",
        metavar="CC",
        action="append",
        choices=_REGIONS,
        help=f"where to test from: {', '.join(_REGIONS[:-1])} or {_REGIONS[-1]}; repeated for several (default: DE)",
    )
    found.add_argument(
        "--steps",
        metavar="ID[,ID]",
        default=",".join(_STEPS),
        help="what the app does (default: %(default)s)",
    )
    found.add_argument(
        "--seconds",
        metavar="S",
        type=whole(0, _MOST_SECONDS),
        default=0,
        help="how long it takes at least (default: as long as every step once)",
    )
    found.add_argument("--silent", action="store_true", help="the app is in local data mode")
    found.add_argument(
        "--block",
        metavar="NAME",
        action="append",
        default=[],
        help="host that the gateway refuses TLS to, such as log; repeated for several",
    )
    _add_traffic(found)
    add_manner(found)
    return found


def _add_traffic(found: argparse.ArgumentParser) -> None:
    found.add_argument(
        "--load",
        metavar="N",
        type=whole(0, _MOST_MBIT),
        default=0,
        help=f"mixed traffic besides, in Mb/s; takes at least {_LOAD_SECONDS} s",
    )
    found.add_argument(
        "--buffer-mib",
        metavar="MIB",
        type=whole(1, _MOST_MIB),
        default=_BUFFER_MIB,
        help="of each capture; a small one loses packets under load (default: %(default)s)",
    )
    found.add_argument(
        "--intercept",
        action="store_true",
        help="open TLS at the gateway; devices hold the proxy's CA as the system's",
    )


def request(arguments: list[str]) -> Request:
    """Read the command line after ``lab run``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    from harness.lab.world import DOMAIN, ZONE  # noqa: PLC0415 - other commands need none of it

    found = parser().parse_args(arguments)
    hosts = tuple(name.removesuffix(f".{DOMAIN}") for name in ZONE)
    faults: list[str] = []
    steps = _chosen(found.steps.split(","), "--steps", _STEPS, faults)
    blocked = _chosen(found.block, "--block", hosts, faults)
    raise_faults(faults, "lab run")
    return Request(
        out=found.out,
        regions=tuple(dict.fromkeys(found.region or _REGIONS[1:2])),
        steps=tuple(step for step in _STEPS if step in steps),
        seconds=max(found.seconds, _LOAD_SECONDS) if found.load else found.seconds,
        silent=found.silent,
        blocked=blocked,
        load_mbit=found.load,
        buffer_mib=found.buffer_mib,
        intercepted=found.intercept,
    )


def _chosen(given: Sequence[str], option: str, among: tuple[str, ...], faults: list[str]) -> tuple[str, ...]:
    """Words of a list, each of them known and none twice."""
    words = tuple(dict.fromkeys(given))
    unknown = [word for word in words if word not in among]
    if unknown:
        faults.append(f"{option}: {', '.join(map(repr, unknown))}: give some of {','.join(among)}")
    return words


def run(request: Request) -> Exit:
    """Run, and say where everything is.

    Raises:
        UsageError: A region's folder, or the scenario, is there already.
        HarnessError: The lab cannot run here, or a run failed.
    """
    from harness.lab.app import Options  # noqa: PLC0415 - other commands need none of it
    from harness.lab.orders import run_regions  # noqa: PLC0415 - see above
    from harness.lab.running import Plan  # noqa: PLC0415 - see above
    from harness.reports.text import shown  # noqa: PLC0415 - see above

    app = Options(steps=request.steps, seconds=float(request.seconds), silent=request.silent)
    plan = Plan(
        app=app,
        blocked=request.blocked,
        load_mbit=request.load_mbit,
        buffer_mib=request.buffer_mib,
        intercepted=request.intercepted,
    )
    try:
        with stage("lab", "running the lab"):
            target = run_regions(request.regions, Path(request.out), plan)
    except FileExistsError as fault:
        raise UsageError(
            f"{fault.filename}: is there already and is never replaced; give another folder, or move it away"
        ) from fault
    tell(f"to judge: harness verify {shown(str(target))}", event="lab")
    say(
        f"wrote {shown(str(target))}: SYNTHETIC captures of {', '.join(request.regions)} and what the app did\n"
    )
    return Exit.OK
