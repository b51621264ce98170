"""Network namespaces: whether whoever calls may make them, as root and as an ordinary user, and what the kernel does inside.

All is tried in namespaces of its own, which end with the trial: nothing outside can be reached from there (unshare(1),
network_namespaces(7), user_namespaces(7)).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import find, run
from harness.machine.settings import setting

AS_ROOT: Final = ("unshare", "--mount", "--net")
AS_USER: Final = (*AS_ROOT, "--user", "--map-root-user")
_LIMIT_S: Final = 5.0
LIMITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "user.max_user_namespaces": "0",
        "kernel.unprivileged_userns_clone": "0",
        "kernel.apparmor_restrict_unprivileged_userns": "1",
    }
)
"""Settings that forbid ordinary users their namespaces, and the value that does: all kernels, Debian's, Ubuntu's since 23.10."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of trying something."""

    works: bool
    why: str = ""
    """What the program or the kernel said; empty where it works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespaces:
    """Who may make namespaces here."""

    as_user: Trial
    as_root: Trial | None
    """None: whoever calls is not root, so it was not tried."""

    @property
    def way(self) -> tuple[str, ...] | None:
        """What stands before a command so that it runs inside; None where nothing works."""
        if self.as_root is not None and self.as_root.works:
            return AS_ROOT
        return AS_USER if self.as_user.works else None


def try_namespaces() -> Namespaces:
    """Try both ways, as far as whoever calls can.

    Raises:
        MachineError: unshare is missing, or a trial did not end.
    """
    return Namespaces(
        as_user=_tried([*AS_USER, "true"]), as_root=_tried([*AS_ROOT, "true"]) if os.geteuid() == 0 else None
    )


def try_inside(way: Sequence[str], command: Sequence[str], stdin: str = "") -> Trial:
    """Try a command inside.

    Args:
        way: See ``Namespaces.way``.
        command: A program of the system, also one that lies where only root looks, and its arguments.
        stdin: What it reads.

    Raises:
        MachineError: The program is missing, or the trial did not end.
    """
    program = find(command[0])
    if program is None:
        raise MachineError(f"{command[0]} is not installed")
    return _tried([*way, program, *command[1:]], stdin)


def _tried(command: Sequence[str], stdin: str = "") -> Trial:
    ran = run(command, stdin=stdin, timeout_s=_LIMIT_S)
    return Trial(ran.ok, "" if ran.ok else ran.why.splitlines()[0])


def forbidding() -> tuple[str, ...]:
    """Settings of this kernel that forbid ordinary users their namespaces, by their names for sysctl(8)."""
    return tuple(name for name, value in LIMITS.items() if setting(name.replace(".", "/")) == value)
