"""An evidence folder on disk: reading what lies in it, and writing what is made of it without ever touching evidence."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from harness.errors import CaptureError, MachineError
from harness.live.recording.capturing import CAPTURES
from harness.live.recording.dumpcap_words import Told
from harness.live.recording.journal import FILE as JOURNAL
from harness.live.recording.one_tap import SAID
from harness.live.recording.recorder import read_said
from harness.live.recording.run_names import RunFile, run_files
from harness.live.sealing.evidence import EvidenceFile
from harness.live.sealing.sums import digest_of

GATEWAY: Final = "gateway"
"""Folder of what a gateway kept: leases, flows, the proxy's records."""
GIVEN: Final = "scenario-given.yaml"
"""The author's scenario, octet for octet. Not found by who looks for scenarios in a folder: its captures are not here."""
MADE: Final = ("scenario.yaml", "manifest.json", "report.txt", "report.html", "result.json")
"""What sealing makes, in this order."""
READ_ONLY: Final = 0o444


def capture_files(folder: Path) -> tuple[RunFile, ...]:
    """Capture files, by vantage point, run and part."""
    try:
        names = [path.name for path in (folder / CAPTURES).iterdir() if _is_file(path)]
    except OSError:
        return ()
    return run_files(names)


def said_in(folder: Path) -> dict[str, Told]:
    """What the program said, by run."""
    return {
        path.name.removesuffix(SAID): read_said(path) for path in sorted((folder / CAPTURES).glob(f"*{SAID}"))
    }


def still_capturing(folder: Path) -> str | None:
    """What is still written to; None where nothing is.

    The journal is locked by who writes it, and what a capturing program says by that program.
    """
    for path in (folder / JOURNAL, *sorted((folder / CAPTURES).glob(f"*{SAID}"))):
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return path.name
        except OSError:
            continue
    return None


def read_file(folder: Path, named: RunFile) -> EvidenceFile:
    """One capture file: digest, packets and times; a file that is no capture is evidence all the same.

    Raises:
        MachineError: It cannot be read at all.
    """
    from harness.reading import IDLE_TIMEOUT_S, read_captures  # noqa: PLC0415 - brings polars and numba

    path = folder / CAPTURES / named.name
    below = f"{CAPTURES}/{named.name}"
    try:
        octets = path.stat().st_size
        try:
            (read,) = read_captures([str(path)], IDLE_TIMEOUT_S, None, None)
        except CaptureError as fault:
            return EvidenceFile(
                path=below, named=named, octets=octets, sha256=digest_of(path), packets=None, first_ns=None,
                last_ns=None, problem=str(fault).removeprefix(f"{path}: "),
            )  # fmt: skip
        if read is None:
            raise MachineError(f"{path}: reading was stopped")
        cut = read.file.stopped_at
        return EvidenceFile(
            path=below, named=named, octets=octets, sha256=read.file.sha256, packets=read.tally.packets,
            first_ns=read.tally.first_ns, last_ns=read.tally.last_ns,
            problem="" if cut is None else f"cut or damaged at octet {cut}; what followed is not seen",
        )  # fmt: skip
    except OSError as fault:
        raise MachineError(f"{path}: cannot be read: {fault.strerror}") from fault


def make_read_only(folder: Path) -> None:
    """Everything that was recorded is never written to again.

    Raises:
        MachineError: It is somebody else's.
    """
    for path in recorded(folder):
        try:
            if stat.S_IMODE(path.stat().st_mode) != READ_ONLY:
                path.chmod(READ_ONLY)
        except OSError as fault:
            raise MachineError(
                f"{path}: cannot be made read-only: {fault.strerror}; seal as the user who captured"
            ) from fault


def recorded(folder: Path) -> Iterator[Path]:
    """Files that were there before anything was made of them; links are none."""
    for name in (JOURNAL, GIVEN):
        if _is_file(folder / name):
            yield folder / name
    for below in (CAPTURES, GATEWAY):
        yield from (path for path in sorted((folder / below).rglob("*")) if _is_file(path))


def write_made(folder: Path, name: str, chunks: Iterable[bytes]) -> None:
    """Write one of the files that sealing makes, whole or not at all, read-only; an earlier one of an unfinished seal is replaced.

    Raises:
        MachineError: It cannot be written.
    """
    path = folder / name
    part = folder / f".{name}.part"
    try:
        part.unlink(missing_ok=True)
        with part.open("xb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(READ_ONLY)
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise MachineError(
            f"{path}: cannot be written: {fault.strerror}; make room, then seal again: nothing is lost"
        ) from fault


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
