"""Play made-up pictures on the terminal as a capture would: ``python -m tests.live.played``.

For looking at, for screenshots, and for tests that need a real terminal. Says on standard output how it ended.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from harness.errors import MachineError
from harness.live.plain import json_lines, plain_lines
from harness.live.screen.app import Shown
from harness.live.screen.running import show
from harness.model.live import LivePicture
from harness.reports.lines import paint
from tests.support.hostile_pictures import HOSTILE
from tests.support.live_pictures import BEGAN_NS, LAN, REFUTED, MemoryDesk, drone_pictures, endpoint, picture


def hostile_pictures() -> Iterator[LivePicture]:
    """Every hostile text in every place of a picture."""
    rows = [
        endpoint(
            f"192.0.2.{at}", name=text, located=text, whose=text, concern=text, details=HOSTILE, capture=text
        )
        for at, text in enumerate(HOSTILE)
    ]
    taps = [replace(LAN, interface=text, vantage=text, note=text) for text in HOSTILE[:4]]
    claims = [replace(REFUTED, id=text, words=text, witnesses=HOSTILE) for text in HOSTILE]
    yield picture(rows, taps=taps, claims=claims, blind_spots=HOSTILE, notes=HOSTILE)


def many_pictures(count: int) -> Iterator[LivePicture]:
    """So many endpoints, another first each time."""
    rows = [endpoint(f"2001:db8::{number:x}", packets=number) for number in range(count)]
    for at_s in range(1_000):
        yield picture(rows[at_s:] + rows[:at_s], at_s=at_s)


def player(pictures: Iterator[LivePicture], every_s: float) -> Callable[[], LivePicture | None]:
    """The next picture after each pause; the last one stays."""
    began = time.monotonic()
    come: list[LivePicture] = []

    def now() -> LivePicture | None:
        due = 1 + int((time.monotonic() - began) / every_s)
        come.extend(islice(pictures, due - len(come)))
        return come[-1] if come else None

    return now


def broken() -> LivePicture | None:
    """What the engine must never do."""
    raise ValueError("the engine broke: \x1b[31m")


def main() -> None:
    """Play."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kind", choices=("drone", "hostile", "many", "broken"), default="drone")
    parser.add_argument("--manner", choices=("screen", "plain", "json"), default="screen")
    parser.add_argument("--every", type=float, default=1.0)
    parser.add_argument("--ended", help="file to say so in as well, where there may be no terminal left")
    parser.add_argument("--count", type=int, default=10_000)
    asked = parser.parse_args()
    kinds = {"drone": drone_pictures, "hostile": hostile_pictures, "many": lambda: many_pictures(asked.count)}
    if asked.manner != "screen":
        _lines(kinds[asked.kind](), as_json=asked.manner == "json")
        return
    desk = MemoryDesk()
    pictures = broken if asked.kind == "broken" else player(kinds[asked.kind](), asked.every)
    ended = []
    began_ns = time.time_ns()
    given = Shown(
        steps=("take-off", "logged in", "landing"),
        began_ns=BEGAN_NS,
        free_octets=lambda: 12_000_000_000,
        now_ns=lambda: BEGAN_NS + round((time.time_ns() - began_ns) * (3 / asked.every)),
    )
    try:
        show(pictures, desk, stop=lambda: ended.append("stopped"), given=given)
    except RuntimeError as fault:
        ended.append(f"broke: {type(fault.__cause__).__name__}")
    except MachineError as fault:
        ended.append(f"broke: {fault}")
    if asked.ended:
        Path(asked.ended).write_text(str(ended))
    marks = [f"{mark.kind} {mark.text}" for mark in desk.marks()]
    print(f"ENDED {ended} {marks} {'NO_COLOR' in os.environ}", flush=True)
    print(f"CPU {time.process_time():.2f}", file=sys.stderr)


def _lines(pictures: Iterator[LivePicture], *, as_json: bool) -> None:
    before = None
    for after in pictures:
        if as_json:
            print("\n".join(json_lines(before, after)))
        else:
            sys.stdout.write(paint(plain_lines(before, after), colour=False))
        before = after


if __name__ == "__main__":
    main()
