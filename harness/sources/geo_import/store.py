"""Disjoint ranges in, one Parquet file and one JSON side-car out, the same bytes for the same input.

Range form, read back by ``harness.tables.geodata``: first the IPv4 rows, then the IPv6
rows, each with ``gap`` (difference to the start before; for IPv6 of the upper 64 bits),
``low`` (lower 64 bits of an IPv6 start, else 0) and ``code`` (number in the side-car's
``values`` from 1, or the value itself where there is no such list; 0 is "no answer").
Differences compress to half the size of the starts. IPv4 fills the first row group.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

_LOW64 = 2**64 - 1


def range_frame(
    v4: tuple[list[int], list[int]], v6: tuple[list[int], list[int]], code_dtype: type[pl.DataType]
) -> pl.DataFrame:
    """Put the ranges of both families into the one form."""
    v4, v6 = _below(v4, 32), _below(v6, 128)
    high = [start >> 64 for start in v6[0]]
    gaps = np.concatenate([_gaps(v4[0]), _gaps(high)])
    low = np.array([0] * len(v4[0]) + [start & _LOW64 for start in v6[0]], dtype=np.uint64)
    codes = pl.Series(v4[1] + v6[1], dtype=code_dtype)
    return pl.DataFrame({"gap": gaps, "low": low, "code": codes})


def _below(ranges: tuple[list[int], list[int]], bits: int) -> tuple[list[int], list[int]]:
    """Without the range behind the last address, which begins where a row holds that one."""
    starts, codes = ranges
    return (starts[:-1], codes[:-1]) if starts[-1] >> bits else (starts, codes)


def _gaps(starts: list[int]) -> npt.NDArray[np.uint64]:
    numbers = np.array([0, *starts], dtype=np.uint64)
    gaps: npt.NDArray[np.uint64] = numbers[1:] - numbers[:-1]
    return gaps


def write_data_set(folder: Path, frame: pl.DataFrame, side_car: Mapping[str, Any], group_rows: int) -> None:
    """Write ``<source>.parquet`` and ``<source>.json``; the digest goes into the latter."""
    path = folder / f"{side_car['source']}.parquet"
    frame.write_parquet(
        path, compression="zstd", compression_level=22, statistics=False, row_group_size=max(group_rows, 1)
    )
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    write_side_car(path.with_suffix(".json"), {**side_car, "sha256": digest})


def write_side_car(path: Path, side_car: Mapping[str, Any]) -> None:
    """Write a side-car in its one form."""
    text = json.dumps(side_car, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")
