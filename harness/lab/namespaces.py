"""Named network namespaces with links between them, inside the lab's own.

Each stands for one machine. A link is a pair of virtual interfaces (veth(4)) with offloads off, so that captures hold
what a cable would carry. ``ip netns`` keeps the names in /run/netns (ip-netns(8)); /run is a fresh one in memory, so
nothing is seen outside. The kernel takes everything down with the lab's first process.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import MachineError
from harness.lab.isolation import prove_inside
from harness.lab.offloads import switch_off
from harness.machine.programs import Ran, find, run

_NAMES: Final = Path("/run/netns")
_CLONE_NEWNET: Final = 0x40000000
"""linux/sched.h."""
_SETTINGS: Final = {
    # An address is used at once, not after a second of asking whether somebody has it.
    "net/ipv6/conf/default/accept_dad": "0",
    "net/ipv6/conf/all/accept_dad": "0",
    "net/ipv4/conf/all/rp_filter": "0",
    "net/ipv4/conf/default/rp_filter": "0",
}


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link."""

    namespace: str
    interface: str
    addresses: tuple[str, ...] = ()
    """With prefix length, IPv4 and IPv6."""
    mac: str | None = None
    """None: as the kernel draws it."""


@contextmanager
def entered(name: str) -> Iterator[None]:
    """Put this thread into a namespace for a while; sockets opened meanwhile stay in it (setns(2)).

    Raises:
        OSError: There is none of that name, or this process may not.
    """
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        there = os.open(_NAMES / name, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _set_namespace(there)
        finally:
            os.close(there)
        try:
            yield
        finally:
            _set_namespace(home)
    finally:
        os.close(home)


class Namespaces:
    """The named namespaces of a lab; there is one such object, made by the lab's first process."""

    def __init__(self) -> None:
        """Take possession of /run.

        Raises:
            MachineError: This process is not inside namespaces of its own; nothing was changed.
        """
        prove_inside()
        self._call("mount", "-t", "tmpfs", "tmpfs", "/run")
        self.names: list[str] = []

    @staticmethod
    def entered(name: str) -> AbstractContextManager[None]:
        """Put this thread into a namespace for a while."""
        return entered(name)

    def add(self, *names: str) -> None:
        """Make namespaces with a loopback interface that is up."""
        for name in names:
            self._call("ip", "netns", "add", name)
            self.names.append(name)
            self.ip(name, "link set lo up")
            for key, value in _SETTINGS.items():
                self.setting(name, key, value)

    def link(self, one: End, other: End, *, mtu: int = 1500) -> None:
        """Join two namespaces by a cable; addresses are on and both ends up when this returns."""
        self._call(
            *f"ip link add {one.interface} netns {one.namespace} type veth".split(),
            *f"peer name {other.interface} netns {other.namespace}".split(),
        )
        for end in (one, other):
            mac = "" if end.mac is None else f" address {end.mac}"
            lines = [f"link set dev {end.interface} mtu {mtu}{mac}"]
            lines += [
                f"addr add {address} dev {end.interface}" + (" nodad" if ":" in address else "")
                for address in end.addresses
            ]
            self.ip(end.namespace, *lines, f"link set dev {end.interface} up")
            with self.entered(end.namespace):
                switch_off(end.interface)

    def ip(self, name: str, *lines: str) -> None:
        """Configure a namespace by lines for ip-batch, in order, in one call.

        Raises:
            MachineError: It refuses one; says which and why.
        """
        done = run(("ip", "-n", name, "-batch", "-"), stdin="\n".join(lines) + "\n")
        if not done.ok:
            raise MachineError(f"ip in namespace {name} refuses one of {'; '.join(lines)}: {done.why}")

    def setting(self, name: str, key: str, value: str) -> None:
        """Set a setting of the kernel's network (sysctl(8)), its name with slashes, in a namespace alone."""
        with self.entered(name):
            Path("/proc/sys", key).write_text(value, encoding="ascii")

    def run(self, name: str, command: Sequence[str], *, stdin: str = "", timeout_s: float = 20.0) -> Ran:
        """Call a program in a namespace and wait for it."""
        return run(("ip", "netns", "exec", name, *command), stdin=stdin, timeout_s=timeout_s)

    def start(self, name: str, command: Sequence[str], **how: object) -> subprocess.Popen[str]:
        """Start a program in a namespace; ``how`` are further arguments of ``subprocess.Popen``."""
        program = find("ip") or "ip"
        return subprocess.Popen([program, "netns", "exec", name, *command], text=True, **how)  # type: ignore[call-overload,no-any-return]

    def _call(self, *command: str) -> None:
        done = run(command)
        if not done.ok:
            raise MachineError(f"{' '.join(command)}: {done.why}")


def _set_namespace(descriptor: int) -> None:
    # Python has os.setns from 3.12 on.
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(descriptor, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
