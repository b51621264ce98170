"""May whoever calls capture: dumpcap is tried, not guessed about.

``dumpcap -D`` lists interfaces to anybody, so it proves nothing. ``dumpcap -L -i IF`` opens the interface as a capture does, without
waiting for a packet: it is what is tried. What stands in the way is then looked for (capabilities(7), execve(2)).

Blind spots: that an interface can be opened does not say that it delivers everything: a switch or a radio may keep frames from it.
"""

from __future__ import annotations

import errno
import grp
import os
import pwd
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.machine.programs import SYSTEM_FOLDERS, Ran, run

PROGRAM: Final = "dumpcap"
GROUP: Final = "wireshark"
"""Whose members may run it, where Debian's package was told so."""
_LIMIT_S: Final = 5.0


class Obstacle(Enum):
    """What keeps whoever calls from capturing."""

    NOT_INSTALLED = "dumpcap is not installed"
    NOT_EXECUTABLE = "dumpcap may be run only by others, and whoever calls is none of them"
    NEW_LOGIN = "membership of the group begins with the next login"
    NO_CAPABILITY = "dumpcap has not the right to open interfaces"
    CONFINED = "this process may gain no rights (a container, or no_new_privs)"
    NO_INTERFACE = "there is no such interface"
    OTHER = "it was refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """How the trial on one interface went."""

    interface: str
    program: str | None
    """Where dumpcap is; None: it is not installed."""
    obstacle: Obstacle | None
    """None: the interface was opened."""
    said: str
    """What dumpcap or the system said; empty where it was opened."""

    @property
    def granted(self) -> bool:
        """Whether captures can be made on the interface."""
        return self.obstacle is None


def try_capture(interface: str = "lo") -> Rights:
    """Open an interface for capturing and close it again; no packet is kept.

    Raises:
        MachineError: It could not be told: dumpcap took too long.
    """
    program = _placed()
    if program is None:
        return Rights(interface=interface, program=None, obstacle=Obstacle.NOT_INSTALLED, said="")
    if not os.access(program, os.X_OK):
        return Rights(
            interface=interface, program=program, obstacle=_why_not_run(program), said="Permission denied"
        )
    try:
        ran = run([program, "-L", "-i", interface], timeout_s=_LIMIT_S)
    except MachineError as fault:
        cause = fault.__cause__
        if isinstance(cause, OSError):
            obstacle = Obstacle.CONFINED if cause.errno == errno.EPERM else Obstacle.OTHER
            return Rights(interface=interface, program=program, obstacle=obstacle, said=str(fault))
        raise
    if ran.ok:
        return Rights(interface=interface, program=program, obstacle=None, said="")
    return Rights(
        interface=interface, program=program, obstacle=_obstacle(ran, program), said=said_by(ran.err)
    )


def try_short_capture() -> bool:
    """Capture at the loopback interface for a second, and keep nothing of it.

    Returns:
        Whether dumpcap told at its end how many packets were lost.

    Raises:
        MachineError: It could not capture, or did not end.
    """
    ran = run([PROGRAM, "-i", "lo", "-a", "duration:1", "-w", "-"], timeout_s=_LIMIT_S)
    if not ran.ok:
        raise MachineError(f"dumpcap -i lo: {said_by(ran.err) or ran.why}")
    return "received/dropped on interface" in ran.err


def _placed() -> str | None:
    """Where dumpcap is, also where whoever calls may not run it: ``programs.find`` looks past such a file."""
    folders = [*os.environ.get("PATH", os.defpath).split(os.pathsep), *SYSTEM_FOLDERS]
    paths = (Path(folder or ".", PROGRAM) for folder in folders)
    # Not Path.is_file, which raises in a folder that may not be looked into.
    found = [path for path in paths if os.path.isfile(path)]  # noqa: PTH113
    runs = [path for path in found if os.access(path, os.X_OK)]
    return str((runs or found)[0]) if found else None


def said_by(text: str) -> str:
    """The sentence that dumpcap begins with; what follows is advice."""
    lines = [
        line.strip() for line in text.splitlines() if line.strip() and not line.startswith("Capturing on")
    ]
    return lines[0].removeprefix("dumpcap: ") if lines else ""


def _obstacle(ran: Ran, program: str) -> Obstacle:
    if is_refusal(ran.err):
        return Obstacle.CONFINED if _is_confined(program) else Obstacle.NO_CAPABILITY
    return Obstacle.NO_INTERFACE if is_absent(ran.err) else Obstacle.OTHER


def is_refusal(text: str) -> bool:
    """Whether dumpcap says that it lacks the right; its own words and the system's (EPERM, EACCES).

    The advice below the first sentence speaks of permissions whatever the fault is, so that sentence alone is read.
    """
    words = said_by(text).lower()
    return any(
        one in words for one in ("operation not permitted", "permission denied", "do not have permission")
    )


def is_absent(text: str) -> bool:
    """Whether dumpcap says that there is no such interface (ENODEV)."""
    words = said_by(text).lower()
    return "no such device" in words or "there is no device named" in words


def _is_confined(program: str) -> bool:
    """Whether a program that has its capabilities cannot use them here."""
    return has_capabilities(program) and (no_new_privileges(_own_status()) or _on_nosuid(program))


def has_capabilities(program: str) -> bool:
    """Whether a file carries capabilities (``setcap``), which an ordinary user's call then gains."""
    try:
        return bool(os.getxattr(program, "security.capability"))
    except OSError:
        return False


def no_new_privileges(status: str) -> bool:
    """Whether ``/proc/self/status`` says that programs gain no rights (prctl(2), PR_SET_NO_NEW_PRIVS)."""
    return any(
        line.split(":")[1].strip() == "1" for line in status.splitlines() if line.startswith("NoNewPrivs:")
    )


def _own_status() -> str:
    try:
        return Path("/proc/self/status").read_text(encoding="utf-8", errors="backslashreplace")
    except OSError:
        return ""


def _on_nosuid(program: str) -> bool:
    return bool(os.statvfs(program).f_flag & os.ST_NOSUID)


def _why_not_run(program: str) -> Obstacle:
    """Whether the file's group lists the user already, and only this login does not know yet."""
    about = Path(program).stat()
    if not about.st_mode & stat.S_IXGRP or about.st_gid in os.getgroups():
        return Obstacle.NOT_EXECUTABLE
    try:
        members: Sequence[str] = grp.getgrgid(about.st_gid).gr_mem
        listed = pwd.getpwuid(os.getuid()).pw_name in members
    except KeyError:
        return Obstacle.NOT_EXECUTABLE
    return Obstacle.NEW_LOGIN if listed else Obstacle.NOT_EXECUTABLE
