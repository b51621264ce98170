"""What was fetched last, by source: a small file beside the data sets, so that nothing is fetched twice."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

WORK_FOLDER: Final = ".update"
"""Below the data directory: parts, states and the lock. No data set; whatever lists those leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The last file of a source that became a data set."""

    url: str
    """Without user, password, query and fragment."""
    etag: str | None
    last_modified: str | None
    octets: int
    sha256: str
    """Of what was fetched, not of what was made of it."""
    md5: str
    date: str
    """Of the data set that was made of it."""


def read_fetched(into: Path, source: str) -> Fetched | None:
    """What is noted of a source; None where nothing is, or it cannot be read, or the data set is no longer there."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        stated = json.loads(_path(into, source).read_text(encoding="utf-8"))
        found = Fetched(**{field.name: stated[field.name] for field in fields(Fetched)})
        if is_there(into, source, found.date):
            return found
    return None


def write_fetched(into: Path, source: str, fetched: Fetched) -> None:
    """Note what became a data set; the earlier note is replaced at once or not at all."""
    path = _path(into, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, asdict(fetched))


def write_json(path: Path, value: object) -> None:
    """Replace a file by JSON, at once or not at all."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def is_there(into: Path, source: str, date: str) -> bool:
    """Whether a data set of that date is there with its data."""
    return (into / source / date / f"{source}.parquet").is_file()


def _path(into: Path, source: str) -> Path:
    return into / WORK_FOLDER / f"{source}.json"
