"""Time and memory of asking the embedded data: ``python -m scripts.geodata_speed [ADDRESSES [IPV6_SHARE]]``.

Prints, for addresses drawn at random with a fixed seed, the wall time of asking and of
weighing in a process that has asked nothing before, the same once more, and by how much
the largest resident size grew over the imports.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from harness.sources.geo_library import embedded_sets
from harness.sources.geodata import consult
from harness.stages.places import locate


def drawn(count: int, ipv6_share: float) -> list[str]:
    """Public addresses: IPv4 below 224.0.0.0, IPv6 from the part of 2000::/3 in use."""
    rng = random.Random(20261123)
    v6 = int(count * ipv6_share)
    return [str(IPv4Address(rng.randrange(1 << 24, 224 << 24))) for _ in range(count - v6)] + [
        str(IPv6Address((0x2001 << 112) + rng.randrange(0x0C00 << 112))) for _ in range(v6)
    ]


def timed(what: str, run: Callable[[], Any]) -> Any:
    """Run once and print the wall time."""
    start = time.perf_counter()
    result = run()
    print(f"{what}: {time.perf_counter() - start:.3f} s")
    return result


def peak_mb() -> float:
    """Largest resident size so far; Linux gives KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Draw, ask twice, and print."""
    addresses = drawn(int((sys.argv[1:] or ["5000"])[0]), float((sys.argv[2:] or ["0"])[0]))
    before = peak_mb()
    for turn in ("first", "again"):
        geo = timed(f"{turn}: ask", partial(consult, addresses, embedded_sets()))
        timed(f"{turn}: weigh", partial(locate, addresses, geo))
        print(f"{turn}: peak resident size {before:.0f} MB after imports, {peak_mb() - before:+.0f} MB since")


if __name__ == "__main__":
    main()
