r"""Values of one row of a Zeek log: text or JSON -> what their types stand for (docs.zeek.org, "Types").

A value that is not set, or not of its type, is None or raises ``BrokenValueError``: it never leaves ``harness.wire``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from ipaddress import ip_address
from typing import Any, Final, Protocol

from harness.wire.told_times import BrokenValueError, epoch_ns, iso_ns, ns_of

_ESCAPE: Final = re.compile(rb"\\x([0-9a-fA-F]{2})")
_MAX_ITEMS: Final = 4_096


class ZeekRow(Protocol):
    """Values by name; None where one is not set."""

    def octets(self, name: str) -> bytes | None:
        """A string, unescaped."""
        ...

    def items(self, name: str) -> tuple[bytes, ...] | None:
        """A set or vector, each of its values as a string."""
        ...


class TextRow:
    """A row of an ASCII log."""

    def __init__(
        self, places: Mapping[str, int], values: Sequence[bytes], unset: bytes, empty: bytes, between: bytes
    ) -> None:
        self._places, self._values = places, values
        self._unset, self._empty, self._between = unset, empty, between

    def octets(self, name: str) -> bytes | None:
        """See ZeekRow."""
        place = self._places.get(name)  # spelled out: some twenty values a line are asked for
        if place is None or (value := self._values[place]) == self._unset:
            return None
        if b"\\" in value:
            return unescaped(value)
        return b"" if value == self._empty else value

    def items(self, name: str) -> tuple[bytes, ...] | None:
        """See ZeekRow."""
        value = self._value(name)
        if value is None or value == self._empty:
            return None if value is None else ()
        return tuple(unescaped(item) for item in value.split(self._between, _MAX_ITEMS)[:_MAX_ITEMS])

    def _value(self, name: str) -> bytes | None:
        place = self._places.get(name)
        value = None if place is None else self._values[place]
        return None if value == self._unset else value


class ObjectRow:
    """A row of a JSON log."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def octets(self, name: str) -> bytes | None:
        """See ZeekRow."""
        value = self._values.get(name)
        return None if value is None else _octets(value)

    def items(self, name: str) -> tuple[bytes, ...] | None:
        """See ZeekRow."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise BrokenValueError
        return tuple(b"" if item is None else _octets(item) for item in value[:_MAX_ITEMS])


def unescaped(value: bytes) -> bytes:
    r"""Octets that stand as ``\xNN`` put back.

    >>> unescaped(rb"a\x09b")
    b'a\tb'
    """
    return value if b"\\" not in value else _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), value)


def text_of(row: ZeekRow, name: str) -> str | None:
    """A word of Zeek's own, like ``conn_state``; None where it is empty too."""
    value = row.octets(name)
    return value.decode("ascii", "backslashreplace") if value else None


def count_of(row: ZeekRow, name: str, most: int = 2**63 - 1) -> int | None:
    """A whole number that is not negative."""
    value = row.octets(name)
    if value is None:
        return None
    if not value.isdigit() or len(value) > 19 or int(value) > most:
        raise BrokenValueError
    return int(value)


def flag_of(row: ZeekRow, name: str) -> bool:
    """A bool; False where it is not set."""
    return row.octets(name) in (b"T", b"true", b"True")


def address_of(row: ZeekRow, name: str) -> str | None:
    """An address in canonical form (RFC 5952); a zone is left out.

    Raises:
        BrokenValueError: It is none.
    """
    value = row.octets(name)
    return None if value is None else address_text(value.decode("ascii", "replace"))


@lru_cache(maxsize=16_384)
def address_text(text: str) -> str:
    """As ``address_of``, of text; kept, because a log names few addresses many times."""
    try:
        return str(ip_address(text.partition("%")[0]))
    except ValueError:
        raise BrokenValueError from None


def time_ns_of(row: ZeekRow, name: str) -> int:
    """A time, which must be set; see ``epoch_ns``."""
    value = row.octets(name)
    if value is None:
        raise BrokenValueError
    text = value.decode("ascii", "replace")
    return iso_ns(text) if "T" in text else epoch_ns(text)


def interval_ns_of(row: ZeekRow, name: str) -> int | None:
    """An interval in ns."""
    value = row.octets(name)
    return None if value is None else ns_of(value.decode("ascii", "replace"))


def _octets(value: Any) -> bytes:
    """A value of JSON as Zeek would write it in an ASCII log."""
    if isinstance(value, bool):
        return b"T" if value else b"F"
    if isinstance(value, str):
        return unescaped(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, (int, Decimal)):
        return _digits(value)
    raise BrokenValueError


def _digits(value: int | Decimal) -> bytes:
    if isinstance(value, int):
        if value.bit_length() > 64:
            raise BrokenValueError
        return str(value).encode()
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not -40 < exponent < 20:
        raise BrokenValueError
    return format(value, "f").encode()
