"""Offloads of an interface that falsify what is captured: each by itself, so that each can be put back as it was (ethtool(8)).

A card, or the kernel in its place, joins packets that arrive and cuts those that leave, and leaves checksums to be filled in later.
What a capture then shows was never on the cable. A card that forwards by itself shows nothing at all (``hw-tc-offload``).
"""

from __future__ import annotations

from typing import Final

from harness.machine.offloads import read_offloads

FALSIFYING: Final = (
    "generic-receive-offload",
    "generic-segmentation-offload",
    "hw-tc-offload",
    "large-receive-offload",
    "rx-checksumming",
    "rx-gro-hw",
    "rx-gro-list",
    "rx-udp-gro-forwarding",
    "tx-checksum-ip-generic",
    "tx-checksum-ipv4",
    "tx-checksum-ipv6",
    "tx-tcp-ecn-segmentation",
    "tx-tcp-mangleid-segmentation",
    "tx-tcp-segmentation",
    "tx-tcp6-segmentation",
    "tx-udp-segmentation",
)
"""By the names that ``ethtool -k`` gives them; those of TCP build on those of checksums."""


def falsifying_on(interface: str) -> tuple[str, ...]:
    """Those of an interface that are on and can be switched off, sorted.

    Raises:
        MachineError: ethtool is missing or refuses.
    """
    told = read_offloads(interface)
    return tuple(sorted(one.name for one in told if one.on and not one.fixed and one.name in FALSIFYING))
