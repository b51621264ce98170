"""A data set that was taken in anew in; older dates of it removed, where its licence asks for that.

GeoLite2 EULA: old versions are destroyed within 30 days of a new one. Answers that were given stay in the evidence, with the digest of the
file that gave them; the side-car stays too, marked with the day.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from harness.sources.geo_files import DataFile
from harness.sources.geo_import.store import write_side_car


def drop_superseded(sets: tuple[DataFile, ...], today: date) -> tuple[Path, ...]:
    """Remove the data of every date but the newest of sets that may not be kept.

    Args:
        sets: All data sets in the user's folder.
        today: The day that is noted.

    Returns:
        Files that were removed, in order.
    """
    passing = [one for one in sets if not one.kept and one.dropped is None]
    newest = {one.source.source: one.source.date for one in sorted(passing, key=lambda one: one.source.date)}
    removed = []
    for one in passing:
        if one.source.date != newest[one.source.source]:
            # The mark first: a file without data is worse than data that are still there for a moment.
            side_car = one.path.with_suffix(".json")
            told = json.loads(side_car.read_text(encoding="utf-8"))
            write_side_car(side_car, {**told, "dropped": today.isoformat()})
            one.path.unlink(missing_ok=True)
            removed.append(one.path)
    return tuple(sorted(removed))
