"""``session.jsonl``: what happened while capturing went on, line by line, each on disk before anything else is done.

One JSON object a line (RFC 8259), pure ASCII, with ``event`` and ``at_ns``, wall time. Lines are only added (``harness.machine.line_file``).
The file is the firmest record there is of a capture that ended badly, so it is read tolerantly: a last line that power loss tore is left
out, and told.

Events: ``started``, ``step``, ``note``, ``run-begins``, ``run-ends``, ``file-closed``, ``gap-begins``, ``gap-ends``, ``clock-step``,
``slept``, ``disk-full``, ``interface-drops``, ``gateway``, ``canaries``, ``alert``, ``own-traffic``, ``ended``; others may follow, and readers pass over what they do not
know.

Blind spots: nobody signs the lines; whoever may write to the folder may write others.
"""

from __future__ import annotations

import errno
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harness.errors import HarnessError, MachineError
from harness.live.desk import Mark, MarkKind
from harness.machine.line_file import LineFile

FILE: Final = "session.jsonl"
_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
_MOST_OCTETS: Final = 256 << 20

Event = Mapping[str, Any]


class Journal:
    """Writes the journal of one session; a ``Desk`` for whoever tests. Any thread may call it."""

    def __init__(self, folder: Path) -> None:
        """Begin a new one.

        Raises:
            MachineError: There is one in the folder, or it cannot be written.
        """
        path = folder / FILE
        try:
            # Held as long as this process lives: who seals sees by it that capturing goes on.
            self._file = LineFile(path, new=True)
        except FileExistsError as fault:
            raise MachineError(
                f"{folder}: holds the evidence of another capture, which is never added to or replaced; give a new folder, or finish "
                f"that one with `harness seal {folder}`"
            ) from fault
        except OSError as fault:
            raise MachineError(f"{path}: cannot be written: {fault.strerror}") from fault
        self._path = path
        self._lock = threading.Lock()
        self._marks: list[Mark] = []
        self._waiting: list[bytes] = []
        """Lines that the disk had no room for."""

    def write(self, event: str, **fields: Any) -> int:
        """Take down an event, now. Where the disk has no room it is kept, and written with the next that has.

        Args:
            event: One of those above.
            fields: JSON values.

        Returns:
            Its ``at_ns``.

        Raises:
            HarnessError: It cannot be written for another reason than want of room.
        """
        return self._add(event, fields, keep=True)

    def mark(self, kind: MarkKind, text: str) -> Mark:
        """Take down a step or a note; it is on disk when this returns.

        Raises:
            HarnessError: It cannot be written.
        """
        at_ns = self._add(kind.value, {"text": text}, keep=False)
        mark = Mark(kind=kind, text=text, at_ns=at_ns)
        self._marks.append(mark)
        return mark

    def marks(self) -> tuple[Mark, ...]:
        """All so far, in order."""
        return tuple(self._marks)

    def close(self) -> None:
        """Write what waits, if there is room now, and end."""
        with self._lock:
            try:
                self._flush()
            except OSError as fault:
                raise self._unwritable(fault) from fault
            finally:
                self._file.close()

    def _add(self, event: str, fields: Event, *, keep: bool) -> int:
        with self._lock:
            at_ns = time.time_ns()
            self._waiting.append(line_of(event, at_ns, fields))
            try:
                self._flush()
            except OSError as fault:
                if not keep:
                    self._waiting.pop()
                if not keep or fault.errno not in _NO_ROOM:
                    raise self._unwritable(fault) from fault
            return at_ns

    def _flush(self) -> None:
        while self._waiting:
            self._file.add(self._waiting[0])
            self._waiting.pop(0)

    def _unwritable(self, fault: OSError) -> HarnessError:
        return MachineError(f"{self._path}: cannot be written: {fault.strerror}")


def line_of(event: str, at_ns: int, fields: Event) -> bytes:
    """One line; lone surrogates and control characters stand as escapes."""
    return (json.dumps({"event": event, "at_ns": at_ns, **fields}, ensure_ascii=True) + "\n").encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a journal holds."""

    events: tuple[Event, ...]
    """Each a JSON object with text under ``event`` and a whole number under ``at_ns``."""
    torn: bool
    """The last line is not whole."""
    odd_lines: int
    """Lines besides that are none of ours; nothing is known of them."""

    def of(self, *events: str) -> tuple[Event, ...]:
        """Those of some kinds, in order."""
        return tuple(one for one in self.events if one["event"] in events)


def read_journal(folder: Path) -> Kept | None:
    """Read the journal of a folder; None where there is none.

    Raises:
        MachineError: It is there and cannot be read.
    """
    path = folder / FILE
    try:
        with path.open("rb") as file:
            return kept_of(file.read(_MOST_OCTETS))
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise MachineError(f"{path}: cannot be read: {fault.strerror}") from fault


def kept_of(octets: bytes) -> Kept:
    """What the octets of a journal hold; any octets give a value."""
    *whole, rest = octets.split(b"\n")
    found = [_event(line) for line in whole]
    events = tuple(one for one in found if one is not None)
    return Kept(events=events, torn=bool(rest), odd_lines=len(found) - len(events))


def _event(line: bytes) -> Event | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("event"), str):
        return None
    at_ns = found.get("at_ns")
    return found if isinstance(at_ns, int) and not isinstance(at_ns, bool) else None
