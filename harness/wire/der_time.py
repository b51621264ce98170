"""A time in DER -> text in one form (RFC 5280 §4.1.2.5).

UTCTime has two digits of the year, those from 50 on of the twentieth century; GeneralizedTime has four. Both are in UTC and
to the second.

Blind spots: forms that older certificates had (no seconds, another zone) are no time here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
_DIGITS: Final = {UTC_TIME: re.compile(rb"[0-9]{12}Z"), GENERALIZED_TIME: re.compile(rb"[0-9]{14}Z")}
_TWENTIETH_FROM: Final = b"50"


def time_text(tag: int, content: bytes) -> str | None:
    """Give the time as ISO 8601 has it; None where it is none.

    >>> time_text(UTC_TIME, b"491231235959Z")
    '2049-12-31T23:59:59Z'
    """
    form = _DIGITS.get(tag)
    if form is None or form.fullmatch(content) is None:
        return None
    if tag == UTC_TIME:
        content = (b"19" if content[:2] >= _TWENTIETH_FROM else b"20") + content
    year, month, day, hour, minute, second = (
        int(content[start:end]) for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    )
    try:
        told = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:  # no such day or hour
        return None
    return f"{told.replace(tzinfo=None).isoformat()}Z"
