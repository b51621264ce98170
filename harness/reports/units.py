"""Numbers as people read them: octets, counts, times, durations. Always UTC."""

from __future__ import annotations

from datetime import UTC, datetime

_NS = 1_000_000_000
_STEPS = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"), (10**3, "kB"))


def octets(count: int) -> str:
    """Decimal units with one digit (cut, not rounded up); below 1000 the exact count.

    >>> octets(999), octets(1999), octets(12_345_678)
    ('999 B', '1.9 kB', '12.3 MB')
    """
    for size, unit in _STEPS:
        if count >= size:
            tenths = count * 10 // size
            return f"{tenths // 10:,}.{tenths % 10} {unit}"
    return f"{count} B"


def number(count: int) -> str:
    """Thousands apart: ``12,345``."""
    return f"{count:,}"


def counted(count: int, one: str, many: str | None = None) -> str:
    """``1 packet``, ``2 packets``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def moment(time_ns: int) -> str:
    """UTC to the second; times outside the years 1 to 9999 as plain seconds."""
    seconds = time_ns // _NS
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} s since 1970 UTC"


def duration(span_ns: int) -> str:
    """Two largest units; below a minute seconds with three digits.

    >>> duration(90_061_000_000_000), duration(1_500_000)
    ('1 d 1 h', '0.001 s')
    """
    seconds = span_ns // _NS
    if seconds < 60:
        return f"{seconds}.{span_ns % _NS // 1_000_000:03d} s"
    parts = (
        (seconds // 86400, "d"),
        (seconds // 3600 % 24, "h"),
        (seconds // 60 % 60, "min"),
        (seconds % 60, "s"),
    )
    first = next(i for i, (value, _) in enumerate(parts) if value)
    return " ".join(f"{value} {unit}" for value, unit in parts[first : first + 2] if value)
