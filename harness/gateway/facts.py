"""What the machine is before a gateway is set up: read once, so that the plan is made of values alone."""

from __future__ import annotations

import pwd
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from harness.errors import MachineError
from harness.gateway.dnsmasq import STAYS
from harness.gateway.wish import Wish
from harness.machine.administrator import NET_ADMIN, is_able
from harness.machine.firewall import Firewall, firewall
from harness.machine.interfaces import Interface, read_interfaces
from harness.machine.managers import manager_of
from harness.machine.offloads import falsifying_on
from harness.machine.programs import find
from harness.machine.rights import mapped
from harness.machine.routes import Route, routes
from harness.machine.session import Session, own_session
from harness.machine.settings import interfaces_with_settings, setting

DNSMASQ_USER: Final = "dnsmasq"
"""Made by Debian's packages."""
ANSWERS: Final = ("net/ipv4/icmp_ratelimit", "net/ipv6/icmp/ratelimit")
"""Settings: least time in ms between two refusals to one address; 0: none (icmp(7))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The machine, as far as a gateway has to do with it."""

    links: tuple[Interface, ...]
    routes: tuple[Route, ...]
    settings: Mapping[str, str]
    """Settings of the kernel that may have to change: path below /proc/sys -> value."""
    features: Mapping[str, tuple[str, ...]]
    """Of LAN and WAN: offloads that falsify captures and are on."""
    firewall: Firewall | None
    """None: it may not be read."""
    managers: Mapping[str, tuple[str, str]]
    """Interface -> who else configures it, and the command that makes them let go."""
    session: Session | None
    """The user's own, where it comes over the network."""
    admin: bool
    """Whether this process may configure the network."""
    programs: frozenset[str]
    """Of those that a gateway calls: which are installed."""
    dnsmasq_user: str
    dnsmasq_uid: int
    draw: bytes
    """Random: of the unique local prefix and of tokens."""

    def link(self, name: str) -> Interface | None:
        """An interface by its name, or by another name of it."""
        return next((one for one in self.links if name == one.name or name in one.other_names), None)

    def defaults(self, version: int) -> tuple[str, ...]:
        """Interfaces that default routes of the main table lead by."""
        ways = (one for one in self.routes if one.version == version and one.default and one.table == "main")
        return tuple(one.interface for one in ways if one.interface)


PROGRAMS: Final = ("ip", "nft", "ethtool", "conntrack", "dnsmasq")


def facts_of(wish: Wish) -> Facts:
    """Read them.

    Raises:
        MachineError: ip is missing or says what it never should.
    """
    there = read_interfaces()
    programs = frozenset(name for name in PROGRAMS if find(name) is not None)
    asked = [one for one in there if {wish.lan, wish.wan} & {one.name, *one.other_names}]
    managers = {one.name: manager_of(one.name, one.index) for one in asked}
    user, uid = _dnsmasq_user()
    return Facts(
        links=there,
        routes=routes(),
        settings=_settings([one.name for one in asked]),
        features={one.name: _features(one.name) for one in asked} if "ethtool" in programs else {},
        firewall=firewall() if "nft" in programs else None,
        managers={name: manager for name, manager in managers.items() if manager},
        session=own_session(),
        admin=is_able(NET_ADMIN),
        programs=programs,
        dnsmasq_user=user,
        dnsmasq_uid=uid,
        draw=secrets.token_bytes(16),
    )


def _features(interface: str) -> tuple[str, ...]:
    try:
        return falsifying_on(interface)
    except MachineError:  # an interface without a driver that can tell, such as some tunnels
        return ()


def _settings(interfaces: list[str]) -> dict[str, str]:
    """Values of every setting that a plan may change."""
    keys = [f"net/ipv4/conf/{name}/{key}" for name in interfaces for key in ("forwarding", "rp_filter")]
    keys += [f"net/ipv6/conf/{name}/disable_ipv6" for name in interfaces]
    keys += ["net/ipv4/conf/all/rp_filter", "net/netfilter/nf_conntrack_events", *ANSWERS]
    for name in interfaces_with_settings(6):
        keys += [f"net/ipv6/conf/{name}/forwarding", f"net/ipv6/conf/{name}/accept_ra"]
    found = {key: setting(key) for key in keys}
    return {key: value for key, value in found.items() if value is not None}


def _dnsmasq_user() -> tuple[str, int]:
    """Whom dnsmasq becomes: its own user where there is one and it may be become, else it stays root."""
    try:
        uid = pwd.getpwnam(DNSMASQ_USER).pw_uid
    except KeyError:
        return STAYS, 0
    return (DNSMASQ_USER, uid) if mapped(uid) else (STAYS, 0)
