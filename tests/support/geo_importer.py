"""An importer that notes what it got and writes data sets of no content: for what hands files to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import ReferenceDataError
from harness.model.sources import DataSource

STATED = "2026-11-20"
"""The date that it finds in every file."""


@dataclass
class Noting:
    """Called as ``import_file`` is."""

    sets: Sequence[str] = ()
    """Data sets that it makes of each file; empty: one, named as the source."""
    stated: str = STATED
    refuse: str = ""
    """What it says of every file; empty: it takes them."""
    calls: list[dict[str, Any]] = field(default_factory=list)

    def __call__(
        self,
        path: Path,
        *,
        source: str,
        into: Path,
        date: str | None = None,
        date_basis: str | None = None,
        version: str | None = None,
    ) -> DataSource:
        self.calls.append(
            {
                "name": path.name,
                "octets": path.read_bytes(),
                "source": source,
                "date": date,
                "date_basis": date_basis,
                "version": version,
            }
        )
        if self.refuse:
            raise ReferenceDataError(self.refuse)
        for name in self.sets or (source,):
            made = self._set(name, path, into, date, date_basis, version)
        return made

    def _set(
        self,
        name: str,
        path: Path,
        into: Path,
        date: str | None,
        date_basis: str | None,
        version: str | None,
    ) -> DataSource:
        made = DataSource(
            source=name,
            meaning="geolocated",
            lineage="made-up",
            version=version or "",
            date=date or self.stated,
            date_basis=date_basis or "vendor_stated",
            licence="CC0-1.0",
            attribution="",
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        folder = into / made.source / made.date
        folder.mkdir(parents=True)
        (folder / f"{name}.parquet").write_bytes(path.read_bytes())
        (folder / f"{name}.json").write_text(json.dumps(asdict(made)))
        return made


def import_file(path: Path, **named: Any) -> DataSource:
    """The same, for a process of its own."""
    return Noting()(path, **named)
