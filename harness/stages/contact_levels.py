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


def contact_levels(rows: NDArray[np.void], client: NDArray[np.int64]) -> pl.Series:
    """Level of each flow record.

    Args:
        rows: FLOW records.
        client: Side of the client, 0 or 1.
    """
    index = np.arange(len(rows))
    server = 1 - client
    sent = rows["payload_octets"][index, client] > 0
    # The client's own hello decides; a server's alone tells of a capture that began too late to see it.
    shook_hands = rows["handshake"].any(axis=1)
    rest = np.where(rows["protocol"] == P_TCP, HANDSHAKE_REST_OCTETS, 0)
    data = sent & (~shook_hands | (rows["sealed_octets"][index, client] > rest))
    flags_down = rows["flags"][index, server]
    refused = (flags_down >= 0) & ((flags_down & F_RST) != 0) & (rows["synacks"] == 0)
    answered = (rows["packets"][index, server] > 0) & ~refused
    levels = np.full(len(rows), ContactLevel.ATTEMPTED.value, dtype=object)
    levels[answered | (rows["protocol"] != P_TCP)] = ContactLevel.CONNECTED.value
    levels[sent & shook_hands] = ContactLevel.HANDSHAKE.value
    levels[data] = ContactLevel.DATA.value
    return pl.Series(levels.tolist(), dtype=pl.String)
