"""What a reader of a format hands on: rows by IP version, located faults up to a cap, and the date that a file states.

A file with a fault is refused whole, with all its faults: which of its rows the fault touches nobody can say.
Codes that name no one country are no fault but no answer, and are counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from socket import AF_INET, AF_INET6, inet_pton
from typing import Final, NamedTuple

from harness.model.countries import COUNTRIES, USER_ASSIGNED
from harness.sources.geo_import.ranges import Row

NO_COUNTRY: Final = frozenset({"", "-", "??", "ZZ", "EU", "AP", "AN", "A1", "A2", "O1"})
"""Codes that name no one country: unknown, regions, proxies, and AN, withdrawn from ISO 3166 in 2010."""
MOST_FAULTS: Final = 20
MOST_ROWS: Final = 40_000_000
"""The largest free data set, cities of one vendor, has 15 million."""
LONGEST_LINE: Final = 8_192
_CODE: Final = re.compile(r"[A-Z?0-9-]{0,2}")
_BITS: Final = {4: 32, 6: 128}
_COUNTRIES: Final = frozenset({*COUNTRIES, *USER_ASSIGNED})
_MAPPED: Final = 0xFFFF
"""The upper 96 bits of ::ffff:0:0/96, by which tables of numbers write IPv4 (RFC 4291 §2.5.5.2)."""


class Said(NamedTuple):
    """What a row says of its addresses; the questions are answered apart."""

    country: str | None = None
    """Alpha-2; of operators also the pseudo-codes, for an announced block is known as such."""
    asn: int | None = None
    organisation: str | None = None


class Span(NamedTuple):
    """An inclusive range."""

    version: int
    first: int
    last: int


class TooManyFaults(Exception):  # noqa: N818 - ends a reading, and is no error of anybody's
    """More faults than are told."""


@dataclass(slots=True)
class Found:
    """Rows and faults of one or more files."""

    rows: dict[int, list[Row]] = field(default_factory=lambda: {4: [], 6: []})
    """By IP version; values are ``Said`` or ``CloudValue``."""
    faults: list[str] = field(default_factory=list)
    """``file:line: what``."""
    date: str | None = None
    """ISO date that the files state; the latest of several."""
    date_basis: str = "none"
    ignored: Counter[str] = field(default_factory=Counter)
    """Codes that are no country, by how many rows had them."""
    forms: set[str] = field(default_factory=set)
    """Forms that the files have."""
    file: str = ""
    """Name of the file that is read."""
    keep_pseudo: bool = False
    """Whether codes that name no one country are answers: a row of an operator's table says that the block is announced."""

    def add(self, span: Span, value: NamedTuple, rank: int = 0) -> None:
        """Take a row."""
        rows = self.rows[span.version]
        rows.append(Row(span.first, span.last, value, rank))
        if len(rows) > MOST_ROWS:
            self.fault(1, f"more than {MOST_ROWS:,} rows, which no known data set has")
            raise TooManyFaults

    def fault(self, line: int, what: str) -> None:
        """Take a fault.

        Raises:
            TooManyFaults: Enough are known.
        """
        self.faults.append(f"{self.file}:{line}: {what}")
        if len(self.faults) >= MOST_FAULTS:
            self.faults.append(f"{self.file}: no further faults are told")
            raise TooManyFaults

    def dated(self, date: str, basis: str) -> None:
        """Take a date that a file states."""
        if self.date is None or date > self.date:
            self.date, self.date_basis = date, basis

    def country(self, text: str, line: int) -> str | None:
        """The country that a code stands for; None where it stands for none, or is a fault.

        >>> Found().country("UK", 1)
        'GB'
        """
        code = text.strip().upper()
        code = "GB" if code == "UK" else code
        if code in _COUNTRIES:
            return code
        if code in NO_COUNTRY or _CODE.fullmatch(code):
            self.ignored[code or "(none)"] += 1
            return (code if len(code) == 2 else "ZZ") if self.keep_pseudo else None
        self.fault(line, f"{quoted(text)} is no country's code: two letters of ISO 3166-1 are expected")
        return None


def quoted(text: str) -> str:
    """The beginning of a text from a file, so that nothing in it acts on a terminal."""
    return ascii(text if len(text) <= 40 else f"{text[:37]}...")


def lines_of(octets: bytes, found: Found) -> Iterator[tuple[int, str]]:
    """Lines that say something, by number: neither empty nor comments."""
    for number, raw in enumerate(octets.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip() or raw.startswith(b"#"):
            continue
        if len(raw) > LONGEST_LINE:
            found.fault(number, f"a line of {len(raw):,} octets, more than {LONGEST_LINE:,}")
            continue
        yield number, raw.decode("utf-8", "replace").rstrip("\r")


def address(text: str) -> tuple[int, int] | None:
    """IP version and number of an address."""
    version, family = (6, AF_INET6) if ":" in text else (4, AF_INET)
    try:
        return version, int.from_bytes(inet_pton(family, text), "big")
    except (OSError, ValueError):
        return None


def span_of_prefix(text: str) -> Span | str:
    """The range of a prefix, or a single address; else what is wrong with it.

    >>> span_of_prefix("192.0.2.0/24")
    Span(version=4, first=3221225984, last=3221226239)
    """
    before, slash, length = text.partition("/")
    found = address(before)
    if found is None:
        return f"{quoted(text)} is no prefix"
    version, number = found
    bits = _BITS[version]
    if not slash:
        return Span(version, number, number)
    if not (length.isascii() and length.isdecimal() and len(length) <= 3 and int(length) <= bits):
        return f"{quoted(text)}: no prefix has that length"
    rest = (1 << (bits - int(length))) - 1
    if number & rest:
        return f"{quoted(text)} has bits set behind its length"
    return Span(version, number, number | rest)


def span_between(first: str, last: str) -> Span | str:
    """The range between two addresses, as text or as decimal numbers; else what is wrong with them.

    A number below 2^32 stands for an IPv4 address, and one in ::ffff:0:0/96 too.
    """
    begins, ends = _number(first), _number(last)
    if begins is None or ends is None:
        return f"{quoted(first if begins is None else last)} is no address"
    (version, start), (other, end) = begins, ends
    if version != other:
        if ":" in first + last or "." in first + last:
            return f"{quoted(first)} and {quoted(last)} are of two IP versions"
        version = 6  # a range of numbers that begins among those of IPv4 and ends above them
    if end < start:
        return f"the range ends at {quoted(last)}, before its start"
    if version == 6 and start >> 32 == end >> 32 == _MAPPED:
        return Span(4, start & 0xFFFF_FFFF, end & 0xFFFF_FFFF)
    return Span(version, start, end)


def _number(text: str) -> tuple[int, int] | None:
    if text.isascii() and text.isdecimal():
        if len(text) > 39 or (number := int(text)) >= 1 << 128:
            return None
        return (4 if number < 1 << 32 else 6), number
    return address(text)


def as_number(text: str) -> int | None:
    """An AS number, with or without the letters AS; None where there is none."""
    digits = text.strip().upper().removeprefix("AS")
    if digits.isascii() and digits.isdecimal() and len(digits) <= 10 and int(digits) < 1 << 32:
        return int(digits)
    return None
