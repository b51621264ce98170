"""What is told on standard error, and in which manner."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli.exits import Exit
from harness.cli.main import main
from harness.cli.notes import Level, Manner, manner, manner_of, speaking, stage, tell
from harness.cli.parser import COMMANDS, command


def told(how: Manner) -> None:
    with speaking(how), stage("read", "reading", files=2):
        tell("wrote a\nand b", event="wrote", file="a")
        tell("broken", level=Level.ERROR, event="error")


@pytest.mark.parametrize(
    ("how", "lines"),
    [
        (Manner(), ["harness: wrote a", "harness: and b", "harness: broken"]),
        (Manner(Level.ERROR), ["harness: broken"]),
    ],
)
def test_sentences(how: Manner, lines: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    told(how)
    assert capsys.readouterr().err.splitlines() == lines


def test_who_wants_everything_is_told_how_long_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    told(Manner(Level.DEBUG))
    first, *_, last = capsys.readouterr().err.splitlines()
    assert first == "harness: reading"
    assert last.startswith("harness: reading: 0.0")
    assert last.endswith(" s")


def test_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    told(Manner(Level.DEBUG, json=True))
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(one["level"], one["event"]) for one in said] == [
        ("debug", "read-begins"), ("info", "wrote"), ("error", "error"), ("debug", "read"),
    ]  # fmt: skip
    assert said[1]["text"] == "wrote a\nand b"
    assert said[1]["file"] == "a"
    assert (said[0]["files"], said[3]["files"]) == (2, 2)
    assert all(one["time"].endswith("Z") for one in said)
    assert isinstance(said[3]["seconds"], float)


def test_the_manner_lasts_as_long_as_it_is_wanted() -> None:
    with speaking(Manner(json=True)):
        assert manner().json
    assert manner() == Manner()


@pytest.mark.parametrize(
    ("line", "how"),
    [
        ("verify a", Manner()),
        ("verify a --quiet", Manner(Level.ERROR)),
        ("--verbose verify a", Manner(Level.DEBUG)),
        ("verify --log-json --verbose", Manner(Level.DEBUG, json=True)),
        ("verify -- --quiet --log-json", Manner()),
    ],
)
def test_what_a_line_asks_for(line: str, how: Manner) -> None:
    assert manner_of(line.split()) == how


def test_what_is_wrong_with_the_line_itself_is_told_in_the_same_manner(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["verify", str(tmp_path / "no\x1b[31m"), "--log-json"]) == Exit.USAGE
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert (said["level"], said["event"]) == ("error", "error")
    assert said["text"].endswith("no such file or folder")
    assert "\x1b" not in said["text"]


def test_how_much_is_told_cannot_be_two_things() -> None:
    assert main(["verify", "a", "--quiet", "--verbose"]) == Exit.USAGE


@pytest.mark.parametrize(
    "name", ["analyze", "verify", "plan", "forge", "geo_import", "geo_update", "geo_probe"]
)
def test_commands_that_work_long_take_all_three(name: str) -> None:
    assert name.partition("_")[0] in COMMANDS
    flags = {flag for action in command(name).parser()._actions for flag in action.option_strings}
    assert {"--quiet", "--verbose", "--log-json"} <= flags
