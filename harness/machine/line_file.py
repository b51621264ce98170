"""Files of lines that are only added to: a line is on disk before anything is done about what it says.

What holds of each such file, for who writes it and who reads it:

* A line is added whole or not at all. Of one that there was no room for nothing stays, so that the next is a line of its own.
* It is on disk when adding it returns, and so is the name of the file (fsync(2), of the file and of its folder).
* A crash may leave the beginning of a line at the end. It counts as never written: readers pass over what stands behind the last line
  break, and who adds to the file later cuts it off first.

The lines of the proxy's add-on (``harness.interception.addon.lines``) are not of this kind: it runs where there is no harness, its file may
be moved away under it, and no fault of a disk may hold up the proxy.

Blind spots: a disk that lies about what it has written loses the last lines.
"""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path
from typing import Final

_MODE: Final = 0o644


class LineFile:
    """Adds to one; one thread at a time."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        """Open or make it.

        Args:
            path: Of the file, in a folder that is there.
            new: There must be none yet. It is held (flock(2)) until it is closed or this process ends, and who seals or clears away sees by that
                that it is still written to.

        Raises:
            FileExistsError: There is one, and it was to be new.
            OSError: It cannot be written.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
        self._file = os.open(path, flags | os.O_EXCL if new else flags, _MODE)
        try:
            if new:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            else:
                _cut_to_whole_lines(self._file)
            _sync_folder(path.parent)
        except OSError:
            os.close(self._file)
            raise

    def add(self, line: bytes) -> None:
        """Add a line; it is on disk when this returns.

        Args:
            line: Ends with the only line break in it.

        Raises:
            OSError: It cannot be written; nothing of it is.
        """
        before = os.fstat(self._file).st_size
        try:
            _write_whole(self._file, line)
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, before)
            raise

    def close(self) -> None:
        """End adding."""
        os.close(self._file)


def _write_whole(file: int, line: bytes) -> None:
    """In one call: a crash leaves a beginning of it at worst, and so does a disk that fills up."""
    if os.write(file, line) != len(line):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _cut_to_whole_lines(file: int) -> None:
    """Take off what a crash cut short, or the next line would be written behind it and be none."""
    octets = os.fstat(file).st_size
    with open(file, "rb", closefd=False) as read:
        whole = read.read().rfind(b"\n") + 1
    if whole < octets:
        os.ftruncate(file, whole)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
