"""MACs of kernel records -> text, each distinct one written once."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from harness.kernel.records import NONE


def mac_text(mac: int) -> str:
    """Six octets, big-endian, as text.

    >>> mac_text(0x020000000001)
    '02:00:00:00:00:01'
    """
    return mac.to_bytes(6, "big").hex(":")


def mac_texts(macs: NDArray[np.int64]) -> pl.Series:
    """Give each MAC's text; absent ones are null.

    The texts are gathered from the distinct ones: rows share them, and a row costs 16 octets.
    """
    distinct, index = np.unique(macs, return_inverse=True)
    texts = [None if mac == NONE else mac_text(mac) for mac in distinct.tolist()]
    return pl.Series(texts, dtype=pl.String).gather(index)
