"""``--json FILE`` and the like: where an output goes, without ever overwriting evidence.

A file that exists is replaced only if it is empty or an earlier document of this
program (it begins as one); anything else, captures above all, is refused before
anything is read. The document is written beside its place and moved there when it
is whole, so a run that breaks off leaves the earlier document as it was.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from harness.errors import HarnessError, UsageError

STDOUT = "-"


def check_target(target: str, opening: bytes | None, option: str = "--json") -> bool:
    """Check before a long run that the document may be written.

    Args:
        target: File as given; not ``-``.
        opening: Bytes that an earlier document begins with; None where nothing tells one, so that none is replaced.
        option: That the file was given with, for messages.

    Returns:
        Whether an earlier document will be replaced.

    Raises:
        UsageError: Something else is there.
        HarnessError: The folder is missing, or cannot be looked into.
    """
    path = Path(target)
    try:
        if not path.exists():
            return _absent(path, f"{option} {target}")
        if path.is_dir():
            raise UsageError(f"{option} {target}: this is a folder; give a file in it")
        if not path.is_file():
            return False
        with path.open("rb") as file:
            found = file.read(len(opening or b"?"))
    except OSError as fault:
        raise _unwritable(f"{option} {target}", fault) from fault
    if found and opening is None:
        raise UsageError(f"{option} {target}: the file exists; give another name")
    if found and found != opening:
        raise UsageError(
            f"{option} {target}: the file exists and is no document of harness; give another name"
        )
    return bool(found)


def _absent(path: Path, given: str) -> bool:
    """Nothing is there yet; the folder must be."""
    if path.is_symlink():
        raise UsageError(f"{given}: this is a link that leads nowhere; give another name")
    if not path.parent.is_dir():
        raise HarnessError(f"{given}: the folder {path.parent} does not exist; make it first")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise HarnessError(f"{given}: the folder {path.parent} cannot be written to; give another place")
    return False


def write_target(chunks: Iterable[bytes], target: str, opening: bytes | None, option: str = "--json") -> bool:
    """Write the document; checks again, because the run may have been long. Arguments as for ``check_target``.

    Returns:
        Whether an earlier document was replaced.

    Raises:
        UsageError: Something else has come to be there.
        HarnessError: It cannot be written; what was there before is unchanged.
    """
    replaced = check_target(target, opening, option)
    path = Path(target).resolve()
    try:
        if path.exists() and not path.is_file():
            _fill_device(path, chunks)
        else:
            _move_into_place(path, chunks)
    except OSError as fault:
        raise _unwritable(f"{option} {target}", fault) from fault
    return replaced


def _fill_device(path: Path, chunks: Iterable[bytes]) -> None:
    """A pipe or device keeps no file that could be replaced."""
    with path.open("wb") as file:
        file.writelines(chunks)


def _move_into_place(path: Path, chunks: Iterable[bytes]) -> None:
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666
    with _create(part, mode) as file:
        try:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _create(path: Path, mode: int) -> BinaryIO:
    """Open a file that must not exist yet."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")


def _unwritable(given: str, fault: OSError) -> HarnessError:
    return HarnessError(f"{given}: cannot be written: {fault.strerror}; nothing was changed")
