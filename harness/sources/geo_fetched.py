"""What was fetched last, by source: a small file beside the data sets, so that nothing is fetched twice."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

WORK_FOLDER: Final = ".update"
"""Below the data directory: parts, notes and the lock. No data set; whatever lists those leaves it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFile:
    """One file, as it came."""

    url: str
    """Without user, password, query and fragment."""
    etag: str | None
    last_modified: str | None
    octets: int
    sha256: str
    md5: str
    """Only to compare with what a vendor publishes."""

    def digest(self, algorithm: str) -> str:
        """By hashlib's name."""
        return self.md5 if algorithm == "md5" else self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The last files of a source that became data sets."""

    files: tuple[FetchedFile, ...]
    sets: tuple[tuple[str, str], ...]
    """Data sets that were made of them: source and date; a table may answer several questions."""

    @property
    def date(self) -> str:
        """Of the newest data set."""
        return max(day for _, day in self.sets)


def read_fetched(into: Path, source: str) -> Fetched | None:
    """What is noted of a source; None where nothing is, or it cannot be read, or a data set is no longer there."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        stated: dict[str, Any] = json.loads(_path(into, source).read_text(encoding="utf-8"))
        files = tuple(FetchedFile(**file) for file in stated["files"])
        sets = tuple((str(name), str(day)) for name, day in stated["sets"])
        if files and sets and all((into / name / day / f"{name}.parquet").is_file() for name, day in sets):
            return Fetched(files=files, sets=sets)
    return None


def write_fetched(into: Path, source: str, fetched: Fetched) -> None:
    """Note what became data sets; the earlier note is replaced at once or not at all."""
    path = _path(into, source)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_json(path, asdict(fetched))


def write_json(path: Path, value: object) -> None:
    """Replace a file by JSON, at once or not at all."""
    part = path.with_name(f".{path.name}.part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, sort_keys=True)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _path(into: Path, source: str) -> Path:
    return into / WORK_FOLDER / f"{source}.json"
