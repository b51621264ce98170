"""Times as text -> integer nanoseconds: seconds since the epoch, intervals, ISO 8601.

What is no such text, or out of range, raises ``BrokenValueError``, which never leaves ``harness.wire``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

_NUMBER: Final = re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,30})?")
_SMALL: Final = re.compile(r"-?[0-9](\.[0-9]{1,30})?[eE]-[0-9]{1,3}")
_NS: Final = 1_000_000_000
_MILLISECONDS: Final = 100_000_000_000
"""A number of seconds above is one of milliseconds: the year 5138."""
_INT64: Final = range(-(2**63) + 1, 2**63)


class BrokenValueError(Exception):
    """A value is not of its type."""


def epoch_ns(text: str) -> int:
    """A time since the epoch in seconds, or in milliseconds where seconds would lie behind the year 5000."""
    time_ns = _ns(text)
    return _in_range(time_ns // 1_000 if time_ns > _MILLISECONDS * _NS else time_ns)


def ns_of(text: str) -> int:
    """Seconds as text -> ns, exact; what is below a nanosecond is cut off.

    >>> ns_of("1300475167.096535"), ns_of("-0.5")
    (1300475167096535000, -500000000)
    """
    return _in_range(_ns(text))


def _in_range(found: int) -> int:
    if found not in _INT64:
        raise BrokenValueError
    return found


def _ns(text: str) -> int:
    if _NUMBER.fullmatch(text):
        whole, _, rest = text.partition(".")
        part = int(rest[:9].ljust(9, "0") or 0)
        return int(whole) * _NS + (-part if whole.startswith("-") else part)
    if _SMALL.fullmatch(text):
        return int(Decimal(text) * _NS)
    raise BrokenValueError


def iso_ns(text: str) -> int:
    """A time in ISO 8601, UTC where it names no zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BrokenValueError from None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    try:
        seconds = round((moment.replace(microsecond=0) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
    except (OverflowError, ValueError):
        raise BrokenValueError from None
    return _in_range(seconds * _NS + moment.microsecond * 1_000)
