"""One file of evidence -> what it gave, be it a capture or a record file: its first octets tell."""

from __future__ import annotations

from collections.abc import Callable

from harness.sources.capture_reader import CaptureRead, read_capture
from harness.sources.compression import Readable
from harness.sources.record_kinds import begin
from harness.sources.record_reader import RecordRead, read_record
from harness.sources.stopping import Stop, Stoppable

Read = CaptureRead | RecordRead


def read_evidence(
    raw: Readable,
    path: str,
    *,
    idle_timeout_s: int,
    sightings: bool = False,
    minutes: bool = False,
    progress: Callable[[int], None] | None = None,
    stop: Stop | None = None,
) -> Read:
    """Read one file to its end; arguments and errors as for ``read_capture``."""
    wanted = stop or Stop()
    stream, kind = begin(Stoppable(raw, wanted), path)
    if kind is not None:
        return read_record(stream, kind, path, progress=progress, stop=wanted)
    return read_capture(
        stream,
        path,
        idle_timeout_s=idle_timeout_s,
        sightings=sightings,
        minutes=minutes,
        progress=progress,
        stop=wanted,
    )
