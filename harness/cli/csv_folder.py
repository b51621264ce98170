"""``--csv FOLDER``: a folder of tables, written without overwriting anything but an earlier one that nobody has changed since.

The index in the folder names every file with its digest. A folder is ours only if it holds these files, as they were written, and
nothing else; then they are replaced. Any other folder that is not empty is refused.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import HarnessError, UsageError

if TYPE_CHECKING:
    from harness.reports.formats.csv_files import CsvFile

OPTION = "--csv"


def check_folder(target: str) -> bool:
    """Check before a long run that the folder may be written.

    Returns:
        Whether earlier tables will be replaced.

    Raises:
        UsageError: Something else is there.
        HarnessError: The place does not exist, or cannot be looked into.
    """
    path = Path(target)
    try:
        if not path.exists():
            if path.is_symlink():
                raise UsageError(f"{OPTION} {target}: this is a link that leads nowhere; give another name")
            if not path.parent.is_dir():
                raise HarnessError(
                    f"{OPTION} {target}: the folder {path.parent} does not exist; make it first"
                )
            return False
        if not path.is_dir():
            raise UsageError(f"{OPTION} {target}: this is a file; give a folder")
        return bool(_ours(path, target))
    except OSError as fault:
        raise HarnessError(f"{OPTION} {target}: cannot be looked into: {fault.strerror}") from fault


def write_folder(files: Sequence[CsvFile], target: str) -> bool:
    """Write the files; checks again, because the run may have been long.

    Returns:
        Whether earlier tables were replaced.

    Raises:
        UsageError: Something else has come to be there.
        HarnessError: A file cannot be written.
    """
    replaced = check_folder(target)
    path = Path(target)
    try:
        path.mkdir(exist_ok=True)
        earlier = _ours(path, target)
        for file in files:
            part = path / f".{file.name}.{os.getpid()}.part"
            part.write_bytes(file.octets)
            part.replace(path / file.name)
        for name in earlier - {file.name for file in files}:
            (path / name).unlink()
    except OSError as fault:
        raise HarnessError(
            f"{OPTION} {target}: cannot be written: {fault.strerror}; its files do not belong together, use none"
        ) from fault
    return replaced


def _ours(path: Path, target: str) -> set[str]:
    """Names of the files of an earlier output; empty for an empty folder.

    Raises:
        UsageError: The folder holds anything else, or what was changed since.
    """
    held = {file.name for file in path.iterdir()}
    if not held:
        return set()
    from harness.reports.formats.csv_files import INDEX, INDEX_HEAD  # noqa: PLC0415 - brings polars

    index = path / INDEX
    text = index.read_bytes() if index.is_file() else b""
    if not text.startswith(INDEX_HEAD.encode("ascii")):
        raise UsageError(
            f"{OPTION} {target}: the folder holds files that are no tables of harness; give another folder"
        )
    listed = {
        row[0]: row[1] for row in csv.reader(io.StringIO(text.decode("utf-8", "replace"))) if len(row) > 1
    }
    strange = sorted(name for name in held - {INDEX} if not _as_written(path / name, listed.get(name)))
    if strange:
        raise UsageError(
            f"{OPTION} {target}: {strange[0]} in it is not as harness wrote it; give another folder, or move it away"
        )
    return held


def _as_written(file: Path, sha256: str | None) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256
