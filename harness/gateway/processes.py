"""Programs that run as long as a gateway is up: started apart from this process, found again by a token in their environment.

The token is in the journal before the program starts, so it is found whatever a crash left unwritten (proc(5), ``environ``).

**Blind spots**: a program that empties its own environment would not be found; those that are started here do not. Only root sees the
environment of a program that has become another user.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.gateway.steps import Start
from harness.interception.listening import has_device, is_listening
from harness.machine.programs import find

VARIABLE: Final = "HARNESS_GATEWAY_TOKEN"
READY_S: Final = 30.0
END_S: Final = 5.0
_ERROR_SHOWN: Final = 400
_MISSES: Final = 5
"""How often a program may not be found before it counts as ended: while it takes the place of another (execve(2)) it has no environment."""


def start(step: Start) -> None:
    """Start a program and wait until it does its work.

    Raises:
        MachineError: It is not installed, ends at once or is not ready in time; with what it said last.
    """
    program, apart = find(step.command[0]), find("setsid")
    if program is None or apart is None:
        missing = step.command[0] if program is None else "setsid"
        raise MachineError(f"{missing} is not installed; `harness doctor` says what brings it")
    kind, _, port = step.ready.partition(":")
    if kind == "listen" and is_listening(os.getpid(), int(port)):
        raise MachineError(f"{step.command[0]}: another program listens at port {port}; end it")
    with Path(step.log).open("ab") as log:
        began = log.tell()
        # Of nobody's children and in a session of its own (setsid(1)): neither Ctrl-C nor the end of the terminal is meant for it.
        subprocess.run(
            [apart, "--fork", program, *step.command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**(dict(step.environment) or os.environ), "LC_ALL": "C", VARIABLE: step.token},
            check=True,
        )
    end, missed = time.monotonic() + READY_S, 0
    while True:
        # Looked for before it is looked at: one that has ended is never taken for ready.
        alive = running(step.token)
        missed = 0 if alive else missed + 1
        if missed > _MISSES:
            raise MachineError(f"{step.command[0]} ended at once: {_said(step, began)}")
        if any(_ready(step, pid, began) for pid in alive):
            return
        if time.monotonic() > end:
            raise MachineError(
                f"{step.command[0]} was not ready after {READY_S:g} s ({step.ready}): {_said(step, began)}"
            )
        time.sleep(0.02)


def running(token: str) -> tuple[int, ...]:
    """Numbers of the processes that a token belongs to; none where all have ended."""
    mark = f"{VARIABLE}={token}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or another user's
            continue
        if mark in variables and not _ended(entry):
            found.append(int(entry.name))
    return tuple(sorted(found))


def stop(token: str) -> None:
    """End the processes that a token belongs to, those that do not listen by force.

    Raises:
        MachineError: One is still there.
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid in running(token):
            _send(pid, number)
        end = time.monotonic() + END_S
        while running(token) and time.monotonic() < end:
            time.sleep(0.01)
        if not running(token):
            return
    raise MachineError(f"processes {', '.join(map(str, running(token)))} cannot be ended")


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
    except PermissionError as fault:
        raise MachineError(f"process {pid} may not be ended by this user") from fault


def _ended(entry: Path) -> bool:
    """Whether a process has ended and only waits to be taken notice of (state Z, proc(5))."""
    try:
        told = (entry / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return told.rpartition(")")[2].split()[0] in "ZX"


def _ready(step: Start, pid: int, began: int) -> bool:
    kind, _, what = step.ready.partition(":")
    match kind:
        case "log":
            return what in _said(step, began, whole=True)
        case "interface":
            return has_device(pid, what)
        case "listen":
            return is_listening(pid, int(what))
        case "netlink":
            table = Path("/proc/net/netlink").read_text(encoding="ascii")
            return bool(listening(table, int(what)) & _sockets(pid))
    return True


def listening(table: str, protocol: int) -> set[str]:
    """/proc/net/netlink in; inodes of the sockets that listen to a group of a protocol (netlink(7))."""
    rows = (line.split() for line in table.splitlines()[1:])
    return {row[-1] for row in rows if int(row[1]) == protocol and int(row[3], 16)}


def _sockets(pid: int) -> set[str]:
    """Inodes of a process's sockets."""
    found = set()
    for each in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            target = str(each.readlink())
        except OSError:  # closed meanwhile
            continue
        found.add(target.removeprefix("socket:[").removesuffix("]"))
    return found


def _said(step: Start, began: int, *, whole: bool = False) -> str:
    with Path(step.log).open("rb") as log:
        log.seek(began)
        text = log.read().decode("utf-8", "backslashreplace").strip()
    return text if whole else text[-_ERROR_SHOWN:] or "it said nothing"
