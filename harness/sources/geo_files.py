"""Files of reference data: a Parquet file and the JSON side-car that says what it is.

What is parsed are the very octets whose SHA-256 is the side-car's; others are refused.
"""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from harness.errors import ReferenceDataError
from harness.model.sources import DataSource

EMBEDDED = Path(__file__).resolve().parent.parent / "geodata"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """A side-car, and the folder that its data lie in."""

    folder: Path
    source: DataSource
    rows_v4: int
    values: tuple[Any, ...]
    """What codes from 1 mean; empty where the code is the value itself."""
    answers: str | None
    """What its codes are, see ``Answers``; None for data that are not asked about addresses."""
    routed: bool
    """Whether a row says that somebody announces the block."""
    kept: bool
    """Whether old dates of it may be kept."""
    dropped: str | None
    """ISO date when the data file was removed, as its licence asks; None: it is there."""

    @property
    def path(self) -> Path:
        """The data file."""
        return self.folder / f"{self.source.source}.parquet"


def read_side_car(folder: Path, name: str) -> DataFile:
    """Read what a data set says of itself.

    Raises:
        ReferenceDataError: The file is missing or of another form.
    """
    path = folder / f"{name}.json"
    try:
        side_car = json.loads(path.read_text(encoding="utf-8"))
        side_car["known_faults"] = tuple(side_car["known_faults"])
        source = DataSource(**{field.name: side_car[field.name] for field in fields(DataSource)})
        values = tuple(tuple(v) if isinstance(v, list) else v for v in side_car.get("values", ()))
        return DataFile(
            folder=folder,
            source=source,
            rows_v4=int(side_car.get("rows_ipv4", 0)),
            values=values,
            answers=side_car.get("answers"),
            routed=bool(side_car.get("routed", False)),
            kept=bool(side_car.get("kept", True)),
            dropped=side_car.get("dropped"),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ReferenceDataError(_advice(path, f"cannot be read as a side-car ({fault})")) from fault


def read_octets(data_set: DataFile) -> bytes:
    """Read and verify a data file; what is parsed are these very bytes."""
    path = data_set.path
    try:
        octets = path.read_bytes()
    except OSError as fault:
        raise ReferenceDataError(_advice(path, f"cannot be read ({fault.strerror})")) from fault
    if hashlib.sha256(octets).hexdigest() != data_set.source.sha256:
        raise ReferenceDataError(
            _advice(path, "is not the file that its side-car describes (SHA-256 differs)")
        )
    return octets


def parse(
    data_set: DataFile, octets: bytes, columns: list[str], offset: int = 0, rows: int | None = None
) -> pl.DataFrame:
    """Decode some columns and rows of a data file; None is all rows from the offset."""
    try:
        return pl.scan_parquet(io.BytesIO(octets)).select(columns).slice(offset, rows).collect()
    except PolarsError as fault:
        raise ReferenceDataError(_advice(data_set.path, f"is not readable Parquet ({fault})")) from fault


def _advice(path: Path, what: str) -> str:
    if path.parent.parent.name == path.stem:  # SOURCE/DATE/SOURCE.parquet: the user's
        return f"{path} {what}; remove this folder, and import the data again"
    return f"{path.name} {what}; install the package again, or in a checkout run `python -m scripts.build_geodata`"
