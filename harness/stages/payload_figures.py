"""Flow records -> TCP payload counted once, and payload that the capture missed, per direction.

Missing is what the other side acknowledged and the capture does not hold: holes, what lies
behind the last octet seen, and what was acknowledged since the first acknowledgement seen but
came before the first octet seen. Acknowledged means that it was delivered, so it passed here,
or passes another way. An upper bound: in a flow seen from its middle on, octets on
their way when the capture began are counted too.

Blind spots: what was lost of UDP, of the end of a connection that nobody acknowledged, of
acknowledgements, and of flows of which nothing was seen.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import F_FIN, P_TCP
from harness.kernel.records import NONE
from harness.kernel.streams import ACK_KNOWN, HOLES, LONG, ODD, SEQ_KNOWN, UNSURE, WINDOW

Octets = NDArray[np.int64]
Flags = NDArray[np.bool_]
_MASK, _HALF = 0xFFFFFFFF, 2**31


class PayloadFigures(NamedTuple):
    """Of each flow record and side; sides as in the record."""

    unique: Octets
    """Payload octets counted once; NONE where there are no sequence numbers. Upper bounds where not exact."""
    missing: Octets
    """Acknowledged octets that the capture does not hold; NONE where it cannot be told. Upper bounds."""
    exact: Flags
    """Of each record: whether unique octets are exact."""


def payload_figures(rows: NDArray[np.void]) -> PayloadFigures:
    """Count payload once, and what is missing of it.

    Args:
        rows: FLOW records.
    """
    bits = rows["stream"]
    tcp = np.repeat((rows["protocol"] == P_TCP)[:, None], 2, axis=1)
    odd, unsure = _has(bits, ODD), _has(bits, UNSURE)
    payload = rows["payload_octets"]
    retired = rows["retired_octets"].astype(np.int64)
    once = payload - rows["repeated_octets"].astype(np.int64)
    bound = np.where(odd, payload, np.minimum(payload, once + np.where(unsure, retired, 0)))
    missing = retired + _tail(rows) + _front(rows) + _acknowledged_holes(rows)
    known = tcp & _has(bits, ACK_KNOWN) & ~odd
    return PayloadFigures(
        unique=np.where(tcp, bound, NONE),
        missing=np.where(known, missing, NONE),
        exact=np.asarray(~(odd | unsure).any(axis=1), dtype=bool),
    )


def _has(bits: NDArray[np.int8], bit: int) -> Flags:
    return np.asarray((bits & bit) != 0, dtype=bool)


def _ahead(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> Octets:
    """How far sequence numbers are ahead of others, signed (RFC 9293 §3.4)."""
    return np.asarray(((x.astype(np.int64) - y + _HALF) & _MASK) - _HALF, dtype=np.int64)


def _tail(rows: NDArray[np.void]) -> Octets:
    """Acknowledged behind the last octet seen; a FIN takes one number."""
    seen = _has(rows["stream"], SEQ_KNOWN)
    behind = np.maximum(_ahead(rows["acked"], np.where(seen, rows["edge"], rows["acked_from"])), 0)
    flags = rows["flags"]
    fin = (flags >= 0) & ((flags & F_FIN) != 0)
    return np.asarray(np.maximum(behind - fin, 0), dtype=np.int64)


def _front(rows: NDArray[np.void]) -> Octets:
    """Acknowledged after the first acknowledgement seen, and before the first octet seen."""
    bits = rows["stream"]
    both = _has(bits, SEQ_KNOWN) & _has(bits, ACK_KNOWN)
    low = _ahead(rows["low"], rows["acked_from"])
    acked = np.where(_has(bits, LONG), WINDOW, _ahead(rows["acked"], rows["acked_from"]))
    return np.where(both, np.maximum(np.minimum(low, acked), 0), 0)


def _acknowledged_holes(rows: NDArray[np.void]) -> Octets:
    """Octets in holes up to what was acknowledged."""
    octets = np.zeros((len(rows), 2), dtype=np.int64)
    for side in range(2):
        for hole in range(HOLES):
            start, end = rows["hole_from"][:, hole], rows["hole_to"][:, hole]
            acked = _ahead(rows["acked"][:, side], start)
            inside = np.clip(acked, 0, _ahead(end, start))
            octets[:, side] += np.where(rows["hole_side"][:, hole] == side, inside, 0)
    return octets
