"""Decrypted requests -> NAMES: the host that a client asked a server for, told in the flow itself.

One row for each name of a flow, at the first request that tells it. A request to a proxy (CONNECT) names what lies behind it,
not the peer, and gives no row; nor does an address.
"""

from __future__ import annotations

import polars as pl

from harness.model.words import NameSource
from harness.tables.names import NAMES
from harness.tables.requests import REQUESTS
from harness.tables.schema import conform

_ADDRESS = r":|(^|\.)[0-9]+$"
"""As ``harness.wire.text.is_address``: a colon, or a last label that is a number."""
_KEPT = (
    "capture",
    "vantage",
    "time_ns",
    "packet",
    "client_ip",
    "client_port",
    "server_ip",
    "server_port",
    "flow_id",
)


def names_of_requests(requests: pl.DataFrame) -> pl.DataFrame:
    """Give the names that requests of known flows tell.

    Args:
        requests: REQUESTS rows, in order of packets.

    Returns:
        NAMES rows in the same order.
    """
    told = (
        conform(requests, REQUESTS)
        .filter(pl.col("host").is_not_null() & pl.col("flow_id").is_not_null() & pl.col("path").is_not_null())
        .filter(~pl.col("host").str.contains(_ADDRESS))
        .unique(["flow_id", "host"], keep="first", maintain_order=True)
    )
    row = {name: pl.col(name) for name in _KEPT} | {
        "name": pl.col("host"),
        "source": pl.lit(NameSource.DECRYPTED_HOST.value),
    }
    frame = told.select(
        row.get(name, pl.lit(None, dtype=dtype)).alias(name) for name, dtype in NAMES.schema.items()
    )
    return conform(frame, NAMES)
