"""Partial flow tables of one vantage point -> one table of flow records.

Law: any split of a capture into contiguous parts, finished in any order, equals one pass
(see ``harness.kernel.flows``). Parts are given in capture order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import NONE
from harness.kernel.table import FlowTable

Chunks = list[NDArray[np.void]]


def merge_flows(parts: Sequence[Chunks], idle_timeout_s: int) -> tuple[Chunks, list[NDArray[np.int64]]]:
    """Join flows across the borders of parts.

    Args:
        parts: FLOW records of each part in chunks, parts in capture order. Emptied.
        idle_timeout_s: Gap that ends a flow; the same as when the parts were made.

    Returns:
        Chunks of the joined table, and for each part the row that each of its rows became.
    """
    if len(parts) == 1:  # nothing to join: keep the rows where they are
        chunks = list(parts[0])
        parts[0].clear()
        return chunks, [np.arange(sum(map(len, chunks)), dtype=np.int64)]
    table = FlowTable(idle_timeout_s)
    became = []
    for part in parts:
        rows = []
        while part:
            rows.append(table.absorb(part.pop(0)))
        became.append(np.concatenate(rows) if rows else np.empty(0, dtype=np.int64))
    return table.take_chunks(), became


def number_capture(chunks: Chunks, number: int) -> None:
    """Write into records, in place, which capture of their vantage point they come from."""
    for chunk in chunks:
        chunk["capture"] = number
        chunk["data_capture"][chunk["data_capture"] != NONE] = number
