"""MACs to text: absent ones null, each where it belongs."""

from __future__ import annotations

import numpy as np
import polars as pl

from harness.kernel.records import NONE
from harness.stages.mac_text import mac_text, mac_texts


def test_each_mac_stands_where_it_was() -> None:
    macs = np.array([2**48 - 1, NONE, 0, 2**48 - 1, 0x02000000AABC], dtype=np.int64)
    assert mac_texts(macs).to_list() == [
        "ff:ff:ff:ff:ff:ff", None, "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "02:00:00:00:aa:bc",
    ]  # fmt: skip


def test_no_macs_and_none_that_are_known() -> None:
    assert mac_texts(np.zeros(0, dtype=np.int64)).dtype == pl.String
    assert mac_texts(np.array([NONE], dtype=np.int64)).to_list() == [None]


def test_leading_zeros_are_written() -> None:
    assert mac_text(1) == "00:00:00:00:00:01"
