"""A proxy as a process: started, waited for, looked after and ended.

It does not outlive whoever started it unless told to; then its number stands in ``proxy.json``, and whoever comes later ends it by that
(``end_recorded``). What it says goes to ``proxy.log``; that it ended by itself is told with its last words.

Blind spots: the kernel ends it with the *thread* that started it (prctl(2), PR_SET_PDEATHSIG), so that has to be one that stays. That it listens is not that
connections come to it: ``harness gateway check`` tells.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.interception.environment import without_tun
from harness.interception.folder import closed_to, may_open, prepare
from harness.interception.listening import has_device, is_listening
from harness.interception.recorded import Recorded, end, of_process, write_record
from harness.interception.setup import ProxyMode, Setup, command_of, environment_of
from harness.machine.programs import find

READY_S: Final = 60.0
"""Python and mitmproxy start within some seconds; on a small board that is busy it takes its time."""
_STEP_S: Final = 0.05
_LOOKED_AT: Final = 65_536
"""Octets of the events that are looked at: it has just begun."""
_LAST: Final = 800
"""Characters of its log that are told when it ends by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningProxy:
    """A proxy that takes connections."""

    setup: Setup
    recorded: Recorded
    _process: subprocess.Popen[bytes]

    @property
    def pid(self) -> int:
        """Number of its process."""
        return self.recorded.pid

    def problem(self) -> str | None:
        """Why it runs no more; None while it does."""
        code = self._process.poll()
        return None if code is None else _ended_by_itself(self.setup, code)

    def stop(self) -> str | None:
        """End it, so that its files are whole.

        Returns:
            What was wrong with its end; None where nothing was.
        """
        if (problem := self.problem()) is not None:
            return problem
        problem = end(self.recorded, self._process.poll)
        self._process.wait()
        return problem


def start(setup: Setup, *, environ: Mapping[str, str] = os.environ, ready_s: float = READY_S) -> RunningProxy:
    """Start a proxy, and wait until it takes connections.

    Args:
        setup: How it is to run; its folder is made.
        environ: The caller's variables.
        ready_s: How long to wait.

    Raises:
        MachineError: It cannot be started, or did not begin to listen; what it said is in the message.
    """
    check(setup)
    prepare(setup)
    setpriv = find("setpriv")
    if setpriv is None:
        raise MachineError("setpriv is not installed; on Debian it is in the package util-linux")
    with setup.log.open("ab") as log:
        process = subprocess.Popen(
            command_of(setup, setpriv),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment_of(setup, environ),
            cwd=setup.folder,
            # Ctrl-C at the terminal is for who started it, who then ends it in order.
            start_new_session=True,
            # The key of the CA and the secrets are nobody else's to read.
            umask=0o077,
        )
    try:
        _await(setup, process, ready_s)
        recorded = of_process(process.pid, setup.folder)
        shutil.copyfile(setup.ca_folder / "mitmproxy-ca-cert.pem", setup.certificate)
        write_record(recorded)
    except BaseException:
        process.kill()
        process.wait()
        raise
    return RunningProxy(setup=setup, recorded=recorded, _process=process)


def check(setup: Setup) -> None:
    """Refuse what cannot work before anything is made.

    Raises:
        MachineError: It cannot.
    """
    wrong = []
    if setup.mode is not ProxyMode.TUN and is_listening(os.getpid(), setup.port):
        wrong.append(f"another program listens at port {setup.port}; end it, or give the proxy another port")
    closed = {} if setup.uid is None else closed_to(setup, setup.uid)
    wrong += [
        f"the proxy runs as user {setup.uid}, who cannot reach {path}: {folder} is closed to others; "
        "take a folder that is open, such as one in /var/lib (`harness gateway install-proxy --into DIR`)"
        for path, folder in closed.items()
    ]
    if setup.mode is ProxyMode.TUN and (why := without_tun(setup.program)) is not None:
        wrong.append(why)
    if setup.mode is ProxyMode.TUN and not may_open(Path("/dev/net/tun"), setup.uid):
        wrong.append(
            "/dev/net/tun is not there or closed to the proxy's user: `modprobe tun`, `chmod 666 /dev/net/tun`"
        )
    if wrong:
        raise MachineError("\n".join(wrong))


def _await(setup: Setup, process: subprocess.Popen[bytes], ready_s: float) -> None:
    """Wait until it takes connections.

    Raises:
        MachineError: It ended, or it does not within the time.
    """
    limit = time.monotonic() + ready_s
    while time.monotonic() < limit:
        if (code := process.poll()) is not None:
            raise MachineError(_ended_by_itself(setup, code))
        if _is_running(setup) and _takes(setup, process.pid):
            return
        time.sleep(_STEP_S)
    raise MachineError(f"{setup.program} takes no connections after {ready_s:g} s; {_said(setup)}")


def _takes(setup: Setup, pid: int) -> bool:
    if setup.mode is ProxyMode.TUN:
        return has_device(pid, setup.device)
    return is_listening(pid, setup.port)


def _is_running(setup: Setup) -> bool:
    """Whether the add-on says so; of a file that goes on, whether it does since it last began."""
    try:
        lines = setup.events.read_bytes()[-_LOOKED_AT:].splitlines()
    except OSError:
        return False
    for line in reversed(lines):
        try:
            told = json.loads(line).get("ev")
        except (ValueError, AttributeError):  # a line that is being written, or was cut
            continue
        if told in ("running", "began"):
            return bool(told == "running")
    return False


def _ended_by_itself(setup: Setup, code: int) -> str:
    how = f"by signal {-code}" if code < 0 else f"with status {code}"
    return f"the proxy ended by itself {how}; {_said(setup)}"


def _said(setup: Setup) -> str:
    """Its last words, for a message; they hold names from the wire."""
    try:
        said = setup.log.read_bytes()[-_LAST:].decode("utf-8", "backslashreplace").strip()
    except OSError:
        said = ""
    escaped = said.encode("unicode_escape").decode("ascii").replace("\\n", "\n")
    return f"{setup.log} ends with:\n{escaped}" if escaped else f"{setup.log} says nothing"
