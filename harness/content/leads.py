"""Octets -> what resembles personal or product data, by the patterns of ``lead_table``. Never a witness.

A request for a map tile (``/{z}/{x}/{y}``, ``x=&y=&z=``) tells which map is looked at, not where the device is: its
numbers have no decimals and its keys are not among those of positions.

Blind spots: a key whose value stands elsewhere (protobuf, CBOR, tables); keys and values in UTF-16.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from harness.model.content import Part

MAX_LEADS: Final = 256
"""Leads of one stretch that are kept; the first ones."""
PAIR: Final = re.compile(
    rb"(?<![A-Za-z0-9_.-])([A-Za-z][A-Za-z0-9_-]{1,39})[\"']?\s{0,4}[:=>]\s{0,4}[\"']?([^\"'&,;<>\s]{1,128})"
)
"""Key and value in JSON, forms, XML and header lines."""
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


def find_leads(data: bytes, part: Part) -> list[Lead]:
    """Find leads.

    Args:
        data: Octets in which codings were undone.
        part: What they are of; some patterns mean something only in request targets.

    Returns:
        Rule by rule, each in order of place; 256 at most.
    """
    found: list[Lead] = []
    target = _TARGETS if part is Part.QUERY else ()
    for lead in chain(_by_key(data), _by_text(data, (*_TEXTS, *target)), _by_start(data)):
        found.append(lead)
        if len(found) == MAX_LEADS:
            break
    return found


def _by_key(data: bytes) -> Iterator[Lead]:
    for match in PAIR.finditer(data):
        rule: KeyRule | None = _RULE_OF.get(match[1].lower().replace(b"-", b"_"))
        if rule is not None and FORMS[rule.form].match(match[2]):
            yield Lead(rule.category, rule.id, match.start(2), len(match[2]))


def _by_text(data: bytes, rules: tuple[tuple[TextRule, re.Pattern[bytes]], ...]) -> Iterator[Lead]:
    for rule, pattern in rules:
        for match in pattern.finditer(data):
            if passes(rule.check, match[0]):
                yield Lead(rule.category, rule.id, match.start(), len(match[0]))


def _by_start(data: bytes) -> Iterator[Lead]:
    for rule, pattern in _MEDIA:
        if match := pattern.match(data):
            yield Lead(rule.category, rule.id, 0, len(match[0]))


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
