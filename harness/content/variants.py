"""One planted value -> the texts that applications make of it.

Only what changes the octets beyond case is written out: the search folds case where the form keeps text.
Hashes are of normalised text, so each normalisation is a text of its own.

Blind spots: hashes with a salt or key, digests cut short, and normalisations that drop part of a value
(an e-mail without its dots, an IMEI without its check digit) are not known here.
"""

from __future__ import annotations

import re
from typing import Final

from harness.model.honey import HoneyKind

_NOT_DIGITS: Final = re.compile(r"[^0-9]")
_NOT_HEX: Final = re.compile(r"[^0-9A-Fa-f]")
_NUMBERS: Final = frozenset((HoneyKind.IMEI, HoneyKind.IMSI, HoneyKind.ICCID))


def texts_of(kind: HoneyKind, value: str) -> tuple[str, ...]:
    """Write a value in its usual ways, as given first; each once.

    >>> texts_of(HoneyKind.PHONE, "+1 202-555-0143")
    ('+1 202-555-0143', '12025550143', '+12025550143')
    """
    value = value.strip()
    ways = [value]
    if kind in _NUMBERS:
        ways.append(_NOT_DIGITS.sub("", value))
    elif kind is HoneyKind.PHONE:
        digits = _NOT_DIGITS.sub("", value)
        ways += [digits, f"+{digits}"]
    elif kind is HoneyKind.MAC:
        digits = _NOT_HEX.sub("", value)
        pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
        ways += [digits, ":".join(pairs), "-".join(pairs)]
    return tuple(dict.fromkeys(ways))


def cases_of(text: str) -> tuple[str, ...]:
    """A text as given, in lower and in upper case; each once.

    >>> cases_of("aB1")
    ('aB1', 'ab1', 'AB1')
    """
    return tuple(dict.fromkeys((text, text.lower(), text.upper())))
