"""What the kernel does with packets that are not for this machine: forwarding, checks of the way back, IPv6."""

from __future__ import annotations

from dataclasses import dataclass

from harness.machine.settings import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """Settings of this network namespace (kernel documentation, networking/ip-sysctl); None: not there, or not to be read."""

    ipv4: bool | None
    """Packets of IPv4 are forwarded."""
    ipv6: bool | None
    """Those of IPv6 are."""
    ipv6_off: bool | None
    """IPv6 is switched off for new interfaces; None also where the kernel has none."""
    reverse_path: int | None
    """0 no check of the way back, 1 strict: what would be answered over another interface is dropped, 2 loose."""


def read_forwarding() -> Forwarding:
    """Ask now."""
    ipv4, ipv6, off = (
        _flag(f"net/{name}")
        for name in ("ipv4/ip_forward", "ipv6/conf/all/forwarding", "ipv6/conf/all/disable_ipv6")
    )
    check = setting("net/ipv4/conf/all/rp_filter")
    return Forwarding(
        ipv4=ipv4, ipv6=ipv6, ipv6_off=off, reverse_path=int(check) if check in {"0", "1", "2"} else None
    )


def _flag(name: str) -> bool | None:
    value = setting(name)
    return None if value is None else value not in {"0", ""}
