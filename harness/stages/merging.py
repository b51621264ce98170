"""Partial flow tables of one vantage point -> one table of flow records.

Law: any split of a capture into contiguous parts, finished in any order, equals one pass
(see ``harness.kernel.flows``). Parts are given in capture order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import NONE
from harness.kernel.stored_rows import Chunks, RowStore, marks_of
from harness.kernel.table import FlowTable

_NOBODY = np.empty(0, dtype=np.int64)


def merge_flows(
    parts: Sequence[Chunks], idle_timeout_s: int, *, store: Callable[[], RowStore] | None = None
) -> tuple[Chunks, list[NDArray[np.int64]]]:
    """Join flows across the borders of parts, and number the captures that records come from.

    Args:
        parts: FLOW records of each part in chunks, parts in capture order. Emptied.
        idle_timeout_s: Gap that ends a flow; the same as when the parts were made.
        store: Makes the place for rows that are too many for memory; None: there they stay.

    Returns:
        Chunks of the joined table, and for each part the row that each of its rows became.
    """
    if len(parts) == 1:  # nothing to join: keep the rows where they are
        (part,) = parts
        count = len(marks_of(part))
        if isinstance(part, list):
            chunks = list(part)
            part.clear()
            return chunks, [np.arange(count)]
        return part, [np.arange(count)]
    table = FlowTable(idle_timeout_s, store=store)
    became = []
    for number, part in enumerate(parts):
        marks = [_NOBODY]
        while part:
            if table.crowded:
                table.give_away(_NOBODY)
            chunk = part.pop(0)
            number_capture(chunk, number)
            marks.append(table.absorb(chunk))
        became.append(np.concatenate(marks))
    joined = table.take()
    own = marks_of(joined)
    return joined, [np.searchsorted(own, marks) for marks in became]


def number_capture(rows: NDArray[np.void], number: int) -> None:
    """Write into records, in place, which capture of their vantage point they come from."""
    rows["capture"] = number
    for name in ("data_capture", "opening_capture"):
        rows[name][rows[name] != NONE] = number
