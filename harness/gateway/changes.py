"""Changes that a gateway makes to the machine: what is done, and what puts back exactly what was there before.

Frozen values that hold all that undoing needs, because undoing knows nothing but the journal: a crash may have taken everything else.
Each is one thing that the kernel does as a whole, so that it is either made or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.gateway.steps import Call, Remove, Start, Step, Stop, Write

TABLE: Final = ("inet", "harness_gateway")
"""Family and name of the only table of the packet filter that is ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting of the kernel (sysctl)."""

    key: str
    """Path below /proc/sys."""
    value: str
    before: str
    follows: bool = False
    """The kernel sets it too when another one of ours is put back (``forwarding`` by ``all``), so it is put back whatever it is."""

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        return (Write(f"/proc/sys/{self.key}", self.value),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Write(f"/proc/sys/{self.key}", self.before),)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUp:
    """An interface that was down is switched on."""

    interface: str

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        return (Call(("ip", "link", "set", "dev", self.interface, "up")),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Call(("ip", "link", "set", "dev", self.interface, "down")),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """An interface gets an address that it did not have."""

    interface: str
    address: str
    """With prefix length."""

    def steps(self) -> tuple[Step, ...]:
        """Making it; of IPv6 without asking whether somebody has it (RFC 4862 §5.4), which would make it unusable for a second."""
        more = ("nodad",) if ":" in self.address else ()
        return (Call(("ip", "address", "add", self.address, "dev", self.interface, *more)),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Call(("ip", "address", "del", self.address, "dev", self.interface)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """Offloads of an interface that were on are switched off."""

    interface: str
    names: tuple[str, ...]

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        return (self._call("off"),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (self._call("on"),)

    def _call(self, state: str) -> Call:
        words = (word for name in self.names for word in (name, state))
        return Call(("ethtool", "-K", self.interface, *words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The gateway's own table of the packet filter, whole: nft takes a file as one transaction."""

    rules: str

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        return (Call(("nft", "-f", "-"), self.rules),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Call(("nft", "delete", "table", *TABLE)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A route, or a rule which table of routes is asked (ip-rule(8))."""

    kind: str
    """``route`` or ``rule``."""
    version: int
    """4 or 6."""
    words: tuple[str, ...]

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        return (Call(("ip", f"-{self.version}", self.kind, "add", *self.words)),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Call(("ip", f"-{self.version}", self.kind, "del", *self.words)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFile:
    """A file in the gateway's own folder that was not there."""

    path: str
    text: str

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        return (Write(self.path, self.text),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Remove(self.path),)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentVariable:
    """One of a program that is started."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program that runs as long as the gateway is up."""

    name: str
    command: tuple[str, ...]
    token: str
    """As for ``Start``."""
    log: str
    ready: str = ""
    environment: tuple[EnvironmentVariable, ...] = ()

    def steps(self) -> tuple[Step, ...]:
        """Making it."""
        variables = tuple((one.name, one.value) for one in self.environment)
        return (Start(self.command, self.token, self.log, self.ready, variables),)

    def inverse(self) -> tuple[Step, ...]:
        """Putting back what was before."""
        return (Stop(self.name, self.token),)


Change = Setting | LinkUp | Address | Features | Table | Way | OwnFile | Program

KINDS: Final[dict[str, type[Change]]] = {
    "setting": Setting,
    "link": LinkUp,
    "address": Address,
    "features": Features,
    "table": Table,
    "way": Way,
    "file": OwnFile,
    "program": Program,
}
"""Words of the journal."""
WORDS: Final = {kind: word for word, kind in KINDS.items()}


def told(change: Change) -> str:
    """A change in a few words, for people; texts in it are to be escaped where they are shown."""
    match change:
        case Setting():
            return f"{change.key} {change.before} -> {change.value}"
        case LinkUp():
            return f"{change.interface} up"
        case Address():
            return f"{change.interface} gets {change.address}"
        case Features():
            return f"{change.interface}: {', '.join(change.names)} off"
        case Table():
            return f"packet filter: table {' '.join(TABLE)}"
        case Way():
            return f"IPv{change.version} {change.kind}: {' '.join(change.words)}"
        case OwnFile():
            return f"file {change.path}"
        case Program():
            return f"program {change.name}"
