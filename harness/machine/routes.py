"""Routes of this machine, and which networks are in use: ``ip -json`` in, values out (ip-route(8)).

Reading needs no rights. **Blind spots**: only the network namespace that this process is in; routes of other machines, of course.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final

from harness.errors import MachineError
from harness.machine.interfaces import Interface
from harness.machine.programs import run

Network = IPv4Network | IPv6Network
MAIN: Final = "main"
_EVERYTHING: Final = {4: "0.0.0.0/0", 6: "::/0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route."""

    version: int
    """4 or 6."""
    destination: str
    """With prefix length."""
    interface: str | None
    """None: no way, such as ``unreachable``."""
    table: str
    source: str | None = None

    @property
    def default(self) -> bool:
        """Whether it leads everywhere."""
        return self.destination == _EVERYTHING[self.version]


def routes() -> tuple[Route, ...]:
    """Every route of every table, but those that the kernel keeps of its own addresses.

    Raises:
        MachineError: ip is missing, or says what it never should.
    """
    found: list[Route] = []
    for version in (4, 6):
        found += parse_routes(_asked(f"-{version}", "route", "show", "table", "all"), version)
    return tuple(found)


def parse_routes(text: str, version: int) -> tuple[Route, ...]:
    """``ip -json route show table all`` in."""
    return tuple(_route(one, version) for one in _objects(text) if one.get("table") != "local")


def networks(interfaces: Iterable[Interface], routes: Iterable[Route]) -> tuple[Network, ...]:
    """Every network that is in use here: own addresses and routes, but default ones."""
    texts = [address for one in interfaces for address in one.addresses]
    texts += [route.destination for route in routes if not route.default]
    return tuple(ip_network(text, strict=False) for text in texts)


def _asked(*words: str) -> str:
    done = run(("ip", "-json", *words))
    if not done.ok:
        raise MachineError(f"`{' '.join(done.command)}`: {done.why}")
    return done.out


def _objects(text: str) -> Sequence[dict[str, Any]]:
    """The objects of a listing; older versions say nothing where there are none."""
    try:
        found = json.loads(text) if text.strip() else []
    except ValueError as fault:
        raise MachineError(f"ip -json: no JSON: {fault}; iproute2 5.0 or later is needed") from fault
    return [one for one in found if one]  # ip leaves empty objects where a filter took one out


def _route(one: dict[str, Any], version: int) -> Route:
    destination = one["dst"]
    if destination == "default":
        destination = _EVERYTHING[version]
    return Route(
        version=version,
        destination=str(ip_network(destination, strict=False)),
        interface=one.get("dev") if one.get("type") not in _NO_WAY else None,
        table=one.get("table", MAIN),
        source=one.get("prefsrc"),
    )


_NO_WAY: Final = {"unreachable", "blackhole", "prohibit", "throw"}
