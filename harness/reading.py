"""Paths in; what each capture holds, and its row in CAPTURES, out: where the pipeline opens files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO, Final

from harness.errors import CaptureError, NotBegunError
from harness.sources.compression import Readable
from harness.sources.evidence_reader import Read, read_evidence
from harness.sources.opening import open_captures
from harness.sources.record_reader import RecordRead
from harness.sources.side_by_side import Count, Progress, in_threads
from harness.sources.stopping import Stop
from harness.sources.urls import shown
from harness.stages.vantages import Placed, Taken

IDLE_TIMEOUT_S: Final = 300
"""Default gap that ends a flow: longer than common keep-alive intervals, shorter than most NAT timers."""


def read_captures(
    paths: Sequence[str],
    idle_timeout_s: int,
    stdin: BinaryIO | None,
    progress: Progress | None,
    known: Sequence[str] = (),
    *,
    stop: Stop | None = None,
    minutes: bool = False,
) -> list[Read | None]:
    """Read every capture, as many at once as there are cores.

    Args:
        paths: As the user gave them; ``-`` is standard input, which ``stdin`` then is.
        progress: Called with octets read so far and in total (None where unknown).
        known: Faults that were found before, to be told with the others.
        stop: Ends reading early when asked to.
        idle_timeout_s, minutes: See ``read_capture``.

    Returns:
        One for each path, None where reading was stopped before it was begun.

    Raises:
        CaptureError: Some are no captures; told together after the rest was tried.
    """
    stop = stop or Stop()
    with ExitStack() as stack:
        opened, total = open_captures(paths, stack, stdin, known)
        count = Count(progress, total)

        def read(place: tuple[str, Readable]) -> Read | str | None:
            path, stream = place
            try:
                stop.begin(path)
                return read_evidence(
                    stream, path_text(path), idle_timeout_s=idle_timeout_s, minutes=minutes,
                    progress=count.advance, stop=stop,
                )  # fmt: skip
            except NotBegunError:
                return None
            except CaptureError as error:
                return str(error)

        with stop.while_reading():
            found = in_threads(read, opened, stop.ask)
    if faults := [one for one in found if isinstance(one, str)]:
        raise CaptureError("\n".join(faults))
    return [one for one in found if not isinstance(one, str)]


def path_text(path: str) -> str:
    """A path as text that every format can hold; an octet that is not UTF-8 is written as hex escape.

    Of a URL, what may be secret is left out.
    """
    return os.fsencode(shown(path)).decode("utf-8", "backslashreplace")


def taken(read: Read) -> Taken:
    """What decides where a capture belongs."""
    return Taken(
        path=read.file.path,
        sha256=read.file.sha256,
        first_ns=read.tally.first_ns,
        last_ns=read.tally.last_ns,
        inside_sha256=read.file.inside_sha256,
        partial=read.file.interrupted,
        is_log=isinstance(read, RecordRead) and read.is_log,
    )


def capture_row(read: Read, place: Placed) -> dict[str, object]:
    """One row of CAPTURES."""
    file, tally, said = read.file, read.tally, read.said
    return {
        "capture": place.capture,
        "path": file.path,
        "vantage": place.vantage,
        "sha256": None if file.interrupted else file.sha256,
        "octets": file.octets,
        "format": file.format,
        "compression": file.compression,
        "link_types": list(tally.link_types),
        "packets": tally.packets,
        "no_ip_packets": tally.no_ip,
        "unread_packets": sum(count for _, count, _ in tally.unread),
        "unread": [
            {"reason": reason, "packets": count, "first_packet": first}
            for reason, count, first in tally.unread
        ],
        "cut_packets": tally.cut,
        "first_ns": tally.first_ns,
        "last_ns": tally.last_ns,
        **dict(zip(("set_back_ns", "set_back_packet"), tally.set_back or (None, None), strict=True)),
        "truncated": file.stopped_at is not None,
        "stopped_at": file.stopped_at,
        "problem": file.problem,
        "drops": file.drops,
        "made_by": said.made_by,
        "tool": said.tool,
        "filter": said.filter,
        "interfaces": said.interfaces,
        "hardware": said.hardware,
        "os": said.os,
        "comments": list(said.comments),
        "comments_total": said.comments_total,
        "other_blocks": [{"block": name, "blocks": count} for name, count in said.other_blocks],
        "began_ns": said.began_ns,
        "ended_ns": said.ended_ns,
        "odd_options": said.odd_options,
        "encapsulated_packets": tally.encapsulated,
        "fragments": file.fragments.fragments,
        "reassembled": file.fragments.reassembled,
        "incomplete": file.fragments.incomplete,
        "odd_fragments": file.fragments.odd,
        "heads_cut": read.heads_cut,
        "malformed_messages": read.malformed,
        "intercepted": True if isinstance(read, RecordRead) and read.intercepted else None,
    }
