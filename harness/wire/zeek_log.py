r"""Lines of a Zeek log -> rows of named values, of either form that Zeek writes.

ASCII logs begin with a header (``#separator``, ``#set_separator``, ``#empty_field``, ``#unset_field``, ``#path``,
``#fields``, ``#types``), which may come again where logs were put together; JSON logs have one object a line, whose
``ts`` is in seconds, milliseconds or ISO 8601 (docs.zeek.org, "Zeek Log Formats and Inspection"). In both, octets
that are not printable stand as ``\xNN``.

Blind spots: a JSON string that held a backslash and an x of its own is read as an escape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from harness.model.malformed import Malformed, Reason
from harness.wire.json_object import json_object
from harness.wire.zeek_values import ObjectRow, TextRow, ZeekRow, unescaped

LAYER: Final = "zeek"
MAX_LINE_OCTETS: Final = 4 * 1024 * 1024
MAX_FIELDS: Final = 1_024
SYNTHETIC: Final = re.compile(rb"#\s*(SYNTHETIC\b.*)")
"""A header line of no other meaning, by which a log that was made up says so."""
_MARKS: Final = {
    "conn": ("conn_state", "missed_bytes"),
    "dns": ("rejected", "qtype_name"),
    "http": ("trans_depth",),
    "quic": ("client_initial_dcid", "client_scid"),
    "ssl": ("ssl_history", "established"),
    "x509": ("certificate.subject", "certificate.serial"),
}
"""Log -> fields of which it always has one, and no other log."""
READ: Final = frozenset(_MARKS)
"""Logs that are read."""


@dataclass(slots=True)
class ZeekLog:
    """Reads one file, line by line."""

    path: str | None = None
    """Log that the last header was of."""
    made_by: bytes | None = None
    """What the file says of its having been made up."""
    _separator: bytes = b"\t"
    _set_separator: bytes = b","
    _empty: bytes = b"(empty)"
    _unset: bytes = b"-"
    _fields: tuple[str, ...] = ()
    _places: dict[str, int] = field(default_factory=dict)

    def take(self, line: bytes) -> tuple[str, ZeekRow] | Malformed | None:
        """Read a line without its end.

        Returns:
            Log that the row is of, and the row; None for lines of the header and empty ones.
        """
        if not line:
            return None
        if len(line) > MAX_LINE_OCTETS:
            return Malformed(Reason.TOO_LONG, MAX_LINE_OCTETS, LAYER)
        if line.startswith(b"#"):
            return self._header(line)
        if line.startswith(b"{") and not self._fields:
            return _from_object(json_object(line))
        return self._from_text(line)

    def _header(self, line: bytes) -> Malformed | None:
        if line.startswith(b"#separator "):
            self._separator = unescaped(line[11:].strip(b" ")) or b"\t"
            return None
        key, _, value = line.partition(self._separator)
        match key:
            case b"#set_separator" if value:
                self._set_separator = unescaped(value)
            case b"#empty_field":
                self._empty = value
            case b"#unset_field":
                self._unset = value
            case b"#path":
                self.path = value.decode("ascii", "backslashreplace")
            case b"#fields":
                return self._name(value.split(self._separator, MAX_FIELDS + 1))
            case _:
                if found := SYNTHETIC.match(line):
                    self.made_by = found[1]
        return None

    def _name(self, names: list[bytes]) -> Malformed | None:
        if len(names) > MAX_FIELDS:
            return Malformed(Reason.TOO_LONG, 0, LAYER)
        self._fields = tuple(name.decode("ascii", "backslashreplace") for name in names)
        self._places = {name: place for place, name in enumerate(self._fields)}
        return None

    def _from_text(self, line: bytes) -> tuple[str, ZeekRow] | Malformed:
        if not self._fields:
            return Malformed(Reason.NOT_THIS, 0, LAYER)
        values = line.split(self._separator)
        if len(values) != len(self._fields):
            reason = Reason.TRUNCATED if len(values) < len(self._fields) else Reason.BAD_LENGTH
            return Malformed(reason, len(line), LAYER)
        row = TextRow(self._places, values, self._unset, self._empty, self._set_separator)
        return log_of(self.path, self._places), row


def log_of(path: str | None, names: Any) -> str:
    """Log that a row is of: what its path says, where that is one that is read; else by its fields; else its path.

    Args:
        path: May have more behind it: who splits logs names them ``conn_long`` or ``http-external``.
        names: Names of its fields.
    """
    if path in READ:
        return path
    found = next((log for log, marks in _MARKS.items() if any(mark in names for mark in marks)), None)
    return found or path or "unnamed"


def _from_object(found: dict[str, Any] | Malformed) -> tuple[str, ZeekRow] | Malformed:
    if isinstance(found, Malformed):
        return found
    if not looks_like_zeek(found):
        return Malformed(Reason.NOT_THIS, 0, LAYER)
    path = found.get("_path")
    return log_of(path if isinstance(path, str) else None, found), ObjectRow(found)


def looks_like_zeek(found: dict[str, Any]) -> bool:
    """Whether an object may be a row of a log: all have a time, and what they are of."""
    return "ts" in found and any(
        name in found for name in ("uid", "id.orig_h", "fingerprint", "_path", "fuid")
    )
