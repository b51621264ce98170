"""Canaries of a gateway, at the beginning and the end of ``harness live``: does what is captured hold what passes?

Apart, because ``harness.live`` and ``harness.gateway`` know nothing of each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.cli.notes import tell
from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.gateway.points import Point
    from harness.live.run import Run
    from harness.model.gateway_state import GatewayState

WAIT_S = 10.0
"""How long captures may take to show them; dumpcap keeps packets back for a second at most."""


def canaries(running: Run, when: Literal["start", "end"]) -> None:
    """Send them by each side that is captured on, look for them in the files, and take down what was found.

    Without a gateway nothing is sent. What cannot be shown is told, and stays a blind spot; it ends nothing.
    """
    state = running.planned.gateway
    tapped = {tap.interface for tap in running.planned.wanted.taps}
    if state is None or not tapped & {state.lan.interface, state.wan.interface}:
        return
    try:
        points = _points(running, state, tapped)
    except HarnessError as fault:
        running.journal.write("canaries", when=when, fault=str(fault), points=[])
        _say(f"canaries: {fault}")
        return
    told = [{"id": point.id, "holds": point.holds.value, "text": point.text} for point in points]
    running.journal.write("canaries", when=when, fault=None, points=told)
    for point in points:
        if point.holds.value != "yes":
            _say(f"canary {point.id}: {point.text}")


def _points(running: Run, state: GatewayState, tapped: set[str]) -> list[Point]:
    from harness.gateway.canary import canaries_of, send  # noqa: PLC0415 - only behind a gateway
    from harness.gateway.canary_points import canary_points  # noqa: PLC0415 - likewise
    from harness.gateway.capture_search import await_in  # noqa: PLC0415 - likewise

    sent = [send(canary) for canary in canaries_of(state) if canary.interface in tapped]
    patterns = {one.token: one.pattern() for one in sent if one.fault is None}
    return canary_points(sent, await_in(running.newest_files(), patterns, WAIT_S) if patterns else {})


def _say(text: str) -> None:
    from harness.reports.text import shown  # noqa: PLC0415 - brings rich

    tell(shown(text), event="canary")
