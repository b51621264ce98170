"""Flow and minute records -> MINUTES: what each flow sent in each minute.

Law: the table is the sum over packets by flow and whole minute of their times, whatever the batches
and files that they came in. Each file's records are closed by themselves, while its flow
records are not yet joined to those of other files; figures of a minute are then added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.minutes import MINUTE, MINUTE_NS, flow_numbers
from harness.stages.columns import plain
from harness.tables.minutes import MINUTES
from harness.tables.schema import conform

_SUMS: Final = ("packets", "ip_octets", "payload_octets")
_LEAST_MINUTE: Final = -(2**63 // MINUTE_NS)
"""The first that begins at a time that can be held; what is left of the one before counts there (year 1677)."""


def close_minutes(rows: NDArray[np.void], noted: NDArray[np.void], first_row: int = 0) -> NDArray[np.void]:
    """Take differences of running sums; what came after the last of them is the flow's last minute.

    Args:
        rows: FLOW records of one file, all or some, in any order, not yet joined to those of another.
        noted: MINUTE records of the file, in the order noted; of more flows than ``rows`` too.
        first_row: Number of the first of ``rows``.

    Returns:
        MINUTE records that hold their own figures; ``flow`` is the number of the row. By row, then as noted: a
        minute that the clock went back to comes again.
    """
    if len(rows) == 0:
        return np.zeros(0, dtype=MINUTE)
    numbers = flow_numbers(rows)
    order = np.argsort(numbers, kind="stable")
    at = np.searchsorted(numbers, noted["flow"], side="right", sorter=order) - 1
    ours = numbers[order[at]] == noted["flow"]  # -1, below all, is the last by position, which is not equal
    found = np.empty(int(ours.sum()) + len(rows), dtype=MINUTE)
    found["flow"] = np.concatenate([order[at[ours]], np.arange(len(rows))])
    for name in ("minute", *_SUMS):
        found[name] = np.concatenate([noted[name][ours], rows[name]])
    found = found[np.argsort(found["flow"], kind="stable")]
    same = found["flow"][1:] == found["flow"][:-1]
    for name in _SUMS:
        found[name][1:] -= np.where(same[:, None], found[name][:-1], 0)
    found["flow"] += first_row
    return found


def gather_minutes(
    closed: Sequence[NDArray[np.void]],
    became: Sequence[NDArray[np.int64]],
    client: NDArray[np.int8],
    first_id: int,
) -> pl.DataFrame:
    """Add up the minutes of one vantage point's files by flow.

    Args:
        closed: Each file's records from ``close_minutes``, by row.
        became: For each file, which joined flow each of its rows became.
        client: Client's side of each joined flow, 0 or 1.
        first_id: ``flow_id`` of the first joined flow.
    """
    parts = [
        _file_minutes(records, flow_of[records["flow"]], client, first_id)
        for records, flow_of in zip(closed, became, strict=True)
    ]
    minutes = (
        pl.concat([MINUTES.empty(), *parts])
        .group_by("flow_id", "minute_ns")
        .sum()
        .sort("flow_id", "minute_ns")
    )
    return conform(minutes, MINUTES)


def _file_minutes(
    records: NDArray[np.void], flow: NDArray[np.int64], client: NDArray[np.int8], first_id: int
) -> pl.DataFrame:
    """Records of one file with their flows and sides."""
    index, up = np.arange(len(records)), client[flow]
    minute = np.maximum(records["minute"], _LEAST_MINUTE)
    columns = {
        "flow_id": plain(flow + first_id, pl.UInt64),
        "minute_ns": plain(minute * MINUTE_NS, pl.Int64),
    }
    for name in _SUMS:
        columns[f"{name}_up"] = plain(records[name][index, up], pl.UInt64)
        columns[f"{name}_down"] = plain(records[name][index, 1 - up], pl.UInt64)
    return conform(pl.DataFrame(columns), MINUTES)
