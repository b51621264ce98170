"""Settings of the kernel that a gateway needs: values that are there in, changes out (Documentation/networking/ip-sysctl of Linux).

IPv4 is forwarded by the interface that a packet comes in by, so LAN and WAN are all that is switched on, and nothing else changes. IPv6
knows one switch, ``all``: it sets every interface, makes routers of them, which take no router advertisements any more, and drops routes
learned so far. So each interface is written down and set first, those that live on router advertisements are told to go on taking them
(``accept_ra`` 2), and rules see to it that nothing is forwarded that was not before. LAN takes none: a product is no router of ours.

Where QUIC is refused, every attempt has to be told so: the kernel answers one address some times and then once a second, and a client that hears
nothing waits for its own timeout (``icmp_ratelimit``; it keeps its limit for all addresses together).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Interface

from harness.gateway.changes import Address, Change, Setting
from harness.gateway.facts import ANSWERS, Facts


def setting_changes(
    facts: Facts, lan: str, wan: str, *, ipv6: bool, quic_blocked: bool = False
) -> Iterator[Change]:
    """Settings to change, in order; what is so already is left out."""
    for key in ANSWERS if quic_blocked else ():
        yield from _set(facts, key, "0")
    yield from _set(facts, "net/netfilter/nf_conntrack_events", "1", instead_of="0")
    if ipv6:
        yield from _of_ipv6(facts, lan)
    for name in (lan, wan):
        yield from _set(facts, f"net/ipv4/conf/{name}/forwarding", "1")


def guarding_changes(facts: Facts, lan: str) -> Iterator[Change]:
    """What has to stand before the LAN side is switched on: it takes no router advertisements."""
    yield from _set(facts, f"net/ipv6/conf/{lan}/accept_ra", "0")


def lan6_changes(facts: Facts, lan: str, own6: IPv6Interface | None) -> Iterator[Change]:
    """The LAN side's own IPv6 address, and IPv6 itself where it was switched off there."""
    if own6 is None:
        return
    key = f"net/ipv6/conf/{lan}/disable_ipv6"
    if facts.settings.get(key) == "1":
        yield Setting(key=key, value="0", before="1")
    yield Address(interface=lan, address=str(own6))


def closed_versions(facts: Facts, wan: str, *, ipv6: bool) -> tuple[int, ...]:
    """IP versions of which packets from the WAN side to other interfaces were not forwarded before, and must not be now."""
    keys = {4: f"net/ipv4/conf/{wan}/forwarding", **({6: "net/ipv6/conf/all/forwarding"} if ipv6 else {})}
    return tuple(version for version, key in keys.items() if facts.settings.get(key, "0") == "0")


def _of_ipv6(facts: Facts, lan: str) -> Iterator[Change]:
    names = sorted(
        key.split("/")[3]
        for key in facts.settings
        if key.startswith("net/ipv6/conf/") and key.endswith("/forwarding")
    )
    if facts.settings.get("net/ipv6/conf/all/forwarding") != "1":
        for name in names:
            before = facts.settings[f"net/ipv6/conf/{name}/forwarding"]
            if name not in (lan, "all", "lo") and before == "0":
                yield from _set(facts, f"net/ipv6/conf/{name}/accept_ra", "2", instead_of="1")
        for name in names:
            if name != "all":
                key = f"net/ipv6/conf/{name}/forwarding"
                yield Setting(key=key, value="1", before=facts.settings[key], follows=True)
    yield from _set(facts, "net/ipv6/conf/all/forwarding", "1")


def _set(facts: Facts, key: str, value: str, *, instead_of: str | None = None) -> Iterator[Change]:
    """One setting, where it is there and another.

    Args:
        facts: The machine.
        key: Path below /proc/sys.
        value: To be.
        instead_of: Only where it is this; None: whatever it is.
    """
    before = facts.settings.get(key)
    if before is not None and before != value and instead_of in (None, before):
        yield Setting(key=key, value=value, before=before)
