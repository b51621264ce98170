"""The gateway's own table of the packet filter, as text for ``nft -f`` (nft(8)).

Everything is in one table of our own: no table of anybody else is touched, and taking it away leaves nothing. Only addresses of devices
are translated, and never with random ports: the proxy's own connections keep theirs, by which they are joined with its records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from harness.gateway.changes import TABLE
from harness.model.gateway_state import InterceptionMode, QuicPolicy

PROXY_PORT: Final = 8080
PROXY_MARK: Final = 0x6877_0002
"""Of connections that the proxy makes in place of a device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the table has to do."""

    lan: str
    wan: str
    exit: str
    """Interface that packets of devices leave by: the WAN side's, or the proxy's TUN."""
    prefixes: tuple[str, ...]
    """Of devices."""
    ipv6: bool
    """Whether IPv6 of devices is forwarded; else it is rejected."""
    interception: InterceptionMode
    quic: QuicPolicy
    proxy_uid: int | None
    """User of the proxy, where it has one of its own."""
    closed: tuple[int, ...]
    """IP versions of which the WAN side did not forward to other interfaces before, so that it must not now."""


def table_rules(rules: Rules) -> str:
    """The table as a text that makes it; interfaces are quoted and hold no quotes (``harness.gateway.refusals``)."""
    chains = [
        _chain("forward", "type filter hook forward priority filter", _forward(rules)),
        _chain("postrouting", "type nat hook postrouting priority srcnat", _translated(rules)),
        _chain("prerouting", "type nat hook prerouting priority dstnat", _redirected(rules)),
        _chain("input", "type filter hook input priority filter", _entering(rules)),
        _chain("output", "type filter hook output priority mangle", _own(rules)),
    ]
    counters = "".join(f"    counter {name} {{\n    }}\n\n" for name in COUNTERS)
    body = counters + "\n".join(chain for chain in chains if chain)
    return f"table {' '.join(TABLE)} {{\n{body}}}\n"


OUT, BACK, TO_PROXY, FROM_PROXY, OTHER_WAYS, IPV6_REJECTED, QUIC_REJECTED = COUNTERS = (
    "devices_out",
    "devices_back",
    "devices_to_proxy",
    "proxy_to_devices",
    "devices_other_ways",
    "ipv6_rejected",
    "quic_rejected",
)
"""Counters of packets: of devices that left, of answers, the same of what is redirected to the proxy, and of what was stopped."""


def _chain(name: str, hook: str, lines: Iterator[str]) -> str:
    """A chain; empty text for one without rules: a hook that does nothing still costs every packet."""
    told = "".join(f"        {line}\n" for line in lines)
    return f"    chain {name} {{\n        {hook}; policy accept;\n{told}    }}\n" if told else ""


def _forward(rules: Rules) -> Iterator[str]:
    """What may pass: devices to their exit, answers back, and nothing that could not pass before the gateway was up."""
    lan, wan, leaves = f'"{rules.lan}"', f'"{rules.wan}"', f'"{rules.exit}"'
    if not rules.ipv6:
        yield f"iifname {lan} meta nfproto ipv6 counter name {IPV6_REJECTED} reject with icmpx admin-prohibited"
    if rules.quic is QuicPolicy.BLOCK:
        yield f"iifname {lan} udp dport 443 counter name {QUIC_REJECTED} reject"
    yield f"iifname {lan} oifname != {leaves} counter name {OTHER_WAYS} drop"
    yield f"iifname {lan} oifname {leaves} counter name {OUT} accept"
    if rules.exit == rules.wan:
        yield f"iifname {wan} oifname {lan} ct state established,related counter name {BACK} accept"
    else:
        yield f"iifname {leaves} oifname {lan} counter name {BACK} accept"
        yield f"iifname {leaves} drop"
    yield f"oifname {lan} drop"
    for version in rules.closed:
        yield f"iifname {wan} meta nfproto ipv{version} drop"


def _translated(rules: Rules) -> Iterator[str]:
    for prefix in rules.prefixes:
        family = "ip6" if ":" in prefix else "ip"
        yield f'oifname "{rules.wan}" {family} saddr {prefix} masquerade'


def _redirected(rules: Rules) -> Iterator[str]:
    """TCP of devices to the proxy, but what is meant for the gateway itself."""
    if rules.interception is InterceptionMode.TRANSPARENT:
        yield f'iifname "{rules.lan}" meta l4proto tcp fib daddr type != local redirect to :{PROXY_PORT}'


def _entering(rules: Rules) -> Iterator[str]:
    """The proxy's port is open to devices alone: a proxy that everybody may use is a hole."""
    if rules.interception is InterceptionMode.TRANSPARENT:
        yield f'iifname != {{ "lo", "{rules.lan}" }} tcp dport {PROXY_PORT} drop'
        yield f'iifname "{rules.lan}" tcp dport {PROXY_PORT} counter name {TO_PROXY}'


def _own(rules: Rules) -> Iterator[str]:
    """Connections of the proxy stand for the devices': connection tracking tells them from the gateway's own by a mark."""
    if rules.interception is InterceptionMode.TRANSPARENT:
        # Its answers have the proxy's port still: they are translated back behind this.
        yield f'oifname "{rules.lan}" tcp sport {PROXY_PORT} counter name {FROM_PROXY}'
    if rules.proxy_uid is not None:
        yield f'oifname "{rules.wan}" meta skuid {rules.proxy_uid} ct state new ct mark 0 ct mark set {PROXY_MARK:#x}'
