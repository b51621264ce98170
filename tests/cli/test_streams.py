"""Standard streams in odd states."""

from __future__ import annotations

import io
import sys

import pytest

from harness.cli import streams
from harness.errors import HarnessError


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environment", "wanted"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm", "CLICOLOR": "0"}, False),
        (Terminal(), {"TERM": "xterm", "CLICOLOR": "1"}, True),
        (io.StringIO(), {"TERM": "xterm"}, False),
        (None, {"TERM": "xterm"}, False),
    ],
)
def test_colour(
    stream: io.StringIO | None, environment: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.delenv("CLICOLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert streams.colour_wanted(stream) is wanted


def test_a_keyboard_is_no_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal())
    with pytest.raises(HarnessError, match="is a terminal"):
        streams.standard_input()
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(HarnessError, match="is closed"):
        streams.standard_input()


def test_what_an_encoding_lacks_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    streams.say("drone \u5927\n")
    assert raw.getvalue() == b"drone \\u5927\n"


def test_a_closed_standard_output_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(HarnessError, match="nowhere to write to"):
        streams.say("text")


def test_notes_need_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    for stream in (None, Gone()):
        monkeypatch.setattr(sys, "stderr", stream)
        streams.note("text")
    kept = io.StringIO()
    monkeypatch.setattr(sys, "stderr", kept)
    streams.note("text")
    assert kept.getvalue() == "text"
