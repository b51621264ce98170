"""``harness completion``: the name of a shell in; a script that completes commands, options and files there out.

The script is made from the parsers once and is text: completing a word starts no Python (decision 0172).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from harness.cli.completion_bash import bash_script
from harness.cli.completion_fish import fish_script
from harness.cli.completion_tree import Place, places
from harness.cli.completion_zsh import zsh_script
from harness.cli.exits import Exit
from harness.cli.options import new_parser
from harness.cli.streams import say

SHELLS: Final[Mapping[str, Callable[[Iterable[Place]], str]]] = MappingProxyType(
    {"bash": bash_script, "zsh": zsh_script, "fish": fish_script}
)

_ABOUT = """\
Print a script by which a shell completes the commands and options of harness, their choices, and files. Make it anew after an
update. In this shell only: `source <(harness completion bash)`, the same with zsh, or `harness completion fish | source`.
"""
_EXITS = """\
To keep it: bash: harness completion bash > ~/.local/share/bash-completion/completions/harness; zsh: harness completion zsh >
FOLDER/_harness, FOLDER being one of $fpath; fish: harness completion fish > ~/.config/fish/completions/harness.fish.
Exit status: 0 printed; 2 wrong usage; 4 it could not be written.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line."""

    shell: str


def parser() -> argparse.ArgumentParser:
    """Options and help of ``harness completion``."""
    found = new_parser("harness completion", _ABOUT, "harness completion bash|zsh|fish", _EXITS)
    found.add_argument("shell", metavar="SHELL", choices=list(SHELLS), help="bash, zsh or fish")
    return found


def request(arguments: list[str]) -> Request:
    """Read the command line after ``completion``.

    Raises:
        UsageError: It is wrong.
        SystemExit: Help was asked for and has been printed.
    """
    return Request(shell=parser().parse_args(arguments).shell)


def run(request: Request) -> Exit:
    """Print the script.

    Raises:
        HarnessError: Standard output cannot be written to.
    """
    say(SHELLS[request.shell](places()))
    return Exit.OK
