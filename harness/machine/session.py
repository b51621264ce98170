"""The user's own way in: whether whoever calls came by SSH, and from where.

``sshd`` says so in ``SSH_CONNECTION`` (sshd(8), sh ENVIRONMENT: client's address and port, server's address and port). sudo(8) takes the
variable away, so the processes that this one descends from are asked as well.

Blind spots: in a tmux or screen that was begun in an earlier session, the way of that one is told. Other ways in (telnet, VNC, a
web console) are not told at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

_VARIABLE: Final = "SSH_CONNECTION"
_MOST_ANCESTORS: Final = 64
_FIELDS: Final = 4


@dataclass(frozen=True, slots=True)
class Session:
    """A connection by SSH."""

    client: str
    """Address that the user comes from; what this machine sends there must keep its way."""
    server: str
    """Address of this machine that is connected to."""


def own_session(environment: Mapping[str, str] = os.environ) -> Session | None:
    """The connection that this process hangs on; None where there is none, or none is told."""
    return session_of([environment.get(_VARIABLE, ""), *_of_ancestors()])


def session_of(told: Iterable[str]) -> Session | None:
    """The first that is one, of several values of ``SSH_CONNECTION``; an address with a zone loses that.

    >>> session_of(["", "192.0.2.7 50022 192.0.2.1 22"])
    Session(client='192.0.2.7', server='192.0.2.1')
    """
    for text in told:
        fields = text.split(" ")
        if len(fields) != _FIELDS:
            continue
        try:
            client, server = (str(ip_address(fields[place].partition("%")[0])) for place in (0, 2))
        except ValueError:
            continue
        return Session(client, server)
    return None


def _of_ancestors() -> Iterator[str]:
    """What the processes above this one were started with; those that may not be read say nothing."""
    process = os.getppid()
    for _ in range(_MOST_ANCESTORS):
        if process <= 1:
            return
        folder = Path("/proc", str(process))
        try:
            environment = (folder / "environ").read_bytes().decode("utf-8", "backslashreplace")
        except OSError:
            environment = ""
        yield from (
            one.removeprefix(f"{_VARIABLE}=") for one in environment.split("\0") if one.startswith(_VARIABLE)
        )
        try:
            process = parent_of((folder / "status").read_text(encoding="utf-8", errors="backslashreplace"))
        except OSError:
            return


def parent_of(status: str) -> int:
    """The parent in ``/proc/PID/status`` (proc(5)); 0 where it is not told."""
    for line in status.splitlines():
        name, _, value = line.partition(":")
        if name == "PPid" and value.strip().isdecimal():
            return int(value)
    return 0
