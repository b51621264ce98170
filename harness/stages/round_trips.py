"""Flow records -> ROUND_TRIPS: least times to an answer, by kind.

First transmissions only (Karn): what was sent again is not timed, and where nothing names the
transmission that was answered, the sample bounds a distance only if no earlier one can have been
missed. Hellos need no decryption: the first payload of each side begins with one in clear
(RFC 8446 §4, RFC 9000 §17.2.2), and only who took part in the handshake can go on to data.

Blind spots: whoever answers nearer than the server (proxy, accelerator) shortens the time; that
is judged where places are. Delayed acknowledgements and slow servers lengthen it.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.codes import P_TCP
from harness.kernel.contact import H_CLIENT_HELLO, H_INITIAL, H_SERVER_HELLO
from harness.kernel.records import NONE
from harness.kernel.streams import UNNAMED_ACK
from harness.stages.columns import plain, strings
from harness.stages.handshakes import SETTLED_NS, handshake_usable, round_trip
from harness.stages.origin import Origin
from harness.stages.payload_figures import payload_figures
from harness.tables.round_trips import ROUND_TRIPS
from harness.tables.schema import conform

KINDS: Final = ("tcp_handshake", "tls_hello", "quic_initial", "data_ack")
"""In the order of rows."""


def gather_round_trips(
    rows: NDArray[np.void], client: NDArray[np.int64], origin: Origin, first_id: int
) -> pl.DataFrame:
    """Turn flow records into ROUND_TRIPS rows.

    Args:
        rows: FLOW records of one vantage point, in order.
        client: Client's side of each, 0 or 1.
        origin: Where they come from.
        first_id: ``flow_id`` of the first record.
    """
    whole = _undisturbed(rows, origin)
    parts = [_handshakes(rows, origin)]
    parts += [_hellos(rows, side, whole) for side in range(2)]
    parts += [_initials(rows, side, whole) for side in range(2)]
    parts += [_acknowledgements(rows, side, whole) for side in range(2)]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = np.lexsort((found["asked"], found["kind"], found["row"]))
    found = {name: values[order] for name, values in found.items()}
    row = found["row"]
    names = np.array(origin.captures, dtype=object)
    frame = pl.DataFrame(
        {
            "flow_id": plain(row + first_id, pl.UInt64),
            "capture": strings(names[rows["capture"][row]]),
            "vantage": pl.repeat(origin.vantage, len(row), dtype=pl.String, eager=True),
            "kind": strings(np.array(KINDS, dtype=object)[found["kind"]]),
            "answered_by": strings(
                np.where(found["asked"] == client[row], "server", "client").astype(object)
            ),
            "least_ns": plain(found["least"], pl.Int64),
            "samples": plain(found["samples"], pl.UInt64),
            "basis": strings(found["basis"]),
            "distance_usable": pl.Series(found["usable"], dtype=pl.Boolean),
        }
    )
    return conform(frame, ROUND_TRIPS)


_Part = dict[str, NDArray[np.generic]]


def _part(
    row: NDArray[np.int64],
    kind: str,
    asked: NDArray[np.int64] | int,
    least: NDArray[np.int64],
    samples: NDArray[np.int64] | int,
    basis: NDArray[np.object_] | str,
    usable: NDArray[np.bool_],
) -> _Part:
    """Rows of one kind; ``asked`` is the side that the question came from."""
    count = len(row)
    filled = np.full(count, basis, dtype=object) if isinstance(basis, str) else basis
    return {
        "row": row,
        "kind": np.full(count, KINDS.index(kind)),
        "asked": np.broadcast_to(np.asarray(asked, dtype=np.int64), count),
        "least": least,
        "samples": np.broadcast_to(np.asarray(samples, dtype=np.int64), count),
        "basis": filled,
        "usable": usable,
    }


def _handshakes(rows: NDArray[np.void], origin: Origin) -> _Part:
    rtt, basis = round_trip(rows)
    usable = handshake_usable(rows, basis, origin)
    row = np.flatnonzero(rtt != NONE)
    return _part(row, "tcp_handshake", rows["initiator"][row], rtt[row], 1, basis[row], usable[row])


def _hellos(rows: NDArray[np.void], asked: int, whole: NDArray[np.bool_]) -> _Part:
    """ClientHello of side ``asked`` to ServerHello; it must be the first octet of the connection to be usable."""
    sent = (rows["handshake"][:, asked] & H_CLIENT_HELLO) != 0
    answered = (rows["handshake"][:, 1 - asked] & H_SERVER_HELLO) != 0
    opened = (rows["initiator"] == asked) & (rows["syns"] > 0)
    return _first_payloads(
        rows, "tls_hello", asked, sent & answered & (rows["protocol"] == P_TCP), whole & opened
    )


def _initials(rows: NDArray[np.void], asked: int, whole: NDArray[np.bool_]) -> _Part:
    both = ((rows["handshake"] & H_INITIAL) != 0).all(axis=1) & (rows["protocol"] != P_TCP)
    return _first_payloads(rows, "quic_initial", asked, both & (rows["first_side"] == asked), whole)


def _first_payloads(
    rows: NDArray[np.void], kind: str, asked: int, chosen: NDArray[np.bool_], usable: NDArray[np.bool_]
) -> _Part:
    """First payload of one side to first payload of the other."""
    elapsed = rows["data_ns"][:, 1 - asked] - rows["data_ns"][:, asked]
    followed = (rows["sealed_octets"] > 0).any(axis=1)
    row = np.flatnonzero(chosen & (elapsed >= 0))
    return _part(row, kind, asked, elapsed[row], 1, "first", (usable & followed)[row])


def _acknowledgements(rows: NDArray[np.void], asked: int, whole: NDArray[np.bool_]) -> _Part:
    row = np.flatnonzero(rows["ack_rtts"][:, asked] > 0)
    named = rows["stream"][row, asked] & UNNAMED_ACK == 0
    basis = np.where(named, "tsecr", "sequence").astype(object)
    least = rows["ack_rtt"][row, asked].astype(np.int64)
    samples = rows["ack_rtts"][row, asked].astype(np.int64)
    return _part(
        row, "data_ack", asked, least, samples, basis, named | (whole[row] & (rows["syns"][row] > 0))
    )


def _undisturbed(rows: NDArray[np.void], origin: Origin) -> NDArray[np.bool_]:
    """Whether nothing sent earlier can have been missed, as far as captures and sequence numbers tell."""
    starts = np.array([0 if start is None else start for start in origin.capture_starts_ns], dtype=np.int64)
    settled = rows["start_ns"] >= starts[rows["capture"]] + SETTLED_NS
    nothing_missing = (payload_figures(rows).missing == 0).all(axis=1) | (rows["protocol"] != P_TCP)
    told = all(drops == 0 for drops in origin.drops)
    return np.asarray(settled & nothing_missing & told, dtype=bool)
