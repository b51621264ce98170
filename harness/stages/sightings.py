"""Sighting records of a capture -> SIGHTINGS: addresses and MACs as text."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.stages.address_text import address_texts
from harness.stages.columns import plain
from harness.stages.mac_text import mac_texts
from harness.tables.schema import conform
from harness.tables.sightings import SIGHTINGS


def gather_sightings(rows: NDArray[np.void], capture: str, vantage: str) -> pl.DataFrame:
    """Turn sighting records into SIGHTINGS rows.

    Args:
        rows: SIGHTING records of one capture, in any order.
        capture: Key of the capture.
        vantage: Where it was taken.

    Returns:
        SIGHTINGS rows by time and packet.
    """
    index, texts = address_texts(rows["family"], rows["source_hi"], rows["source_lo"])
    columns = {
        "vantage": pl.repeat(vantage, len(rows), dtype=pl.String, eager=True),
        "sender": pl.Series(texts, dtype=pl.String).gather(index),
        "mac": mac_texts(rows["source_mac"]),
        "time_ns": plain(rows["time_ns"], pl.Int64),
        "capture": pl.repeat(capture, len(rows), dtype=pl.String, eager=True),
        "packet": plain(rows["number"], pl.UInt64),
    }
    return conform(pl.DataFrame(columns).sort("time_ns", "packet"), SIGHTINGS)
