"""What stands above the table: time, what is wrong, taps, claims so far, blind spots. The worst comes first, for there may not be room for all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.live.screen.view import View
from harness.model.live import LiveClaim, LivePicture, LiveTap, TapState
from harness.reports.lines import Line, Style, heading, wrapped
from harness.reports.text import head
from harness.reports.units import counted, duration, number, octets

UNKNOWN_DROPS: Final = "unknown until the end"
STALE_NS: Final = 5_000_000_000
"""A picture older than this is said to be old: whoever looks must not take it for now."""
_S: Final = 1_000_000_000
_CLAIM_LINES: Final = 2


def title(view: View, width: int, now_ns: int, free_octets: int | None) -> Line:
    """One line: for how long, how many endpoints, free disk, and whether what is shown is now."""
    picture = view.picture
    parts = ["harness live"]
    if view.began_ns is not None:
        parts.append(elapsed(now_ns - view.began_ns))
    if picture is not None:
        parts.append(counted(len(picture.endpoints), "endpoint"))
    if free_octets is not None:
        parts.append(f"{octets(free_octets)} free")
    if view.paused:
        parts.append("VIEW PAUSED, capturing goes on")
    elif picture is not None and now_ns - picture.at_ns > STALE_NS:
        parts.append(f"AS OF {duration(now_ns - picture.at_ns)} AGO")
    return heading(head("  ".join(parts), width))


def elapsed(span_ns: int) -> str:
    """Hours, minutes and seconds.

    >>> elapsed(3_725_900_000_000)
    '1:02:05'
    """
    seconds = max(0, span_ns // _S)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def summary(view: View, width: int, room: int) -> list[Line]:
    """As much of what is wrong, taps, claims and blind spots as has room; where more is left out, the last line says so."""
    if view.picture is None:
        return []
    lines = [line for block in _blocks(view, view.picture, width) for line in block]
    if len(lines) <= room:
        return lines
    kept = lines[: max(0, room - 1)]
    more = len(lines) - len(kept)
    return [*kept, *wrapped(f"and {counted(more, 'line')} more: i shows all", width, style=Style.DIM)[:1]]


def _blocks(view: View, picture: LivePicture, width: int) -> Iterable[list[Line]]:
    latest = view.latest or picture
    for text in view.troubles:
        yield wrapped(text, width, rest="  ", style=Style.BAD)
    # Whatever is refuted or lost while the view is held still is said all the same.
    now = {tap.interface: tap for tap in latest.taps}
    taps = [now.get(tap.interface, tap) for tap in picture.taps]
    refuted = [claim for claim in latest.claims if claim.refuted]
    yield from (tap_lines(view, tap, width) for tap in taps if tap.state is TapState.GONE)
    yield from (claim_lines(claim, width)[:_CLAIM_LINES] for claim in refuted)
    yield from (wrapped(note, width, rest="  ", style=Style.DOUBT) for note in picture.notes)
    yield from (tap_lines(view, tap, width) for tap in taps if tap.state is not TapState.GONE)
    yield from (claim_lines(claim, width)[:_CLAIM_LINES] for claim in latest.claims if not claim.refuted)
    yield blind_spot_line(picture, width)


def tap_lines(view: View, tap: LiveTap, width: int) -> list[Line]:
    """How capturing on one interface goes."""
    named = tap.interface if tap.vantage == tap.interface else f"{tap.interface} ({tap.vantage})"
    state = "GONE, nothing is seen" if tap.state is TapState.GONE else tap.state.value
    behind = "nothing read yet" if tap.behind_ns is None else f"behind {duration(max(0, tap.behind_ns))}"
    rate = _rate(view, tap)
    parts = (
        f"{named}: {state}; {counted(tap.packets, 'packet')}, {octets(tap.octets)}"
        f"{f', {octets(rate)}/s' if rate is not None else ''}, {behind};"
        f" drops: {drops(tap)}"
    )
    lost = bool(tap.kernel_drops or tap.capture_drops)
    style = Style.BAD if tap.state is TapState.GONE else Style.DOUBT if lost or tap.note else Style.PLAIN
    return wrapped(f"{parts}{f'; {tap.note}' if tap.note else ''}", width, rest="  ", style=style)


def drops(tap: LiveTap) -> str:
    """Packets lost by the interface and by capturing; what is not known is said to be unknown, never 0."""
    kernel = "unknown" if tap.kernel_drops is None else number(tap.kernel_drops)
    capture = UNKNOWN_DROPS if tap.capture_drops is None else number(tap.capture_drops)
    return f"kernel {kernel}, capture {capture}"


def _rate(view: View, tap: LiveTap) -> int | None:
    """Octets a second between the last two pictures shown; None where there are not two."""
    if view.before is None or view.picture is None or view.picture.at_ns <= view.before.at_ns:
        return None
    before = next((other for other in view.before.taps if other.interface == tap.interface), None)
    if before is None or tap.octets < before.octets:
        return None
    now = next((other for other in view.picture.taps if other.interface == tap.interface), tap)
    return max(0, now.octets - before.octets) * _S // (view.picture.at_ns - view.before.at_ns)


def claim_lines(claim: LiveClaim, width: int) -> list[Line]:
    """What a claim has come to so far."""
    style = Style.BAD if claim.refuted else Style.PLAIN
    return wrapped(f"{claim.id}: {claim.words}", width, rest="  ", style=style)


def blind_spot_line(picture: LivePicture, width: int) -> list[Line]:
    """How many blind spots there are, and the first of them."""
    if not picture.blind_spots:
        return []
    text = f"{counted(len(picture.blind_spots), 'blind spot')}: {picture.blind_spots[0]}"
    return [((head(text, width), Style.DIM),)]
