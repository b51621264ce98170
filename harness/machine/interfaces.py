"""Interfaces of this network namespace: which there are, their addresses, what they carry, and frames that the kernel lost.

Asked are ``ip`` (netlink) and ``/proc/self/net``, which belong to the namespace of the process. ``/sys/class/net`` belongs to the one
that it was mounted in, so it is believed only where it knows the interface by the same number.

Blind spots: what a network card loses without counting it is in no number here. The kernel counts as dropped also frames of protocols
that nobody on this machine reads, although a capture has them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from harness.errors import MachineError
from harness.machine.programs import run
from harness.machine.session import own_session

_LIMIT_S: Final = 5.0
_OWN_NET: Final = Path("/proc/self/net")
_LEAST_COUNTERS: Final = 16
_GATEWAY_OR_UP: Final = 0x0001
"""``RTF_UP`` (linux/route.h)."""
_REJECT: Final = 0x0200
"""``RTF_REJECT``: the route says that there is no way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Counters of what came in, since the interface is there (proc(5), /proc/net/dev); they only grow."""

    octets: int
    packets: int
    errors: int
    """Frames that came damaged; no capture has them."""
    dropped: int
    """Frames that the kernel or the driver had no room or no use for."""
    overruns: int
    """Frames that the card lost because nobody took them in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One of them."""

    name: str
    index: int
    up: bool
    """An administrator has switched it on."""
    running: bool
    """There is a carrier: a cable or a radio link."""
    loopback: bool
    mac: str | None
    """None: it has none of six octets."""
    mtu: int
    addresses: tuple[str, ...]
    """With prefix length, ``192.0.2.1/24``, as ``ip`` orders them."""
    physical: bool | None
    """Whether hardware stands behind it; None: could not be told."""
    wireless: bool | None
    """None: could not be told."""
    default_route: bool = False
    """A default route of IPv4 or IPv6 leads over it."""
    own_session: bool = False
    """The user's own SSH session comes over it."""
    master: str | None = None
    """Bridge or bond that it belongs to; packets then pass as that one's."""
    other_names: tuple[str, ...] = ()
    """Further names that ``ip`` takes for it."""


def read_interfaces() -> tuple[Interface, ...]:
    """All of them, by number.

    Raises:
        MachineError: ``ip`` is missing, or says nothing that can be read.
    """
    ran = run(["ip", "-json", "address", "show"], timeout_s=_LIMIT_S)
    if not ran.ok:
        raise MachineError(f"ip address show: {ran.why}")
    found = of_addresses(ran.out)
    defaults = set(default_routes())
    own = _carriers_of_session(found)
    return tuple(
        replace(_with_hardware(one), default_route=one.name in defaults, own_session=one.name in own)
        for one in found
    )


def read_interface(name: str) -> Interface | None:
    """One of them; None where there is none of this name.

    Raises:
        MachineError: As for ``read_interfaces``.
    """
    return next((one for one in read_interfaces() if one.name == name), None)


def received(name: str) -> Received | None:
    """Counters of an interface now, which costs no process; None where there is none of this name."""
    return of_counters(_own("dev")).get(name)


def default_routes() -> tuple[str, ...]:
    """Interfaces that a default route leads over, of IPv4 first, each once."""
    return tuple(dict.fromkeys([*of_routes(_own("route")), *of_routes6(_own("ipv6_route"))]))


def of_addresses(text: str) -> tuple[Interface, ...]:
    """Read what ``ip -json address show`` says; what hardware is behind is left open.

    Raises:
        MachineError: It is no such list.
    """
    try:
        rows = json.loads(text)
        # Some versions write an empty object for an interface that was filtered out.
        return tuple(sorted((_of_row(row) for row in rows if row), key=lambda one: one.index))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise MachineError("ip address show: what it says cannot be read") from None


def _of_row(row: dict[str, Any]) -> Interface:
    flags, mac = {str(flag) for flag in row["flags"]}, str(row.get("address") or "")
    return Interface(
        name=str(row["ifname"]),
        index=int(row["ifindex"]),
        up="UP" in flags,
        running="LOWER_UP" in flags,
        loopback="LOOPBACK" in flags,
        mac=mac if row.get("link_type") == "ether" and mac.count(":") == 5 else None,
        mtu=int(row.get("mtu", 0)),
        addresses=tuple(
            f"{one['local']}/{int(one['prefixlen'])}" for one in row.get("addr_info", ()) if one.get("local")
        ),
        physical=None,
        wireless=None,
        master=row.get("master"),
        other_names=tuple(map(str, row.get("altnames", ()))),
    )


def of_counters(text: str) -> dict[str, Received]:
    """Read ``/proc/net/dev``: two lines of headings, then a name and sixteen numbers a line."""
    found = {}
    for line in text.splitlines()[2:]:
        # The name itself may hold a colon (aliases of old); the numbers do not.
        name, _, numbers = line.rpartition(":")
        values = numbers.split()
        if len(values) < _LEAST_COUNTERS or not all(value.isdecimal() for value in values):
            continue
        octets, packets, errors, dropped, overruns = map(int, values[:5])
        found[name.strip()] = Received(
            octets=octets, packets=packets, errors=errors, dropped=dropped, overruns=overruns
        )
    return found


def of_routes(text: str) -> Iterator[str]:
    """Interfaces of default routes in ``/proc/net/route``: destination and mask 0, up, and not a route of refusal."""
    for line in text.splitlines()[1:]:
        fields = line.split()
        if len(fields) >= 8 and fields[1] == fields[7] == "00000000" and _leads(fields[3]):
            yield fields[0]


def of_routes6(text: str) -> Iterator[str]:
    """Interfaces of default routes in ``/proc/net/ipv6_route``: prefix length 0, up, and not a route of refusal."""
    for line in text.splitlines():
        fields = line.split()
        if len(fields) >= 10 and fields[0] == "0" * 32 and fields[1] == "00" and _leads(fields[8]):
            yield fields[9]


def _leads(flags: str) -> bool:
    try:
        found = int(flags, 16)
    except ValueError:
        return False
    return bool(found & _GATEWAY_OR_UP) and not found & _REJECT


def _own(name: str) -> str:
    """A table of this process's namespace; empty where the kernel does not have it (IPv6 may be off)."""
    try:
        return (_OWN_NET / name).read_text(encoding="utf-8", errors="backslashreplace")
    except OSError:
        return ""


def _with_hardware(interface: Interface) -> Interface:
    folder = Path("/sys/class/net", interface.name)
    try:
        known = int((folder / "ifindex").read_text()) == interface.index
    except (OSError, ValueError):
        known = False
    if not known:
        return interface
    return replace(
        interface,
        physical=(folder / "device").exists(),
        wireless=(folder / "phy80211").exists() or (folder / "wireless").exists(),
    )


def _carriers_of_session(interfaces: Iterable[Interface]) -> set[str]:
    """Names of those that the user's session comes over: by the address connected to, and by the way back."""
    session = own_session(os.environ)
    if session is None:
        return set()
    found = {one.name for one in interfaces if _has(one, session.server)}
    try:
        ran = run(["ip", "-json", "route", "get", session.client], timeout_s=_LIMIT_S)
    except MachineError:
        return found
    return found | set(of_way(ran.out) if ran.ok else ())


def _has(interface: Interface, address: str) -> bool:
    return any(one.partition("/")[0] == address for one in interface.addresses)


def of_way(text: str) -> tuple[str, ...]:
    """Interfaces that ``ip -json route get`` names; none where it cannot be read."""
    try:
        return tuple(str(row["dev"]) for row in json.loads(text) if "dev" in row)
    except (ValueError, TypeError, KeyError, RecursionError):
        return ()
