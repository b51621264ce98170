"""New files for a person to go on with: all of them written or none, and nothing that is there ever replaced."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from harness.errors import HarnessError, UsageError


def write_new(folder: Path, texts: Mapping[str, str]) -> None:
    """Write new files; what was written is taken back where another cannot be.

    Args:
        folder: Made where it is missing.
        texts: File name to text.

    Raises:
        UsageError: One is there already.
        HarnessError: The folder cannot be written to.
    """
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = folder / name
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except FileExistsError as fault:
        _take_back(written)
        raise UsageError(
            f"{fault.filename}: is there already and is never replaced; give another folder, or move it away"
        ) from fault
    except OSError as fault:
        _take_back(written)
        raise HarnessError(
            f"{fault.filename or folder}: cannot be written: {fault.strerror}; give another folder"
        ) from fault


def _take_back(written: list[Path]) -> None:
    for path in written:
        path.unlink()
