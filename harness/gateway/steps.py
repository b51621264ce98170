"""What a change of the machine consists of: calls of programs and writing of files, each as the line of a shell that does the same.

Values only; ``harness.gateway.making`` takes them.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """A program is called and has to leave with 0."""

    command: tuple[str, ...]
    stdin: str = ""

    def shell(self) -> str:
        """As a line of a shell; what it reads follows as a here-document."""
        line = shlex.join(self.command)
        return f"{line} <<'END'\n{self.stdin}END" if self.stdin else line


@dataclass(frozen=True, slots=True)
class Write:
    """A file gets a text: a setting of the kernel, or a file of the gateway's own."""

    path: str
    text: str

    def shell(self) -> str:
        """As a line of a shell."""
        if "\n" in self.text:
            return f"cat > {shlex.quote(self.path)} <<'END'\n{self.text}END"
        return f"echo {shlex.quote(self.text)} > {shlex.quote(self.path)}"


@dataclass(frozen=True, slots=True)
class Remove:
    """A file of the gateway's own goes."""

    path: str

    def shell(self) -> str:
        """As a line of a shell."""
        return f"rm -f {shlex.quote(self.path)}"


@dataclass(frozen=True, slots=True)
class Start:
    """A program is started and left running."""

    command: tuple[str, ...]
    token: str
    """In its environment, so that it is found again even where nobody could write down its number."""
    log: str
    """Takes what it says."""
    ready: str
    """What shows that it does its work: ``log:TEXT``, ``interface:NAME``, ``listen:PORT``, ``netlink:PROTOCOL``; empty: that it runs."""
    environment: tuple[tuple[str, str], ...] = ()
    """Its whole environment; empty: that of this process."""

    def shell(self) -> str:
        """As a line of a shell."""
        words = [*(f"{name}={value}" for name, value in self.environment), *self.command]
        return f"{shlex.join(words)} >> {shlex.quote(self.log)} 2>&1 &"


@dataclass(frozen=True, slots=True)
class Stop:
    """The programs that a token belongs to end."""

    name: str
    token: str

    def shell(self) -> str:
        """As a line of a shell."""
        return f"kill {self.name}"


Step = Call | Write | Remove | Start | Stop
