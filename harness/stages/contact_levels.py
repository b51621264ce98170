"""Flow records -> how far contact with the server got."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.codes import F_RST, P_TCP
from harness.model.words import ContactLevel

HANDSHAKE_REST_OCTETS: Final = 88
"""What a TLS 1.3 client sends as application-data records without any application data: Finished
(4 + 48 + 1 + 16) and an alert (2 + 1 + 16), RFC 8446 §4.4.4, §5.2 and §6."""


MIN_TCP_OCTETS: Final = 2
"""A single octet is a keep-alive's garbage octet (RFC 9293 §3.8.4), not data."""


def contact_levels(rows: NDArray[np.void], near: NDArray[np.int64]) -> pl.Series:
    """Level of each flow record.

    Args:
        rows: FLOW records.
        near: The product's side, 0 or 1; what it sent counts.
    """
    index, far = np.arange(len(rows)), 1 - near
    tcp = rows["protocol"] == P_TCP
    sent = rows["payload_octets"][index, near] >= np.where(tcp, MIN_TCP_OCTETS, 1)
    # A record or hello of either side will do: of a flow seen from the middle on, only records tell.
    sealed = rows["handshake"].any(axis=1)
    rest = np.where(tcp, HANDSHAKE_REST_OCTETS, 0)
    flags = rows["flags"][index, far]
    refused = (flags >= 0) & ((flags & F_RST) != 0) & (rows["synacks"] == 0)
    answered = (rows["packets"][index, far] > 0) & ~refused
    reached = ~tcp | answered | (rows["syns"] == 0)
    levels = np.full(len(rows), ContactLevel.ATTEMPTED.value, dtype=object)
    levels[~tcp | answered] = ContactLevel.CONNECTED.value
    levels[sent & reached & sealed] = ContactLevel.HANDSHAKE.value
    levels[sent & reached & (~sealed | (rows["sealed_octets"][index, near] > rest))] = ContactLevel.DATA.value
    return pl.Series(levels.tolist(), dtype=pl.String)
