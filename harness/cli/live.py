"""``harness live``: capture on interfaces, see endpoints as they appear, and take home sealed evidence."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from harness.cli.exits import Exit
from harness.cli.interruption import stoppable
from harness.cli.live_canary import canaries
from harness.cli.live_options import Request, parser, request
from harness.cli.notes import stage, tell
from harness.cli.seal import tell_sealed
from harness.cli.streams import colour_wanted, columns, is_terminal, say, silence_stdout

if TYPE_CHECKING:
    from harness.live.run import Run
    from harness.live.sealing.seal import Sealed
    from harness.model.live import LivePicture
    from harness.sources.stopping import Stop

__all__ = ["parser", "request", "run"]

_POLL_S = 0.2


def run(request: Request) -> Exit:
    """Capture until somebody stops it, the time is over, or the disk is about to be full; then seal.

    Raises:
        UsageError: The command line is wrong, or what is captured has no place in the scenario.
        HarnessError: An interface cannot be captured on, or the evidence cannot be written.
    """
    from harness.cli.live_request import hooks_of, wanted_of  # noqa: PLC0415 - brings polars and numba
    from harness.live.planned_run import planned_run  # noqa: PLC0415 - likewise
    from harness.live.run import Run  # noqa: PLC0415 - likewise

    hooks = hooks_of(request)
    planned = planned_run(wanted_of(request))
    running = Run(planned, hooks)
    running.start(alert_test=request.alert_test)
    tell(f"capturing into {running.folder}; Ctrl-C ends it", event="capturing", folder=str(running.folder))
    with stoppable(hangup=True) as stop, stop.while_reading():
        try:
            canaries(running, "start")
            told = _watch(running, request, stop)
            canaries(running, "end")
        finally:  # whatever went wrong in showing: files are closed, and what was lost is counted
            running.stop()
        picture = _finish(running)
    _tell_last(told, picture, request)
    return _seal(running, picture, request)


def _watch(running: Run, request: Request, stop: Stop) -> LivePicture | None:
    """Show pictures until the end; give the last one that was told in lines."""
    if not request.lines and is_terminal(sys.stdin) and is_terminal(sys.stderr):
        try:
            _view(running, request, stop)
        except RuntimeError as fault:
            tell(f"{fault}; going on with lines", event="view-broke")
        else:
            return running.latest()
    until_s = None if request.seconds is None else time.monotonic() + request.seconds
    told: LivePicture | None = None
    troubles: tuple[str, ...] = ()
    while not stop.wanted and not running.over and (until_s is None or time.monotonic() < until_s):
        picture = running.latest()
        if picture is not None and picture is not told:
            try:
                _tell_changes(told, picture, request)
            except BrokenPipeError:  # whoever read the lines has left, and wants no more
                silence_stdout()
                break
            told = picture
        if (now := running.troubles()) != troubles:
            troubles = now
            for text in troubles:
                tell(text, event="trouble")
        stop.wait(_POLL_S)
    return told


def _view(running: Run, request: Request, stop: Stop) -> None:
    from harness.live.screen.app import Shown  # noqa: PLC0415 - brings textual
    from harness.live.screen.running import show  # noqa: PLC0415 - likewise

    until_s = None if request.seconds is None else time.monotonic() + request.seconds
    given = Shown(
        steps=running.planned.steps,
        began_ns=running.began_ns,
        free_octets=running.free_octets,
        troubles=running.troubles,
        over=lambda: bool(running.over) or (until_s is not None and time.monotonic() >= until_s),
    )
    show(running.latest, running.journal, stop=stop.ask, given=given)


def _tell_changes(before: LivePicture | None, picture: LivePicture, request: Request) -> None:
    from harness.live.plain import json_lines, plain_lines  # noqa: PLC0415 - brings rich
    from harness.reports.lines import paint  # noqa: PLC0415 - likewise

    if request.lines == "json":
        say("".join(f"{line}\n" for line in json_lines(before, picture)))
        return
    width = columns() if is_terminal(sys.stdout) else None
    lines = list(plain_lines(before, picture, width=width))
    if lines:
        say(paint(lines, colour=colour_wanted(sys.stdout)))


def _finish(running: Run) -> LivePicture | None:
    """Read what is left, and say how much that is where it takes a while."""
    if running.over:
        tell(running.over, event="ended-by-itself")
    with stage("read", "reading what is left"):
        return running.finish()


def _tell_last(told: LivePicture | None, picture: LivePicture | None, request: Request) -> None:
    if picture is not None and picture is not told:
        _tell_changes(told, picture, request)


def _seal(running: Run, picture: LivePicture | None, request: Request) -> Exit:
    from harness.live.sealing.filling import Asked  # noqa: PLC0415 - brings ruamel
    from harness.live.sealing.seal import seal  # noqa: PLC0415 - likewise

    for text in running.troubles():
        tell(text, event="trouble")
    with stage("seal", "reading and sealing"):
        sealed = seal(running.folder, Asked(cell=request.cell, vantages={}, region=request.region))
    if request.lines == "json":
        say(_sealed_line(running, sealed))
    else:
        tell_sealed(running.folder, sealed)
    if running.over:
        return Exit.ERROR
    refuted = picture is not None and any(claim.refuted for claim in picture.claims)
    return Exit.WITNESSED if refuted else Exit.OK


def _sealed_line(running: Run, sealed: Sealed) -> str:
    """The last of the JSON lines."""
    from harness.reports.json_text import dumps  # noqa: PLC0415 - brings what --help must not wait for

    told = {
        "time": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "event": "sealed",
        "folder": str(running.folder),
        "files": sealed.files,
        "blind_spots": list(sealed.blind_spots),
        "notes": list(sealed.notes),
    }
    return f"{dumps(told)}\n"
