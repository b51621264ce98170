"""Directories of cases: found below what was named, their expected rows read, and written anew.

Nothing that a person wrote is replaced: of ``expected/`` only files that hold rows, of captures only those that say
inside that the forge made them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.errors import HarnessError
from harness.model.cases import CASE, EXPECTED, README, ROWS, Copy
from harness.sources.named import below, each_named

MARKER = b"SYNTHETIC harness-forge"
"""The forge's own word in the head of everything that it writes."""
_PCAPNG, _KEYS = b"\x0a\x0d\x0d\x0a", b"# " + MARKER
_LOOK_OCTETS = 4096


def find_cases(arguments: Sequence[str]) -> tuple[Path, ...]:
    """Directories of cases that the arguments name or that lie below them, each once, in order of names.

    Raises:
        UsageError: An argument leads to none; all of them told together.
    """
    return each_named(arguments, _cases)


def _cases(path: Path, argument: str) -> Sequence[Path] | str:
    if not path.is_dir():
        return f"{argument}: no such folder; `harness case new` makes the directory of a case"
    found = sorted(folder for folder, names in below(path) if CASE in names)
    return found or f"{argument}: no {CASE} in this folder or below"


def read_expected(folder: Path) -> dict[str, str]:
    """The expected text of every hop that is kept; empty where none is.

    Raises:
        HarnessError: A file cannot be read, or holds no rows.
    """
    found: dict[str, str] = {}
    for path in sorted((folder / EXPECTED).glob(f"*{ROWS}")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as fault:
            raise HarnessError(f"{path}: cannot be read: {fault}") from fault
        _check_rows(path, text)
        found[path.name.removesuffix(ROWS)] = text
    return found


def _check_rows(path: Path, text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        try:
            is_row = isinstance(json.loads(line), dict)
        except ValueError:
            is_row = False
        if not is_row:
            raise HarnessError(
                f"{path}:{number}: holds no row, so it is not replaced; move the file away and run "
                "`harness case update` again"
            )


def purpose_of(folder: Path) -> str:
    """The first paragraph of a case's README, in one line; empty where there is none."""
    try:
        text = (folder / README).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ""
    except OSError as fault:
        raise HarnessError(f"{folder / README}: cannot be read: {fault.strerror}") from fault
    parts = [part for part in text.split("\n\n") if part.strip() and not part.startswith("#")]
    return " ".join(parts[0].split()) if parts else ""


def write_expected(folder: Path, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Write the rows of every hop, and remove those of hops that there are no more.

    Args:
        folder: The case's directory.
        texts: Hop to text.

    Returns:
        Hops whose file is another than before, in order of ``texts``, those removed last.

    Raises:
        HarnessError: A file is in the way, or cannot be written.
    """
    before = read_expected(folder)
    changed = [hop for hop, text in texts.items() if before.get(hop) != text]
    gone = [hop for hop in before if hop not in texts]
    try:
        (folder / EXPECTED).mkdir(exist_ok=True)
        for hop in changed:
            _replace(folder / EXPECTED / f"{hop}{ROWS}", texts[hop].encode())
        for hop in gone:
            (folder / EXPECTED / f"{hop}{ROWS}").unlink()
    except OSError as fault:
        raise _unwritable(fault, folder / EXPECTED) from fault
    return (*changed, *gone)


def stated_situation(head: bytes, situation: bytes) -> bool:
    """Whether a forged file says in its head that it was made of this very situation."""
    return hashlib.sha256(situation).hexdigest().encode() in head


def head_of(path: Path) -> bytes:
    """The first octets of a file; empty where there is none."""
    try:
        with path.open("rb") as file:
            return file.read(_LOOK_OCTETS)
    except FileNotFoundError:
        return b""


def is_forged(head: bytes) -> bool:
    """Whether a file says in its head that the forge wrote it."""
    return head.startswith(_KEYS) or (head.startswith(_PCAPNG) and MARKER in head)


def put_forged(made: Path, folder: Path) -> bool:
    """Put one file that the forge made into a case's directory.

    Returns:
        Whether it is another than the one that was there.

    Raises:
        HarnessError: What is there is not the forge's, or it cannot be written.
    """
    target, octets = folder / made.name, made.read_bytes()
    head = head_of(target)
    if target.is_symlink() or (target.exists() and not is_forged(head)):
        raise HarnessError(
            f"{target}: was not written by harness forge and is never replaced; move it away, or give the "
            "network another 'file' in the situation"
        )
    if head and target.read_bytes() == octets:
        return False
    try:
        _replace(target, octets)
    except OSError as fault:
        raise _unwritable(fault, target) from fault
    return True


def put_copy(copy: Copy, folder: Path) -> bool:
    """Copy a file of a case from where it is a copy of; returns whether it was not there yet.

    Raises:
        HarnessError: Something else is there, or a file cannot be read or written.
    """
    target, source = folder / copy.file, folder / copy.of
    try:
        octets = source.read_bytes()
        if target.exists() and target.read_bytes() == octets:
            return False
        if target.exists() and not is_forged(head_of(target)):
            raise HarnessError(f"{target}: is no copy of {copy.of} and is not replaced; move it away")
        _replace(target, octets)
    except OSError as fault:
        raise HarnessError(f"{fault.filename or target}: {fault.strerror}") from fault
    return True


def _replace(path: Path, octets: bytes) -> None:
    """Write beside, then move into place."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(octets)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _unwritable(fault: OSError, path: Path) -> HarnessError:
    return HarnessError(f"{fault.filename or path}: cannot be written: {fault.strerror}")
