"""Completion as each shell does it: the scripts run in the shells themselves."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from harness.cli.completion import SHELLS, request
from harness.cli.completion_tree import Kind, places
from harness.errors import UsageError

ZSH, FISH = shutil.which("zsh"), shutil.which("fish")
NEEDED = {
    "bash": pytest.param("bash"),
    "zsh": pytest.param("zsh", marks=pytest.mark.skipif(ZSH is None, reason="capability: zsh")),
    "fish": pytest.param("fish", marks=pytest.mark.skipif(FISH is None, reason="capability: fish")),
}
EACH = pytest.mark.parametrize("shell", list(NEEDED.values()))

BASH_ASKS = """
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _harness; printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH_ASKS = """
compdef() { : }
_describe() { [[ $1 == -o ]] && shift; print -l -- ${${(P)2}%%:*} }
_files() { [[ $1 == -/ ]] && print -l -- *(N/) || print -l -- *(N) }
compset() { : }
source "$SCRIPT"
words=("$@"); CURRENT=$#; _harness
"""
"""What zsh's own functions would show, they print; narrowing to what was typed is zsh's part."""


@cache
def script(shell: str) -> str:
    return SHELLS[shell](places())


def completed(shell: str, line: str, folder: Path) -> set[str]:
    """What the shell offers at the end of a line."""
    kept = folder / "script"
    kept.write_text(script(shell))
    words = line.split(" ")
    command = {
        "bash": ["bash", "--norc", "-c", f'source "{kept}"\n{BASH_ASKS}', "bash", *words],
        "zsh": ["zsh", "-f", "-c", ZSH_ASKS.replace("$SCRIPT", str(kept)), "zsh", *words],
        "fish": ["fish", "--no-config", "-c", f"source {kept}; complete -C '{line}'"],
    }[shell]
    (folder / "in").mkdir(exist_ok=True)
    shown = subprocess.run(
        command, cwd=folder / "in", capture_output=True, text=True, check=True, timeout=30,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TERM": "dumb"},
    )  # fmt: skip
    assert shown.stderr == ""
    found = {told.partition("\t")[0].rstrip("/") for told in shown.stdout.splitlines() if told}
    begun = words[-1].rpartition("=")[2]
    return {told for told in found if told.startswith(begun)} if shell == "zsh" else found


@EACH
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("harness an", {"analyze"}),
        ("harness geo pl", {"plan"}),
        ("harness geo probe --no-", {"--no-tls"}),
        ("harness verify --redact-", {"--redact-key"}),
        ("harness verify a.yaml --with", {"--without"}),
        ("harness analyze --ca-store ", {"system", "user", "none"}),
        ("harness endpoints import hos", {"hosts"}),
        ("harness campaign in", {"init"}),
        ("harness completion f", {"fish"}),
        ("harness analyze --country ", set()),
        ("harness claims ", set()),
    ],
)
def test_words_and_options(shell: str, line: str, offered: set[str], tmp_path: Path) -> None:
    assert completed(shell, line, tmp_path) == offered


@EACH
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("harness analyze cap", {"capture one.pcap", "captures"}),
        ("harness analyze --keylog cap", {"capture one.pcap", "captures"}),
        ("harness endpoints import hosts cap", {"capture one.pcap", "captures"}),
        ("harness campaign init cap", {"captures"}),
    ],
)
def test_files_and_folders(shell: str, line: str, offered: set[str], tmp_path: Path) -> None:
    (tmp_path / "in" / "captures").mkdir(parents=True)
    (tmp_path / "in" / "capture one.pcap").touch()
    assert completed(shell, line, tmp_path) == offered


def test_a_value_behind_the_sign_of_equality_is_completed_by_bash(tmp_path: Path) -> None:
    assert completed("bash", "harness analyze --ca-store = us", tmp_path) == {"user"}


@EACH
def test_no_python_is_started(shell: str) -> None:
    text = script(shell)
    assert "python" not in text.lower()
    assert [
        line for line in text.splitlines() if "harness completion" in line and not line.startswith("#")
    ] == []


def test_every_command_and_option_is_in_every_script() -> None:
    every = list(places())
    assert {"", "analyze", "geo probe", "endpoints import", "completion"} <= {place.name for place in every}
    for shell in SHELLS:
        text = script(shell)
        for place in every:
            flags = {flag for option in place.options for flag in option.flags}
            told = {flag if shell != "fish" else f"-l {flag[2:]}" for flag in flags if flag.startswith("--")}
            assert [flag for flag in told if flag not in text] == []


def test_what_takes_a_file_is_known_by_its_metavar() -> None:
    files = {
        option.flags[-1]
        for place in places()
        for option in place.options
        if option.value and option.value.kind is Kind.FILES
    }
    assert {"--json", "--hosts", "--keylog", "--minutes", "--out", "--redact-key"} <= files


@pytest.mark.parametrize("line", ["", "tcsh", "bash zsh"])
def test_what_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="try `harness completion --help`"):
        request(line.split())
