"""Offloads of an interface: ``ethtool -k`` in, which of those that falsify captures are on, out (ethtool(8)).

A card, or the kernel in its place, joins packets that arrive and cuts those that leave, and leaves checksums to be filled in later.
What a capture then shows was never on the cable. A card that forwards by itself shows nothing at all (``hw-tc-offload``).
"""

from __future__ import annotations

from typing import Final

from harness.errors import MachineError
from harness.machine.programs import run

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
    """Those of an interface that are on and can be switched off.

    Raises:
        MachineError: ethtool is missing or refuses.
    """
    done = run(("ethtool", "-k", interface))
    if not done.ok:
        raise MachineError(f"`ethtool -k {interface}`: {done.why}")
    return parse_on(done.out)


def parse_on(text: str) -> tuple[str, ...]:
    r"""``ethtool -k`` in; sorted.

    >>> parse_on("rx-checksumming: on\ntx-checksum-ipv4: off [fixed]\n\ttx-tcp-segmentation: on [fixed]")
    ('rx-checksumming',)
    """
    told = (line.strip().partition(": ") for line in text.splitlines())
    return tuple(sorted(name for name, _, state in told if state == "on" and name in FALSIFYING))
