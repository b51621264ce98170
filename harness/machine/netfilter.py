"""What the kernel's packet filter can do for a gateway, tried in a network namespace; and who else filters what is forwarded.

Blind spots: rules of the older kind (``iptables-legacy``) are not listed by nft. A trial of root's may have the kernel load modules that it
has; one of an ordinary user's may not, so that a feature can fail there that root would have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from harness.errors import MachineError
from harness.machine.namespaces import Trial, try_inside
from harness.machine.programs import run

_LIMIT_S: Final = 5.0


def _table(hook: str, rule: str, family: str = "inet") -> str:
    return f"table {family} trial {{ chain one {{ type {hook}; {rule}; }}; }}\n"


FEATURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "masquerade": _table("nat hook postrouting priority 100", "ip saddr 192.0.2.0/24 masquerade"),
        "masquerade IPv6": _table("nat hook postrouting priority 100", "ip6 saddr 2001:db8::/32 masquerade"),
        "redirect": _table("nat hook prerouting priority -100", "tcp dport 443 redirect to :8080"),
        "reject": _table("filter hook forward priority 0", "udp dport 443 reject"),
        "marks by user": _table("filter hook output priority 0", "meta skuid 0 ct mark set 7"),
    }
)
"""What a gateway asks of the kernel (nft(8)), each as a table of its own."""


def try_features(way: Sequence[str]) -> dict[str, Trial]:
    """Try each feature inside.

    Args:
        way: See ``harness.machine.namespaces.Namespaces.way``.

    Raises:
        MachineError: nft is missing, or a trial did not end.
    """
    return {name: try_inside(way, ["nft", "-f", "-"], rules) for name, rules in FEATURES.items()}


_TABLE: Final = re.compile(r"^table (\S+) (\S+) \{")
_CHAIN: Final = re.compile(r"^\s+chain (\S+) \{")
_DROPS: Final = re.compile(r"hook forward\b.*\bpolicy drop;")


def of_chains(text: str) -> tuple[str, ...]:
    """Chains of ``nft list chains`` that drop what they do not allow to be forwarded, as ``ip filter FORWARD``."""
    found, table, chain = [], "", ""
    for line in text.splitlines():
        if at := _TABLE.match(line):
            table = f"{at[1]} {at[2]}"
        elif at := _CHAIN.match(line):
            chain = at[1]
        elif _DROPS.search(line):
            found.append(f"{table} {chain}")
    return tuple(found)


def dropping_chains() -> tuple[str, ...]:
    """Chains of this machine that drop what they do not allow to be forwarded; reads only.

    Raises:
        MachineError: nft is missing, or whoever calls may not ask, which only root may.
    """
    ran = run(["nft", "list", "chains"], timeout_s=_LIMIT_S)
    if not ran.ok:
        raise MachineError(f"nft list chains: {ran.why.splitlines()[0]}")
    return of_chains(ran.out)
