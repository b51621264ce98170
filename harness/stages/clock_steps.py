"""Round trips by capture -> by how much each may be told too short because its clock tells time in steps.

A time between two stamps is wrong by up to one step. Microseconds are taken into account everywhere (``reach.STAMP_NS``); some routers
and appliances stamp packets in whole milliseconds, some systems by a timer that ticks 64 or 100 times a second. No file says so reliably
(the unit of a pcapng file is that of its numbers, not of the clock), but it shows: every round trip is a whole number of steps.

Blind spots: fewer than five different round trips do not show it; steps of other lengths. Round trips that are whole by chance (one in ten
to the fifth power, for steps of ten microseconds) are given too much, which errs towards "possible".
"""

from __future__ import annotations

from typing import Final

import polars as pl

STEPS_NS: Final = (15_625_000, 10_000_000, 1_000_000, 100_000, 10_000)
_ENOUGH: Final = 5


def with_steps(samples: pl.DataFrame) -> pl.DataFrame:
    """Add ``step_ns``: what to add to each round trip; 0 for a clock of microseconds or better.

    Args:
        samples: ``capture`` and ``rtt_ns``; other columns are kept.
    """
    whole = [pl.when((pl.col("rtt_ns") % step == 0).all()).then(step) for step in STEPS_NS]
    shown = pl.col("rtt_ns").n_unique() >= _ENOUGH
    step = pl.when(shown).then(pl.coalesce(*whole, 0)).otherwise(0)
    return samples.with_columns(step_ns=step.over("capture").cast(pl.Int64))
