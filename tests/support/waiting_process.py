"""A process that reads a capture from a pipe and waits for the rest of it."""

from __future__ import annotations

import fcntl
import os
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tests.support.command import REAL, ROOT, variables
from tests.support.conversations import MS, every, visit
from tests.support.frames import pcap

OCTETS = pcap(every(MS, visit("cloud.example")))
HALF = OCTETS[: len(OCTETS) // 2]


@contextmanager
def reading(pipe: Path, *arguments: str | Path) -> Iterator[tuple[subprocess.Popen[bytes], BinaryIO]]:
    """A process on one core that has read half of a capture from a pipe and waits for more; and the pipe's other end."""
    os.mkfifo(pipe)
    started = subprocess.Popen(
        [sys.executable, *REAL, *map(str, arguments)],
        cwd=ROOT,
        env=variables(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    os.sched_setaffinity(started.pid, {min(os.sched_getaffinity(0))})
    with started, pipe.open("wb", buffering=0) as writer:
        writer.write(HALF)
        until = time.monotonic() + 100
        while _unread(writer.fileno()) and time.monotonic() < until:
            time.sleep(0.01)
        yield started, writer


def _unread(pipe: int) -> int:
    (octets,) = struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))
    return int(octets)
