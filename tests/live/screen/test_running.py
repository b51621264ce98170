"""The view on real terminals: what it sends there, and that it leaves them as they were."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import ROOT
from tests.support.pty_screen import PtyScreen

PLAYED = ("-m", "tests.live.played", "--every", "0.02")
SEQUENCES = re.compile(
    rb"\x1b\[(?:[0-9]+;[0-9]+H|[0-9;]*m|\?[0-9]+[hl]|\?20(?:26|48)\$p|<u)|\x1b\]22;default\x07|\x07\Z"
)
"""All that the view itself sends: where to write, colours, modes of the terminal, questions about modes, the pointer's shape."""
CONTROLS = re.compile(rb"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
UNSEEN = ("\u202e", "\u200b", "\u2060", "\ufeff", "\u2028", "\u2029", "\u0301", "\u05d0")


@pytest.mark.slow
def test_a_capture_is_watched_marked_and_stopped() -> None:
    with PtyScreen(*PLAYED) as terminal:
        terminal.wait_for("witness CN")
        terminal.press("s")
        terminal.wait_for("From now on this is done")
        terminal.press("take-off\r")
        terminal.wait_for("step taken down: take-off")
        terminal.resize(130, 40)
        terminal.wait_for("packets  age")
        terminal.press("q")
        terminal.wait_for("Stop capturing? y stops")
        terminal.press("y")
        assert terminal.end() == 0
        assert b"ENDED ['stopped'] ['step take-off']" in terminal.octets
        assert terminal.restored


@pytest.mark.slow
@pytest.mark.parametrize("how", ["key", signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_in_order_however_it_is_told_to(how: str | signal.Signals) -> None:
    with PtyScreen(*PLAYED, NO_COLOR="1") as terminal:
        terminal.wait_for("witness CN")
        if isinstance(how, str):
            terminal.press("\x03")
        else:
            terminal.signal(how)
        assert terminal.end() == 0
        assert b"ENDED ['stopped'] [] True" in terminal.octets, "NO_COLOR is given back to the environment"
        assert terminal.restored
        assert not re.search(rb"\x1b\[[0-9;]*3[0-7]m", terminal.octets), "no colour where none is wanted"


@pytest.mark.slow
def test_a_view_that_breaks_leaves_the_terminal_as_it_was_and_stops_nothing() -> None:
    with PtyScreen(*PLAYED, "--kind", "broken") as terminal:
        assert terminal.end() == 0
        assert b"ENDED ['broke: ValueError']" in terminal.octets
        assert b"Traceback" not in terminal.octets
        assert terminal.restored
        for switched_on, switched_off in (
            ("?1049h", "?1049l"),
            ("?25l", "?25h"),
            ("?2004h", "?2004l"),
            ("?7l", "?7h"),
        ):
            on, off = (terminal.octets.rfind(f"\x1b[{mode}".encode()) for mode in (switched_on, switched_off))
            assert off > on >= 0


@pytest.mark.slow
def test_hostile_names_reach_the_terminal_only_escaped() -> None:
    with PtyScreen(*PLAYED, "--kind", "hostile", width=110, height=40) as terminal:
        terminal.wait_for("sorted by concern")
        steps = [
            ("\x1b[F", "27 of 27"),
            ("i", "What changes what is observed"),
            ("?", "Keys"),
            ("\x1b", "27 of 27"),
        ]
        steps += [("\r", "esc closes"), ("\r", "27 of 27"), ("\x1b[A" * 26, "1 of 27"), ("\r", "esc closes")]
        for keys, there in steps:
            terminal.press(keys)
            terminal.wait_for(there)
        terminal.press("\x03")
        assert terminal.end() == 0
        sent = terminal.octets[: terminal.octets.rindex(b"ENDED")]
        left = SEQUENCES.sub(b"", sent)
        assert CONTROLS.findall(left) == []
        assert not any(char in left.decode("utf-8") for char in UNSEEN)
        assert all(
            text.encode() in sent
            for text in (r"\x1b[31mred", r"\x9b31m", r"two\nlines", r"\u202eevil", "[bold]markup[")
        )


@pytest.mark.slow
def test_a_terminal_that_goes_away_stops_in_order(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    with PtyScreen(*PLAYED, "--ended", str(ended)) as terminal:
        terminal.wait_for("witness CN")
        terminal.hang_up()
        terminal.process.wait(60)
        assert ended.read_text() == "['stopped']"


def test_where_there_is_no_terminal_it_is_said() -> None:
    ran = subprocess.run(
        [sys.executable, *PLAYED],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert "broke: no terminal" in ran.stdout
