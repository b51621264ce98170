"""First octets of a file -> which kind of record file it is: by content, never by name."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from harness.errors import CaptureError
from harness.model.malformed import Malformed
from harness.sources.compression import MAGIC_OCTETS, Inflated, Readable, compression_of
from harness.sources.framers import is_capture
from harness.sources.hashed_stream import Resumed, fill
from harness.wire.json_object import json_object
from harness.wire.proxy_events import is_event
from harness.wire.text import escaped
from harness.wire.zeek_log import READ, ZeekLog, log_of, looks_like_zeek

PEEK_OCTETS: Final = 64 * 1024
"""Octets looked at: the first line of a log, or the first value of a flow, has to begin in them."""
_BOM: Final = b"\xef\xbb\xbf"
_HAR: Final = re.compile(rb'\s*\{\s*"log"\s*:\s*\{')
_FLOW: Final = re.compile(rb"[0-9]{1,12}:[0-9]{1,12}:[a-z_]{1,40}[;,]")
_LONG: Final = 20
"""Octets of a log's name that are shown."""


class RecordKind(StrEnum):
    """Kinds of files whose records are read."""

    ZEEK = "zeek"
    HAR = "har"
    MITMPROXY = "mitmproxy flows"
    PROXY = "proxy jsonl"


class _Octets:
    """Octets as a stream."""

    def __init__(self, octets: bytes) -> None:
        self._left = octets

    def readinto(self, buffer: memoryview, /) -> int:
        count = min(len(buffer), len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count


def begin(raw: Readable, path: str) -> tuple[Readable, RecordKind | None]:
    """Look at the start of a file, of a compressed one at that of the octets inside.

    Args:
        raw: Where its first octet comes next.
        path: For messages.

    Returns:
        The whole file as a stream, and its kind; None for what begins as a capture, or as nothing that is known.

    Raises:
        CaptureError: It is a log that tells nothing of connections or names.
    """
    resumed = Resumed(raw, MAGIC_OCTETS)
    form = compression_of(resumed.head)
    if form is None and is_capture(resumed.head[:4]):
        return resumed, None
    resumed = Resumed(resumed, PEEK_OCTETS)
    head = resumed.head
    if form is not None:
        inside = memoryview(bytearray(PEEK_OCTETS))
        head = bytes(inside[: fill(Inflated(_Octets(head), form), inside)])
    return resumed, record_kind(head, path)


def record_kind(head: bytes, path: str) -> RecordKind | None:
    """Kind of a file by its first octets; None for any other.

    Raises:
        CaptureError: See ``begin``.
    """
    head = head.removeprefix(_BOM)
    if head.startswith((b"#separator ", b"#fields")):
        return _text_log(head, path)
    if _HAR.match(head):
        return RecordKind.HAR
    if _FLOW.match(head):
        return RecordKind.MITMPROXY
    if not head.startswith(b"{"):
        return None
    found = json_object(head.partition(b"\n")[0])
    if isinstance(found, Malformed):
        return None
    if is_event(found):
        return RecordKind.PROXY
    if not looks_like_zeek(found):
        return None
    path_told = found.get("_path")
    return _of_log(log_of(path_told if isinstance(path_told, str) else None, found), path)


def _text_log(head: bytes, path: str) -> RecordKind:
    log, names = ZeekLog(), b""
    for line in head.split(b"\n"):
        if not line.startswith(b"#"):
            break
        log.take(line)
        names = line if line.startswith(b"#fields") else names
    fields = [name.decode("ascii", "replace") for name in names.split()]
    return _of_log(log_of(log.path, fields), path)


def _of_log(log: str, path: str) -> RecordKind:
    if log not in READ:
        shown = escaped(log.encode("utf-8", "backslashreplace")[:_LONG])
        raise CaptureError(
            f"{path}: is Zeek's {shown}.log, which is not read; those that are: {', '.join(sorted(READ))}"
        )
    return RecordKind.ZEEK
