"""Comma-separated ranges in; rows of countries, or of AS numbers and their holders, out.

``first,last,country[,...]`` as DB-IP, ip-location-db and IP2Location LITE write it, or ``first,last,asn[,organisation]`` as
ip-location-db does; addresses as text or as decimal numbers, fields in quotes or not, a heading or none.

Blind spots: rows may nest, and conflict (568 do in one vendor's table); which one wins is said at ``ranges.Row``. Of a row with
cities only the country is read.
"""

from __future__ import annotations

import csv

from harness.sources.geo_import.found import Found, Said, Span, as_number, lines_of, quoted, span_between

FEWEST_FIELDS = 3
_HEADINGS = ("start", "ip_", "ip-", "network", "from", "first")


def fields_of(line: str) -> list[str]:
    """Fields of one line, at least one; a field in quotes does not go on in the next line.

    >>> fields_of('1,2,"One, Inc."')
    ['1', '2', 'One, Inc.']
    """
    if '"' not in line:
        return [field.strip() for field in line.split(",")]
    try:
        return [field.strip() for field in next(csv.reader([line]))]
    except (csv.Error, StopIteration):
        return [line]


def read_csv_ranges(octets: bytes, found: Found) -> None:
    """Read rows of ``Said``."""
    for number, line in lines_of(octets, found):
        fields = fields_of(line)
        if len(fields) < FEWEST_FIELDS:
            found.fault(number, f"{quoted(line)}: first address, last address and an answer are expected")
            continue
        if number == 1 and fields[0].lower().startswith(_HEADINGS):
            continue
        span = span_between(fields[0], fields[1])
        if isinstance(span, str):
            found.fault(number, span)
            continue
        _add(fields, span, number, found)


def _add(fields: list[str], span: Span, number: int, found: Found) -> None:
    """Take the answer of a row, if it has one: what stands third tells which question it answers."""
    asn = as_number(fields[2])
    if asn is not None:
        if asn:
            found.add(span, Said(asn=asn, organisation=(fields[3] or None) if len(fields) > 3 else None))
        return
    country = found.country(fields[2], number)
    if country is not None:
        found.add(span, Said(country))
