"""A capture of a scenario in; the files that its author names beside it, key log and hosts file, out.

They are checked like the capture: what is not there, faulty or not the one stated is no evidence, nor is the capture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from harness.errors import CaptureError, UsageError
from harness.model.hosts import HostsFile
from harness.model.scenario import CaptureFile, Scenario
from harness.reading import path_text
from harness.sources.hosts_file import read_hosts
from harness.sources.keylog_file import faults_of, read_key_log_file
from harness.wire.keylog import KeyLog


class SideFiles(NamedTuple):
    """What stands beside one capture; None = nothing is named."""

    log: tuple[str, KeyLog] | None
    """Path as shown, and the tester's keys."""
    hosts: HostsFile | None


def read_side_files(scenario: Scenario, file: CaptureFile) -> SideFiles:
    """Read the files beside a capture.

    Raises:
        CaptureError: One cannot be read, has faults, or is not the one stated.
    """
    return SideFiles(_key_log(scenario, file), _hosts(scenario, file))


def told_of(files: Iterable[SideFiles]) -> Iterator[str]:
    """What the reader must know of them, one sentence each; of a file beside several captures once."""
    files = list(files)
    for path, log in {one.log[0]: one.log[1] for one in files if one.log is not None}.items():
        yield from faults_of(path, log)
    yield from map(hosts_note, {one.hosts.path: one.hosts for one in files if one.hosts is not None}.values())


def hosts_note(file: HostsFile) -> str:
    """What a hosts file holds, and which it is."""
    names = f"{len(file.names)} name{'' if len(file.names) == 1 else 's'}"
    return f"{file.path}: {names} that you gave to addresses, SHA-256 {file.sha256}; shown as hearsay, no evidence."


def _key_log(scenario: Scenario, file: CaptureFile) -> tuple[str, KeyLog] | None:
    if file.keylog is None:
        return None
    path = str(Path(scenario.folder) / file.keylog)
    log, sha256 = read_key_log_file(path)
    _check(path_text(path), sha256, file.keylog_sha256, "the key log that was written")
    return path_text(path), log


def _hosts(scenario: Scenario, file: CaptureFile) -> HostsFile | None:
    if file.hosts is None:
        return None
    try:
        (found,) = read_hosts([str(Path(scenario.folder) / file.hosts)])
    except UsageError as fault:
        raise CaptureError(str(fault)) from fault
    _check(found.path, found.sha256, file.hosts_sha256, "the hosts file that was meant")
    return found


def _check(path: str, sha256: str, stated: str | None, what: str) -> None:
    if stated not in (None, sha256):
        raise CaptureError(f"{path}: its SHA-256 is {sha256}, the scenario states {stated}: find {what}")
