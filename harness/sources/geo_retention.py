"""Older editions whose licence wants them destroyed: data go, the side-car stays and says so.

GeoLite2's terms want old versions destroyed within thirty days of a new one. What they answered stands in analyses with
the digest of the data, and the side-car still says what they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from harness.errors import ReferenceDataError
from harness.sources.geo_fetched import write_json

DROPPED: Final = "dropped"
"""Key of a side-car whose data are gone; its value is the day, as ISO 8601."""


def drop_edition(folder: Path, day: str) -> None:
    """Remove the data of one edition and mark its side-car.

    Args:
        folder: ``SOURCE/DATE``.
        day: ISO date to write down.

    Raises:
        ReferenceDataError: It cannot be done.
    """
    source = folder.parent.name
    path = folder / f"{source}.json"
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        # Marked first: a run that breaks off between leaves data that are said to be gone, and the next run removes them.
        write_json(path, {DROPPED: day, **stated})
        (folder / f"{source}.parquet").unlink(missing_ok=True)
    except (OSError, ValueError, TypeError) as fault:
        raise ReferenceDataError(
            f"{source} of {folder.name} must be destroyed by its licence and cannot be ({type(fault).__name__}): "
            f"delete {source}.parquet there"
        ) from None


def drop_older(into: Path, source: str, newest: str, drop: Callable[[Path], None]) -> list[str]:
    """Drop every edition of a source that is older than one.

    Returns:
        The dates of those dropped, in order.
    """
    folders = sorted(path for path in (into / source).iterdir() if path.is_dir() and path.name < newest)
    held = [path for path in folders if (path / f"{source}.parquet").is_file()]
    for folder in held:
        drop(folder)
    return [folder.name for folder in held]
