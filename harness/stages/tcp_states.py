"""Flow records -> how each TCP connection began as seen here, and what ended each flow.

Blind spots: a connection that was reset is told from one that both sides closed, but a reset
is not told from one that somebody on the way made up; its side and the TTLs are hints.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import F_ACK, F_FIN, F_RST, P_TCP
from harness.kernel.flows import E_REUSED
from harness.kernel.records import NONE

OPENED: Final = "opened"
HALF_OPEN: Final = "half_open"
ANSWER_ONLY: Final = "answer_only"
MID_STREAM: Final = "mid_stream"
FIN: Final = "fin"
RST: Final = "rst"
IDLE: Final = "idle"
REUSED: Final = "reused"
CAPTURE_END: Final = "capture_end"


def openings(rows: NDArray[np.void]) -> NDArray[np.object_]:
    """How the connection began (RFC 9293 §3.5); None where it is not TCP.

    A connection is open once its opener acknowledged the answer; who scans sends a reset instead.
    """
    index, opener = np.arange(len(rows)), np.maximum(rows["initiator"], 0)
    acknowledged = _flag(rows["flags"], F_ACK)[index, opener] & (
        rows["packets"][index, opener] > rows["syns"]
    )
    found = np.full(len(rows), MID_STREAM, dtype=object)
    found[rows["synacks"] > 0] = ANSWER_ONLY
    found[rows["syns"] > 0] = HALF_OPEN
    found[(rows["syns"] > 0) & acknowledged] = OPENED
    found[rows["protocol"] != P_TCP] = None
    return found


def endings(rows: NDArray[np.void], idle_before_ns: int | None) -> NDArray[np.object_]:
    """What ended each flow; closing and resetting come before what merely followed.

    Args:
        rows: FLOW records.
        idle_before_ns: A flow whose last packet came before this was idle when the captures ended;
            None where no packet has a time.
    """
    found = np.full(len(rows), CAPTURE_END, dtype=object)
    if idle_before_ns is not None:
        found[rows["end_ns"] < idle_before_ns] = IDLE
    found[rows["ended"] == E_REUSED] = REUSED
    found[_flag(rows["flags"], F_RST).any(axis=1)] = RST
    found[_flag(rows["flags"], F_FIN).all(axis=1)] = FIN
    return found


def resetters(rows: NDArray[np.void], client: NDArray[np.int64]) -> NDArray[np.object_]:
    """Who sent a reset: ``client``, ``server``, ``both``; None where nobody did."""
    index, sent = np.arange(len(rows)), _flag(rows["flags"], F_RST)
    by_client, by_server = sent[index, client], sent[index, 1 - client]
    found = np.full(len(rows), None, dtype=object)
    found[by_client] = "client"
    found[by_server] = "server"
    found[by_client & by_server] = "both"
    return found


def _flag(flags: NDArray[np.int16], flag: int) -> NDArray[np.bool_]:
    return np.asarray((flags != NONE) & ((flags & flag) != 0), dtype=bool)
