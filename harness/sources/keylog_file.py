"""A key log file -> its secrets by session, and the digest of the file that they are from."""

from __future__ import annotations

import hashlib
from contextlib import closing
from io import FileIO
from typing import Final

from harness.errors import CaptureError
from harness.sources.opening import why_not
from harness.wire.keylog import MAX_LINE_OCTETS, KeyLog

MAX_OCTETS: Final = 1024**3
"""Of a file; a line has about 200."""
_AT_ONCE: Final = 1024**2


def read_key_log_file(path: str) -> tuple[KeyLog, str]:
    """Read a key log.

    Returns:
        Its secrets, with the numbers of faulty lines; and its SHA-256.

    Raises:
        CaptureError: It cannot be read, or is too large.
    """
    log, digest, total = KeyLog(), hashlib.sha256(), 0
    rest, number = b"", 1
    try:
        with closing(FileIO(path)) as stream:
            while data := stream.read(_AT_ONCE):
                total += len(data)
                if total > MAX_OCTETS:
                    raise CaptureError(
                        f"{path}: more than {MAX_OCTETS:,} octets: no key log that can be used"
                    )
                digest.update(data)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    log.add_line(number, line)
                    number += 1
                rest = rest[: MAX_LINE_OCTETS + 1]  # a longer one is faulty whatever follows
    except OSError as error:
        raise CaptureError(f"{path}: {why_not(error)}") from error
    log.add_line(number, rest)
    return log, digest.hexdigest()


def faults_of(path: str, log: KeyLog) -> list[str]:
    """What is wrong with a key log, one sentence each: where and why; never what stands there."""
    told = [
        f"{path}:{number}: no line of a key log ({fault.reason.value} at octet {fault.offset}); it is left out."
        for number, fault in log.faults
    ]
    more = log.faults_total - len(told)
    if more:
        told.append(f"{path}: {more:,} further lines are none of a key log and are left out.")
    if log.passed:
        told.append(f"{path}: {log.passed:,} lines name no session by its client random and are not used.")
    if not len(log):
        told.append(f"{path}: holds no secret; is it a key log (SSLKEYLOGFILE)?")
    return told
