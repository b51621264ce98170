"""What the kernel's packet filter can do for a gateway, tried in a network namespace.

Blind spots: a trial of root's may have the kernel load modules that it has; one of an ordinary user's may not, so that a feature can fail
there that root would have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from harness.machine.namespaces import Trial, try_inside


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
