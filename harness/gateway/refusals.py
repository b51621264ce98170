"""What speaks against setting up a gateway: a wish and the machine in, sentences out; all at once, each with what mends it.

Three kinds: what cannot work or would do harm (refused), what may cut off the user's own way to the machine (needs ``--yes``), and what
the user should know of (told).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from harness.gateway.changes import TABLE
from harness.gateway.facts import Facts
from harness.gateway.prefixes import free_network, own_network
from harness.gateway.wish import Wish
from harness.machine.interfaces import Interface
from harness.machine.routes import networks
from harness.model.gateway_state import InterceptionMode, Ipv6Mode

_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_.:@-]{1,15}")
"""The kernel allows nearly anything; these are safe in the languages of nft and dnsmasq."""
_PACKAGES: Final = {
    "ip": "iproute2",
    "nft": "nftables",
    "ethtool": "ethtool",
    "conntrack": "conntrack",
    "dnsmasq": "dnsmasq-base",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objections:
    """What speaks against it; each text names interfaces, so it is escaped where it is shown."""

    refused: tuple[str, ...]
    asks: tuple[str, ...]
    """Only without ``--yes``."""
    told: tuple[str, ...]


def objections(wish: Wish, facts: Facts) -> Objections:
    """Everything that speaks against a wish on this machine, but for rights (``missing_rights``)."""
    sides = [*_missing(wish, facts)]
    if sides:
        return Objections(refused=tuple(sides), asks=(), told=())
    lan, wan = facts.link(wish.lan), facts.link(wish.wan)
    assert lan is not None  # noqa: S101 - _missing says otherwise
    assert wan is not None  # noqa: S101
    return Objections(
        refused=(*_of_programs(wish, facts), *_of_sides(lan, wan, facts), *_of_modes(wish, wan, facts)),
        asks=tuple(_of_the_session(lan, wan, facts)),
        told=tuple(_to_be_told(lan, wan, facts)),
    )


def missing_rights(facts: Facts, command: str) -> str | None:
    """What to call instead where this process may not configure the network; None where it may."""
    if facts.admin:
        return None
    return (
        f"the network may not be configured by this user; call `sudo {command}`, or "
        f"`sudo setpriv --reuid $(id -u) --regid $(id -g) --init-groups --inh-caps +net_admin,+net_raw --ambient-caps +net_admin,+net_raw {command}`; "
        "--dry-run needs no rights"
    )


def _missing(wish: Wish, facts: Facts) -> Iterator[str]:
    names = [name for one in facts.links for name in (one.name, *one.other_names) if one.name != "lo"]
    for option, name in (("--lan", wish.lan), ("--wan", wish.wan)):
        if facts.link(name) is None:
            near = get_close_matches(name, names, n=1)
            mend = f"did you mean {near[0]}?" if near else f"there are {', '.join(names) or 'none but lo'}"
            yield f"{option} {name}: no such interface; {mend}"
        elif not _PLAIN_NAME.fullmatch(name):
            yield f"{option} {name}: rules cannot name it; rename it with `ip link set ... name lan0`"
    lan, wan = facts.link(wish.lan), facts.link(wish.wan)
    if lan is not None and lan == wan:
        yield f"--lan and --wan are both {lan.name}: devices must be at another interface than the internet"


def _of_programs(wish: Wish, facts: Facts) -> Iterator[str]:
    needed = ["ip", "nft", "ethtool", *(["dnsmasq"] if wish.dhcp else [])]
    for name in needed:
        if name not in facts.programs:
            yield f"{name} is not installed (Debian: `apt install {_PACKAGES[name]}`)"


def _of_sides(lan: Interface, wan: Interface, facts: Facts) -> Iterator[str]:
    for option, link in (("--lan", lan), ("--wan", wan)):
        if link.name == "lo":
            yield f"{option} lo: no device and no internet is at the loopback interface"
        if link.master is not None:
            yield f"{option} {link.name} belongs to {link.master}: packets may pass by its rules; give {option} {link.master}"
    if not wan.up:
        yield f"--wan {wan.name} is down; `ip link set {wan.name} up`, and wait until it has an address"
    for version in (4, 6):
        ways = facts.defaults(version)
        if ways and ways[0] not in (wan.name, lan.name):
            yield (
                f"--wan {wan.name}: what devices send by IPv{version} would leave by {ways[0]}, which has the default "
                f"route; give --wan {ways[0]}, or take that route away"
            )
    if facts.firewall is not None and TABLE in facts.firewall.tables:
        yield (
            f"the table {' '.join(TABLE)} is there already, without a journal: another state folder's gateway is up, "
            f"or `nft delete table {' '.join(TABLE)}` is left to do"
        )
    if own_network(lan.addresses) is None and free_network(networks(facts.links, facts.routes)) is None:
        yield (
            f"no private network is free for devices; give {lan.name} an address of your choice: `ip address add`"
        )


def _of_modes(wish: Wish, wan: Interface, facts: Facts) -> Iterator[str]:
    if wish.ipv6 is Ipv6Mode.FORWARDED and wan.name not in facts.defaults(6):
        yield (
            f"--ipv6 forward: {wan.name} has no default route of IPv6, so there is nothing to forward to; leave the option away"
        )
    if wish.ipv6 is Ipv6Mode.FORWARDED and not any("net/ipv6" in key for key in facts.settings):
        yield "--ipv6 forward: this kernel has no IPv6"
    if wish.interception is not InterceptionMode.NONE and "conntrack" not in facts.programs:
        yield "--intercept: conntrack is not installed; without it nothing tells the proxy's connections from the gateway's own (Debian: `apt install conntrack`)"


def _of_the_session(lan: Interface, wan: Interface, facts: Facts) -> Iterator[str]:
    """What may cut off whoever sets this up."""
    if any(lan.name in facts.defaults(version) for version in (4, 6)):
        yield (
            f"--lan {lan.name} carries a default route of this machine: it looks like your own way to the internet, and devices "
            "would be put there; swap --lan and --wan if they are the wrong way round"
        )
    if facts.session is None:
        return
    for link in (lan, wan):
        if link.own_session:
            yield (
                f"your own connection comes in by {link.name} (SSH from {facts.session.client}), and its offloads are switched off: some network "
                "cards go down for some seconds meanwhile, a few do not come back by themselves"
            )


def _to_be_told(lan: Interface, wan: Interface, facts: Facts) -> Iterator[str]:
    for link in (lan, wan):
        if link.name in facts.managers:
            manager, command = facts.managers[link.name]
            yield (
                f"{link.name} is configured by {manager} too, which may take back what is set up; `{command}` makes it let go"
            )
    if not any(wan.name in facts.defaults(version) for version in (4, 6)):
        yield f"{wan.name} has no default route: devices will reach nothing beyond its own network"
    if not lan.running and lan.up:
        yield f"nothing is plugged in at {lan.name}, or no device has joined yet"
    if facts.firewall is None:
        yield "rules of the packet filter may not be read by this user; nothing is said of them"
        return
    for chain in facts.firewall.dropping:
        yield f"chain {chain} of the packet filter drops what it does not know: devices may be stopped there; accept {lan.name} in it"
    for name, devices in facts.firewall.shortcuts:
        if {lan.name, wan.name} & set(devices):
            yield f"flow table {name}: packets of known flows take a way around counters and rules, and a card may hide them from captures"
    if "conntrack" not in facts.programs:
        yield (
            "conntrack is not installed: no record of the gateway's own traffic is kept, so nothing on the WAN side may be excluded "
            "as ours (Debian: `apt install conntrack`)"
        )
