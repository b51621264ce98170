"""Flow records -> HANDSHAKES: openings of TCP connections, and which samples bound a distance.

A round trip is taken only where the SYN-ACK certainly answers the SYN it is paired with
(Karn's problem): the answer's TSecr names the first SYN's TSval (RFC 7323 §4.1), or only
one SYN was seen. Pairing an answer with a later SYN would make the server look nearer than
light allows.

Blind spots: whoever answers nearer than the server (proxy, accelerator) shortens the time;
that is judged where places are.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.records import NO_TIME, NONE
from harness.stages.columns import nullable, plain, strings
from harness.stages.origin import Origin
from harness.tables.handshakes import HANDSHAKES
from harness.tables.schema import conform

TSECR: Final = "tsecr"
SINGLE_SYN: Final = "single_syn"
SETTLED_NS: Final = 3_000_000_000
"""A SYN that was sent before the capture began is repeated within this time (RFC 6298 §2: 1 s, then 2 s)."""


def round_trip(rows: NDArray[np.void]) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """First SYN to first SYN-ACK of each flow record, where the two belong together.

    Returns:
        Nanoseconds, NONE where there is no sample; and its basis, None where there is none.
    """
    both = (rows["syns"] > 0) & (rows["synacks"] > 0)
    stamped = (rows["syn_tsval"] != NONE) & (rows["synack_tsecr"] != NONE)
    named = stamped & (rows["syn_tsval"] == rows["synack_tsecr"])
    single = ~stamped & (rows["syns"] == 1)
    elapsed = np.where(both, rows["synack_ns"], 0) - np.where(both, rows["syn_ns"], 0)
    usable = both & (named | single) & (elapsed >= 0)
    basis = np.full(len(rows), None, dtype=object)
    basis[usable & single] = SINGLE_SYN
    basis[usable & named] = TSECR
    return np.where(usable, elapsed, NONE), basis


def gather_handshakes(rows: NDArray[np.void], origin: Origin, first_id: int) -> pl.DataFrame:
    """Turn flow records into HANDSHAKES rows, those of flows whose opening was seen.

    Args:
        rows: FLOW records of one vantage point, in order.
        origin: Where they come from.
        first_id: ``flow_id`` of the first record.
    """
    chosen = np.flatnonzero(rows["initiator"] != NONE)
    part = rows[chosen]
    rtt, basis = round_trip(part)
    keys = np.array([*origin.captures, None], dtype=object)  # NONE, -1, is the last
    frame = pl.DataFrame(
        {
            "flow_id": plain(chosen + first_id, pl.UInt64),
            "capture": strings(keys[part["capture"]]),
            "vantage": pl.repeat(origin.vantage, len(part), dtype=pl.String, eager=True),
            "client_isn": plain(part["isn"], pl.UInt32),
            "syn_packets": plain(part["syns"], pl.UInt32),
            "synack_packets": plain(part["synacks"], pl.UInt32),
            "syn_ns": nullable(part["syn_ns"], NO_TIME, pl.Int64),
            "syn_capture": strings(keys[part["opening_capture"][:, 0]]),
            "syn_packet": nullable(part["syn_packet"], NONE, pl.UInt64),
            "synack_ns": nullable(part["synack_ns"], NO_TIME, pl.Int64),
            "synack_capture": strings(keys[part["opening_capture"][:, 1]]),
            "synack_packet": nullable(part["synack_packet"], NONE, pl.UInt64),
            "syn_tsval": nullable(part["syn_tsval"], NONE, pl.UInt32),
            "synack_tsecr": nullable(part["synack_tsecr"], NONE, pl.UInt32),
            "rtt_ns": nullable(rtt, NONE, pl.Int64),
            "rtt_basis": strings(basis),
            "distance_usable": pl.Series(handshake_usable(part, basis, origin)),
        }
    )
    return conform(frame, HANDSHAKES)


def handshake_usable(part: NDArray[np.void], basis: NDArray[np.object_], origin: Origin) -> NDArray[np.bool_]:
    """Whether no earlier SYN can have been missed, or the answer names the one that was seen."""
    starts = np.array([0 if start is None else start for start in origin.capture_starts_ns], dtype=np.int64)
    lossless = np.array([not lost for lost in origin.drops], dtype=bool)
    capture = part["opening_capture"][:, 0]  # a file may begin long after the one before it ended
    settled = part["syn_ns"] >= starts[capture] + SETTLED_NS
    single = (basis == SINGLE_SYN) & settled & lossless[capture]
    return np.asarray((basis == TSECR) | single, dtype=bool)
