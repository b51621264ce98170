"""Figures as they may be said of evidence: rounded towards what is unfavourable, never the other way."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Final

_NS_PER_S: Final = 1_000_000_000


def cut_duration(span_ns: int) -> str:
    """Time that was seen, cut to a tenth of its unit.

    >>> cut_duration(7_775_000_000_000), cut_duration(1_599_000_000_000), cut_duration(59_900_000_000)
    ('2.1 h', '26.6 min', '59 s')
    """
    seconds = span_ns // _NS_PER_S
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds >= size:
            tenths = seconds * 10 // size
            return f"{tenths // 10:,}.{tenths % 10} {unit}"
    return f"{seconds} s"


def percent_up(ratio: float) -> str:
    """A share of what is unwelcome, in percent with two digits, never rounded down.

    >>> percent_up(0.0), percent_up(0.000_151), percent_up(1e-12), percent_up(0.07)
    ('0%', '0.02%', '0.01%', '7%')
    """
    # By the shortest decimals that mean this number: 0.07 times 100 is more than 7 in binary.
    cut = (Decimal(repr(ratio)) * 100).quantize(Decimal("0.01"), rounding=ROUND_CEILING)
    return f"{cut.normalize():f}%"
