"""Arguments of a command -> the files or folders that they name or that lie below them, each once, every mistake told at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from harness.errors import UsageError


def each_named(
    arguments: Sequence[str], look: Callable[[Path, str], Sequence[Path] | str]
) -> tuple[Path, ...]:
    """What the arguments lead to, in their order, each once.

    Args:
        arguments: As given.
        look: What one leads to, in order, or what is wrong with it; may raise OSError.

    Raises:
        UsageError: An argument leads to nothing; all of them told together.
    """
    found: dict[Path, Path] = {}
    faults: list[str] = []
    for argument in arguments:
        try:
            told = look(Path(argument), argument)
        except OSError as fault:
            told = f"{fault.filename}: this folder cannot be looked into: {fault.strerror}"
        if isinstance(told, str):
            faults.append(told)
            continue
        for path in told:
            found.setdefault(path.resolve(), path)
    if faults:
        raise UsageError("\n".join(faults))
    return tuple(found.values())


def below(folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Each folder from this one down with the names of its files; hidden folders and links to folders are not followed.

    Raises:
        OSError: A folder cannot be listed.
    """

    def refuse(fault: OSError) -> None:
        raise fault

    for place, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield Path(place), names
