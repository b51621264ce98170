"""Namespaces of the lab's own: how a program gets into them, and how it proves that it is inside.

Everything that the lab configures lies in network, mount and process namespaces that unshare(1) makes for it: no
interface, route, rule, mount or process of it ever exists outside, and all of it is gone with its first process
(``--kill-child``, pid_namespaces(7)). Who is not root gets a user namespace as well (user_namespaces(7)). Nothing is
configured by a process that cannot prove that it is inside: it knows the network namespace of whoever started it, and
that is another than its own.

Blind spots: a kernel or container may forbid namespaces; the reason is the kernel's words, which seldom say who forbids.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import find, run

OUTSIDE: Final = "HARNESS_LAB_OUTSIDE"
"""Environment variable that names the network namespace outside."""
_MINE: Final = Path("/proc/self/ns/net")
_UNSHARE: Final = ("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
_AS_USER: Final = ("--user", "--map-root-user")
_PROOF: Final = "true"


def network_namespace() -> str:
    """The network namespace of this process, as the kernel names it: ``net:[4026531840]``.

    Raises:
        MachineError: The kernel does not say.
    """
    try:
        return str(_MINE.readlink())
    except OSError as fault:
        raise MachineError(f"{_MINE}: {fault.strerror}; network namespaces need Linux with /proc") from fault


@cache
def way_in() -> tuple[str, ...]:
    """What stands before a command so that it runs in namespaces of its own; tried, not assumed.

    Raises:
        MachineError: Neither root nor an ordinary user may make them here; says what was tried.
    """
    tried = []
    ways = (_UNSHARE, (*_UNSHARE, *_AS_USER)) if os.geteuid() == 0 else ((*_UNSHARE, *_AS_USER),)
    for way in ways:
        done = run((*way, _PROOF))
        if done.ok:
            return way
        tried.append(f"`{' '.join((*way, _PROOF))}`: {done.why}")
    raise MachineError("no network namespaces here: " + "; ".join(tried))


def start_inside(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, **how: object
) -> subprocess.Popen[str]:
    """Start a program in fresh namespaces, as their first process; killing what is returned ends all of them.

    Args:
        command: Path of a program, then arguments.
        environment: Variables besides this process's own.
        how: Further arguments of ``subprocess.Popen``.

    Raises:
        MachineError: Namespaces cannot be made here.
    """
    way = way_in()
    variables = {**os.environ, **(environment or {}), OUTSIDE: network_namespace()}
    program = find(way[0]) or way[0]
    return subprocess.Popen([program, *way[1:], *command], env=variables, text=True, **how)  # type: ignore[call-overload,no-any-return]


def prove_inside() -> None:
    """Return only in namespaces that ``start_inside`` made.

    Raises:
        MachineError: This process is outside, or cannot tell.
    """
    outside = os.environ.get(OUTSIDE)
    if outside is None:
        raise MachineError(
            "the lab configures nothing outside namespaces of its own; start it by `harness lab`"
        )
    if network_namespace() == outside:
        raise MachineError(
            f"the lab is still in the network namespace {outside} of whoever started it; nothing was changed"
        )
