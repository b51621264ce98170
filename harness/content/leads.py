"""Octets -> what resembles personal or product data, by the patterns of ``lead_table``. Never a witness.

A request for a map tile (``/{z}/{x}/{y}``, ``x=&y=&z=``) tells which map is looked at, not where the device is: its
numbers have no decimals and its keys are not among those of positions.

Blind spots: a key whose value stands elsewhere (protobuf, CBOR, tables); keys and values in UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from harness.content.lead_table import (
    KEY_RULES,
    MEDIA_RULES,
    TARGET_RULES,
    TEXT_RULES,
    Check,
    Form,
    KeyRule,
    TextRule,
)
from harness.content.octet_runs import find_runs, windows
from harness.model.content import Part

MAX_LEADS: Final = 256
"""Leads of one stretch that are kept; the first ones."""
MAX_JOINED_LEADS: Final = 1_024
"""The same where several were put together."""
PAIR: Final = re.compile(
    rb"(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_-]{1,39})[\"']?\s{0,4}[:=>]\s{0,4}[\"']?([^\"'&,;<>\s\xff]{1,128})"
)
"""Key and value in JSON, forms, XML and header lines. FF is no text; it stands between the runs of a layer."""
LONGEST: Final = 520
"""Octets of a match of any pattern."""
_SHORT: Final = 1_024
"""Octets in which it takes no longer to try a pattern everywhere."""
FORMS: Final = {
    Form.ANY: re.compile(rb"(?s:.)"),
    Form.WORD: re.compile(rb"[\x21-\x7e]{4}"),
    Form.SERIAL: re.compile(rb"(?=[A-Za-z]{0,19}\d)[0-9A-Za-z]{8,20}\Z"),
    Form.DEGREES: re.compile(rb"-?(?:\d{1,3}\.\d{4,20}|\d{7,10})\Z"),
    Form.LONG_ID: re.compile(rb"(?=[A-Za-z._+/=-]{0,127}\d)[0-9A-Za-z._+/=-]{8,128}\Z"),
    Form.MAC: re.compile(rb"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\Z|[0-9A-Fa-f]{12}\Z"),
    Form.EMAIL_OR_WORD: re.compile(rb"[\x21-\x7e]{4}"),
}
_RULE_OF: Final = {key.encode(): rule for rule in KEY_RULES for key in rule.keys}
_TEXTS: Final = tuple((rule, re.compile(rule.pattern)) for rule in TEXT_RULES)
_TARGETS: Final = tuple((rule, re.compile(rule.pattern)) for rule in TARGET_RULES)
_MEDIA: Final = tuple((rule, re.compile(rule.pattern)) for rule in MEDIA_RULES)


class Lead(NamedTuple):
    """Something that resembles data of a category."""

    category: str
    id: str
    """Of its rule."""
    offset: int
    octets: int


def find_leads(data: bytes, part: Part, starts: Sequence[int] = (0,)) -> list[Lead]:
    """Find leads.

    Args:
        data: Octets in which codings were undone.
        part: What they are of; some patterns mean something only in request targets.
        starts: Where what was put together begins each: files of media are known by their first octets.

    Returns:
        Rule by rule, each in order of place; 256 at most, of several together 1,024.
    """
    most = min(MAX_LEADS * len(starts), MAX_JOINED_LEADS)
    found: list[Lead] = []
    target = _TARGETS if part is Part.QUERY else ()
    for lead in chain(_by_key(data), _by_text(data, (*_TEXTS, *target)), _by_start(data, starts)):
        found.append(lead)
        if len(found) >= most:
            break
    return found


def _by_key(data: bytes) -> Iterator[Lead]:
    for match in PAIR.finditer(data):
        rule: KeyRule | None = _RULE_OF.get(match[1].lower().replace(b"-", b"_"))
        if rule is not None and FORMS[rule.form].match(match[2]):
            yield Lead(rule.category, rule.id, match.start(2), len(match[2]))


def _by_text(data: bytes, rules: tuple[tuple[TextRule, re.Pattern[bytes]], ...]) -> Iterator[Lead]:
    for rule, pattern in rules:
        for match in _matches(data, rule, pattern):
            if passes(rule.check, match[0]):
                yield Lead(rule.category, rule.id, match.start(), len(match[0]))


def _matches(data: bytes, rule: TextRule, pattern: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """All matches, found near what each of them holds. A look-behind sees what stands in front of a window."""
    if rule.holds is None or len(data) <= _SHORT:
        yield from pattern.finditer(data)
        return
    for first, last in windows(find_runs(data, rule.holds), LONGEST, len(data)):
        yield from pattern.finditer(data, first, last)


def _by_start(data: bytes, starts: Sequence[int]) -> Iterator[Lead]:
    for rule, pattern in _MEDIA:
        for start in starts:
            if match := pattern.match(data, start):
                yield Lead(rule.category, rule.id, start, len(match[0]))


def passes(check: Check, text: bytes) -> bool:
    """Whether a text passes its check.

    >>> passes(Check.LUHN, b"490154203237518"), passes(Check.LENGTH_CHARACTER, b"1581F4XYZ0123456789A")
    (True, True)
    """
    if check is Check.LUHN:
        return _luhn(text)
    if check is Check.LENGTH_CHARACTER:
        # 1 to 9 and A to F, as a hex digit. Words have no digit, numbers no letter.
        mixed = not text.isdigit() and any(octet in b"0123456789" for octet in text[5:])
        return mixed and int(text[4:5], 16) == len(text) - 5
    return True


def _luhn(digits: bytes) -> bool:
    total = 0
    for at, octet in enumerate(reversed(digits)):
        value = (octet - ord("0")) * (1 + at % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0
