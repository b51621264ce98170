"""Clients that asked for names where nobody sees it -> whose encrypted hellos may be real for that (``encrypted_hellos``).

One device has several addresses: what it asked over IPv4 holds for what it opens over IPv6. Addresses are those of one
device where they have the same MAC and at least one of the two is of IPv6; two of IPv4 never are, as a device has one at a
time, and a router has its MAC for many. Where a capture shows no MACs, all addresses stand at the same one.

Blind spots: behind a router every device has the router's MAC, so one device's lookups put the IPv6 of others in doubt too.
"""

from __future__ import annotations

from typing import Final

import polars as pl

CLIENT: Final = ("vantage", "client_ip", "client_mac")


def in_doubt(hellos: pl.DataFrame, askers: pl.DataFrame) -> pl.DataFrame:
    """The rows of clients whose encrypted hellos may be real.

    Args:
        hellos: ``CLIENT`` and more, each row once.
        askers: ``CLIENT``, each once.
    """
    if hellos.is_empty() or askers.is_empty():
        return hellos.clear()
    numbered = hellos.with_row_index("row")
    by_ipv6 = pl.col("client_ip").str.contains(":", literal=True)
    device = ["vantage", "client_mac"]
    found = [
        numbered.join(askers, on=["vantage", "client_ip"], how="semi"),
        numbered.filter(by_ipv6).join(askers, on=device, how="semi", nulls_equal=True),
        numbered.filter(~by_ipv6).join(askers.filter(by_ipv6), on=device, how="semi", nulls_equal=True),
    ]
    rows = pl.concat([part["row"] for part in found]).unique()
    return numbered.filter(pl.col("row").is_in(rows.implode())).drop("row")
