"""The command line as it may be written."""

from __future__ import annotations

import pytest

from harness import __version__
from harness.cli.analyze_options import Request
from harness.cli.parser import COMMANDS, chosen, command
from harness.errors import UsageError


def parse(arguments: list[str]) -> object:
    chosen_command, rest = chosen(arguments)
    return chosen_command.request(rest)


def request(*paths: str, **changed: object) -> Request:
    known: dict[str, object] = {
        "devices": (),
        "countries": (),
        "hosts": (),
        "site": None,
        "json": None,
        "minutes": None,
        "keylogs": (),
        "ca_store": None,
        "content": False,
        "idle_timeout_s": 300,
        "all_rows": False,
        "width": None,
    }
    return Request(paths=paths, **{**known, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("analyze a", request("a")),
        ("analyze a b", request("a", "b")),
        ("analyze a --all b", request("a", "b", all_rows=True)),
        ("analyze a --keylog k --keylog l", request("a", keylogs=("k", "l"))),
        ("analyze a --ca-store system", request("a", ca_store="system")),
        ("analyze --country CN --country US a", request("a", countries=("CN", "US"))),
        (
            "analyze a --device 10.0.0.1 b --device 10.0.0.2",
            request("a", "b", devices=("10.0.0.1", "10.0.0.2")),
        ),
        ("analyze --hosts x a --hosts y", request("a", hosts=("x", "y"))),
        ("analyze a --at 50.11,8.68,25", request("a", site="50.11,8.68,25")),
        ("analyze --json - -", request("-", json="-")),
        ("analyze --json=out.json a", request("a", json="out.json")),
        ("analyze --idle-timeout 60 --width 120 a", request("a", idle_timeout_s=60, width=120)),
        ("analyze -- -a --all", request("-a", "--all")),
    ],
)
def test_what_is_taken(line: str, expected: Request) -> None:
    assert parse(line.split()) == expected


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("", "no command"),
        ("analyze", "no capture given"),
        ("analyze --", "no capture given"),
        ("analyse a", "analyse"),
        ("--all", "COMMAND"),
        ("analyze a --jso x", "--jso"),
        ("analyze a --json", "expected one argument"),
        ("analyze a --idle-timeout 0", "from 1 to 86400"),
        ("analyze a --idle-timeout -5", "idle-timeout"),
        ("analyze a --idle-timeout 5s", "from 1 to 86400"),
        ("analyze a --idle-timeout 99999999999999999999", "from 1 to 86400"),
        ("analyze a --width 10", "from 60 to 1000"),
        ("analyze a --all=yes", "--all"),
    ],
)
def test_what_is_refused(line: str, hint: str) -> None:
    with pytest.raises(UsageError) as fault:
        parse(line.split())
    assert hint in str(fault.value)
    assert "--help`" in str(fault.value)


@pytest.mark.parametrize("line", ["--help", "-h", "analyze --help", "analyze -h a"])
def test_help_is_printed_and_ends(line: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit) as done:
        parse(line.split())
    assert done.value.code == 0
    assert b"usage: harness" in capfdbinary.readouterr().out


def test_version_is_printed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    with pytest.raises(SystemExit):
        parse(["--version"])
    assert capfdbinary.readouterr().out == f"harness {__version__}\n".encode()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(name: str) -> None:
    assert command(name).parser().format_help().startswith(f"usage: harness {name} ")
    assert callable(command(name).run)
