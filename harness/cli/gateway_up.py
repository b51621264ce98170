"""``harness gateway up``: two interfaces and a few words in; a machine that forwards, translates and records out."""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.gateway_modes import IPV6, add_modes
from harness.cli.gateway_options import add_state, add_width, say_lines, width_of
from harness.cli.notes import add_manner, tell
from harness.cli.options import new_parser
from harness.errors import MachineError, UsageError

if TYPE_CHECKING:
    from harness.gateway.facts import Facts
    from harness.gateway.plan import Plan
    from harness.gateway.wish import Wish
    from harness.interception.setup import Setup

_ABOUT = """\
Set this machine up between devices and the internet: addresses on the LAN side, forwarding, translation of the devices' addresses alone,
offloads off, and a record of every flow with its sender before translation. Nothing is written outside the state folder below /run: a
reboot undoes everything, and so does `harness gateway down`, also after a crash at any point.
"""
_EXITS = """\
Exit status: 0 it is up, or the dry run was printed; 2 wrong usage or refused, nothing was changed; 4 something could not be done, what had
been done is undone. docs/howto/gateway.md shows the way.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    lan: str
    wan: str
    intercept: str
    dhcp: bool
    quic: str
    ipv6: str | None
    yes: bool
    dry_run: bool
    state: str | None
    proxy: str | None
    ca: str | None
    ca_store: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness gateway up``."""
    found = new_parser("harness gateway up", _ABOUT, "harness gateway up --lan IF --wan IF [options]", _EXITS)
    found.add_argument("--lan", metavar="IF", required=True, help="interface that devices are at")
    found.add_argument("--wan", metavar="IF", required=True, help="interface that leads to the internet")
    add_modes(found)
    found.add_argument(
        "--yes", action="store_true", help="go on where your own connection to this machine may break"
    )
    found.add_argument(
        "--dry-run",
        action="store_true",
        help="print every command and what undoes it; change nothing, need no rights",
    )
    add_state(found)
    add_width(found)
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``gateway up``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    found = parser().parse_args(arguments)
    of_proxy = {"--proxy": found.proxy, "--ca": found.ca, "--ca-store": found.ca_store}
    alone = [option for option, value in of_proxy.items() if value is not None]
    if alone and found.intercept is None:
        raise UsageError(
            f"{' and '.join(alone)}: nothing is intercepted; add --intercept\ntry `harness gateway up --help`"
        )
    return Request(
        lan=found.lan,
        wan=found.wan,
        intercept=found.intercept or "none",
        dhcp=found.dhcp,
        quic=found.quic,
        ipv6=found.ipv6 and IPV6[found.ipv6],
        yes=found.yes,
        dry_run=found.dry_run,
        state=found.state,
        proxy=found.proxy,
        ca=found.ca,
        ca_store=found.ca_store,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Set it up, or print what would be done.

    Raises:
        UsageError: Something speaks against it; nothing was changed.
        MachineError: Something could not be done; what had been done is undone.
    """
    # Imported here: --help must not wait for them.
    from harness.gateway.facts import facts_of  # noqa: PLC0415
    from harness.gateway.journal import FILE  # noqa: PLC0415
    from harness.gateway.told import dry_run_lines, state_lines  # noqa: PLC0415
    from harness.gateway.up import alone  # noqa: PLC0415
    from harness.machine.gateway_state import state_folder  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415

    wish, folder = _wish(request), state_folder(request.state)
    if (folder / FILE).exists() and not request.dry_run:
        raise UsageError(
            f"a gateway is up, or was not taken down: {shown(str(folder / FILE))} is there; "
            "call `harness gateway status`, or `harness gateway down` first"
        )
    facts = facts_of(wish)
    _object(wish, facts, request)
    record = folder / f"record-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}"
    setup = _setup(wish, folder, record, request)
    plan = _plan(wish, facts, folder, record, setup)
    if request.dry_run:
        say_lines(dry_run_lines(plan))
        return Exit.OK
    with alone(folder):
        _make(plan, folder, setup)
    say_lines(state_lines(plan.state, width_of(request.width)))
    tell(
        "put back by `harness gateway down`, and by a reboot; next: `harness gateway check`, then capture at "
        f"{plan.state.lan.interface} and {plan.state.wan.interface}",
        event="up",
        state=str(folder),
    )
    return Exit.OK


def _wish(request: Request) -> Wish:
    from harness.gateway.wish import Wish  # noqa: PLC0415 - see run
    from harness.model.gateway_state import InterceptionMode, Ipv6Mode, QuicPolicy  # noqa: PLC0415
    from harness.model.words import CaStore  # noqa: PLC0415

    return Wish(
        lan=request.lan,
        wan=request.wan,
        interception=InterceptionMode(request.intercept),
        dhcp=request.dhcp,
        quic=QuicPolicy(request.quic),
        ca_store=None if request.ca_store is None else CaStore(request.ca_store),
        ipv6=None if request.ipv6 is None else Ipv6Mode(request.ipv6),
        yes=request.yes,
    )


def _object(wish: Wish, facts: Facts, request: Request) -> None:
    """Tell what speaks against it.

    Raises:
        UsageError: Something that is not to be passed over.
        MachineError: The rights are missing.
    """
    from harness.gateway.refusals import missing_rights, objections  # noqa: PLC0415 - see run
    from harness.reports.text import shown  # noqa: PLC0415

    found = objections(wish, facts)
    for text in found.told:
        tell(shown(text), event="warning")
    refused = [*found.refused, *(f"{text}; --yes goes on" for text in found.asks if not wish.yes)]
    if refused:
        raise UsageError("\n".join([*map(shown, refused), "nothing was changed"]))
    if not request.dry_run and (why := missing_rights(facts, "harness gateway up ...")):
        raise MachineError(why)


def _setup(wish: Wish, folder: Path, record: Path, request: Request) -> Setup | None:
    """How the proxy is to run; None where nothing is intercepted.

    Raises:
        UsageError: There is none.
        MachineError: It cannot run here.
    """
    from harness.gateway.proxy import proxy_setup  # noqa: PLC0415 - see run
    from harness.interception.environment import proxy_program  # noqa: PLC0415
    from harness.interception.process import check  # noqa: PLC0415
    from harness.model.gateway_state import InterceptionMode  # noqa: PLC0415

    if wish.interception is InterceptionMode.NONE:
        return None
    program = Path(request.proxy) if request.proxy else proxy_program()
    if program is None:
        raise UsageError(
            "--intercept: there is no proxy; `harness gateway install-proxy` makes one\nnothing was changed"
        )
    ca = Path(request.ca) if request.ca else folder / "ca"
    setup = proxy_setup(program, record / "proxy", ca.absolute(), wish)
    if not request.dry_run:
        check(setup)
    return setup


def _plan(wish: Wish, facts: Facts, folder: Path, record: Path, setup: Setup | None) -> Plan:
    from harness.gateway.plan import plan_gateway  # noqa: PLC0415 - see run
    from harness.gateway.proxy import proxy_plan  # noqa: PLC0415
    from harness.gateway.versions import proxy_version, tool_versions  # noqa: PLC0415

    return plan_gateway(
        wish,
        facts,
        folder=str(folder),
        record=str(record),
        began_ns=time.time_ns(),
        proxy=None if setup is None else proxy_plan(setup, str(record / "ca.pem")),
        tools=(
            *tool_versions(facts.programs),
            *(() if setup is None else proxy_version(str(setup.program))),
        ),
    )


def _make(plan: Plan, folder: Path, setup: Setup | None) -> None:
    """Make it; what went wrong is told with what became of what had been done."""
    from harness.cli.notes import Level  # noqa: PLC0415
    from harness.gateway.changes import Change, told  # noqa: PLC0415 - see run
    from harness.gateway.down import Outcome  # noqa: PLC0415
    from harness.gateway.proxy import keep_certificate  # noqa: PLC0415
    from harness.gateway.up import UpError, make  # noqa: PLC0415
    from harness.interception.folder import prepare  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415

    def watch(number: int, stage: str, change: Change) -> None:
        if stage == "made":
            tell(shown(told(change)), level=Level.DEBUG, event="changed", number=number)

    def ready() -> None:
        if setup is not None:
            prepare(setup)

    try:
        make(plan, folder, watch, ready)
        if setup is not None:
            keep_certificate(setup, plan.state)
    except UpError as fault:
        stuck = [one for one in fault.undone if one.outcome is Outcome.FAILED]
        rest = (
            "what had been done is undone"
            if not stuck
            else "; ".join(shown(f"{told(one.change)} could not be undone: {one.why}") for one in stuck)
        )
        raise MachineError(f"{shown(str(fault))}\n{rest}") from fault
