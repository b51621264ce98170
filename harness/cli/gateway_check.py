"""``harness gateway check``: a gateway that is up and captures in; whether packets pass as planned and captures see them, out."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli.exits import Exit
from harness.cli.gateway_options import add_state
from harness.cli.notes import add_manner, tell
from harness.cli.options import add_outputs, new_parser, whole
from harness.cli.outcome import print_or_write
from harness.cli.target import STDOUT, check_target
from harness.errors import MachineError, UsageError

if TYPE_CHECKING:
    from harness.gateway.canary import SentCanary
    from harness.gateway.points import Point
    from harness.model.gateway_state import GatewayState

_ABOUT = """\
Check a gateway that is up: that everything stands as it was set up, where packets of devices would go, that some did and came back with
translated addresses, and that nothing leads around. Then canaries are sent by both sides, to nobody; with --capture it is seen whether
captures that run have them. Call it when captures have begun and again before they end. Everything found is kept in the record.
"""
_EXITS = """\
Exit status: 0 every point holds; 2 wrong usage; 3 at least one does not, or cannot be told yet; 4 no gateway is up, or a file cannot be read.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line, checked."""

    captures: tuple[str, ...]
    to: tuple[str, ...] | None
    wait_s: int
    state: str | None
    json: str | None
    width: int | None


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness gateway check``."""
    found = new_parser("harness gateway check", _ABOUT, "harness gateway check [options]", _EXITS)
    found.add_argument(
        "--capture",
        metavar="FILE",
        action="append",
        default=[],
        help="capture that runs at the LAN or the WAN side, uncompressed: canaries are looked for in it; may be repeated",
    )
    found.add_argument(
        "--to",
        metavar="ADDRESS",
        action="append",
        help="where canaries of the WAN side go (default: 192.0.2.1 and 2001:db8::1, which are nobody's); may be repeated",
    )
    found.add_argument(
        "--wait",
        metavar="S",
        type=whole(0, 600),
        default=10,
        help="how long captures may take to show canaries, in seconds (default: 10)",
    )
    add_state(found)
    add_outputs(found, replaceable="harness gateway check")
    add_manner(found)
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``gateway check``.

    Raises:
        UsageError: It is wrong; every mistake in it at once.
        SystemExit: Help was asked for and has been printed.
    """
    from harness.cli.geo_options import checked_addresses  # noqa: PLC0415 - only where addresses are given

    found = parser().parse_args(arguments)
    return Request(
        captures=tuple(found.capture),
        to=None if found.to is None else checked_addresses(found.to),
        wait_s=found.wait,
        state=found.state,
        json=found.json,
        width=found.width,
    )


def run(request: Request) -> Exit:
    """Check it, and keep what was found.

    Raises:
        HarnessError: No gateway is up, or a file cannot be read or written.
    """
    # Imported here: --help must not wait for them.
    from harness.gateway.canary import NOBODY, canaries_of, send  # noqa: PLC0415
    from harness.gateway.document import CHECK, check_members  # noqa: PLC0415
    from harness.gateway.looking import look  # noqa: PLC0415
    from harness.gateway.points import Holds, points_of  # noqa: PLC0415
    from harness.gateway.told import point_lines  # noqa: PLC0415
    from harness.machine.gateway_state import read_state, state_folder  # noqa: PLC0415
    from harness.reports.lines import paint  # noqa: PLC0415
    from harness.reports.text import shown  # noqa: PLC0415
    from harness.reports.whole_document import opening, whole_document  # noqa: PLC0415

    if request.json not in (None, STDOUT):
        check_target(str(request.json), opening(CHECK))
    folder = state_folder(request.state)
    state = read_state(folder)
    if state is None:
        raise MachineError(
            f"no gateway is up: there is no state in {shown(str(folder))}; call `harness gateway up`"
        )
    if missing := [path for path in request.captures if not Path(path).is_file()]:
        raise UsageError("\n".join(f"--capture {shown(path)}: no such file" for path in missing))
    sent = [send(canary) for canary in canaries_of(state, request.to or NOBODY)]
    points = [*points_of(look(state, folder)), *_of_canaries(sent, request)]
    found = check_members(sent, points, time.time_ns())
    _keep(state, found)
    print_or_write(
        request,
        opening(CHECK),
        lambda: whole_document(CHECK, found),
        lambda width, colour: paint(point_lines(points, width), colour=colour),
    )
    if not request.captures:
        tell(
            "no capture was given, so nothing says that any sees the canaries: add --capture FILE",
            event="note",
        )
    return Exit.OK if all(point.holds is Holds.YES for point in points) else Exit.POSSIBLE


def _of_canaries(sent: Sequence[SentCanary], request: Request) -> list[Point]:
    """Whether each was sent, and where it was seen."""
    from harness.gateway.canary_points import canary_points  # noqa: PLC0415 - see run
    from harness.gateway.capture_search import await_in  # noqa: PLC0415

    patterns = {one.token: one.pattern() for one in sent if one.fault is None}
    paths = [Path(path) for path in request.captures]
    found = await_in(paths, patterns, request.wait_s) if paths else None
    return canary_points(sent, found)


def _keep(state: GatewayState, found: Mapping[str, Any]) -> None:
    """Add a line to ``checks.jsonl`` of the record.

    Raises:
        MachineError: It cannot be written.
    """
    from harness.machine.line_file import LineFile  # noqa: PLC0415 - see run

    path = Path(state.record) / "checks.jsonl"
    try:
        with closing(LineFile(path)) as file:
            file.add((json.dumps(found) + "\n").encode("ascii"))
    except OSError as fault:
        raise MachineError(f"{path}: what was found cannot be kept: {fault.strerror}") from fault
