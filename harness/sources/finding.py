"""Paths, folders, patterns and URLs as given -> the captures they stand for, and what else lies there.

In a folder, and behind a pattern, a capture is known by its first octets, not by its name; what is none
is listed with the reason. A path that names one file is taken as it is: its faults are told when it is
opened. Links are followed; a folder that was looked into already is listed, so that loops end. In a pattern ``**`` is no more than ``*``: below a
folder stands what the folder itself stands for.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Final

from harness.errors import CaptureError
from harness.sources.opening import STDIN, check_start, why_not
from harness.sources.remote import below, start_of
from harness.sources.urls import is_url, shown

_SAME_FILE: Final = "the same file as {}, which is listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One file that an argument stands for."""

    path: str
    given: str
    """The argument."""
    why: str | None = None
    """Why it is not read; None: it is to be read."""


def find_captures(arguments: Sequence[str]) -> tuple[tuple[Listed, ...], tuple[str, ...]]:
    """Every file that the arguments stand for: arguments in their order, files of a folder or pattern sorted by path.

    Returns:
        The files, and what is wrong: one line for each folder or pattern that holds no capture.
    """
    listed: list[Listed] = []
    faults: list[str] = []
    for given in arguments:
        try:
            inside = _remote(given) if is_url(given) else _below(given)
        except CaptureError as error:
            faults.append(f"{shown(given)}: {error}")
            continue
        if inside is None:
            listed.append(Listed(path=given, given=given))
            continue
        found = sorted(inside, key=lambda one: Path(one.path).parts)
        if all(one.why is not None for one in found):
            faults.append(f"{shown(given)}: {_nothing(found)}")
        listed += found
    return tuple(listed), tuple(faults)


def to_read(found: Sequence[Listed]) -> list[str]:
    """Paths of those that are to be read."""
    return [one.path for one in found if one.why is None]


def _below(given: str) -> Iterator[Listed] | None:
    """What lies in a folder or fits a pattern; None for anything else."""
    if given == STDIN:
        return None
    if os.path.isdir(given):  # noqa: PTH112 - a Path would turn "" into "."
        return _found([given], given)
    if glob.has_magic(given) and not os.path.lexists(given):
        return _found(glob.glob(given), given)  # noqa: PTH207 - Path.glob takes no whole paths
    return None


def _remote(given: str) -> Iterator[Listed] | None:
    """What lies in a folder behind a URL or fits a pattern of URLs; None for anything else.

    Raises:
        CaptureError: It cannot be listed.
    """
    found = below(given)
    return (
        None if found is None else (Listed(path=url, given=given, why=_why_not_behind(url)) for url in found)
    )


def _why_not_behind(url: str) -> str | None:
    """What a file behind a URL is instead of a capture, or why it cannot be looked at; None: it begins as a capture."""
    name = shown(url)
    try:
        with closing(start_of(url)) as stream:
            check_start(stream, name)
    except CaptureError as error:
        return _without(name, error)
    return None


def _without(name: str, error: CaptureError) -> str:
    return str(error).removeprefix(f"{name}: ")


def _nothing(found: Sequence[Listed]) -> str:
    if not found:
        return "nothing is there; give captures, folders that hold some, or patterns"
    first = found[0]
    return f"holds no capture; files looked at: {len(found):,}, the first {shown(first.path)}: {first.why}"


def _found(paths: Sequence[str], given: str) -> Iterator[Listed]:
    """Every file at and below the paths, each file once."""
    waiting = sorted(paths, reverse=True)
    seen: dict[tuple[int, int], str] = {}
    while waiting:
        path = waiting.pop()
        try:
            about = os.stat(path)  # noqa: PTH116 - as the path was given
            key = about.st_dev, about.st_ino
            if (other := seen.setdefault(key, path)) != path:
                yield Listed(path=path, given=given, why=_SAME_FILE.format(other))
            elif S_ISDIR(about.st_mode):
                with os.scandir(path) as entries:
                    waiting += sorted((entry.path for entry in entries), reverse=True)
            else:
                yield Listed(path=path, given=given, why=_why_no_capture(path, about.st_mode))
        except OSError as error:
            yield Listed(path=path, given=given, why=why_not(error))


def _why_no_capture(path: str, mode: int) -> str | None:
    """What a file is instead of a capture; None: it begins as one.

    Raises:
        OSError: It cannot be looked at.
    """
    if not S_ISREG(mode):
        return "is no regular file"  # opening a pipe would wait for its writer
    try:
        with FileIO(path) as stream:
            check_start(stream, path)
    except CaptureError as error:
        return _without(path, error)
    return None
