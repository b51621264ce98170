"""Delegation statistics of the regional registries in; the country that each block is registered to out.

``registry|cc|type|start|value|date|status[|extensions]``, one version line and summaries before it (RIR statistics exchange format,
NRO). Of IPv4 the value is a count of addresses, which need be no power of two; of IPv6 a prefix length.

Blind spots: the legal base of the holder, never a place. What is available or reserved has no holder, and no row.
"""

from __future__ import annotations

import re

from harness.sources.geo_import.found import (
    Found,
    Said,
    Span,
    address,
    lines_of,
    quoted,
    span_of_prefix,
)

_VERSION = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_DAY = re.compile(r"20[0-9]{6}")
_HELD = ("allocated", "assigned")
_FEWEST_FIELDS = 7


def read_rir(octets: bytes, found: Found) -> None:
    """Read rows of ``Said``."""
    for number, line in lines_of(octets, found):
        fields = line.split("|")
        if _VERSION.fullmatch(fields[0]):
            # version|registry|serial|records|startdate|enddate|UTCoffset
            if len(fields) >= _FEWEST_FIELDS - 1 and _DAY.fullmatch(fields[5]):
                day = fields[5]
                found.dated(f"{day[:4]}-{day[4:6]}-{day[6:]}", "vendor_stated")
            continue
        if fields[-1] == "summary":
            continue
        if len(fields) < _FEWEST_FIELDS:
            found.fault(number, f"{len(fields)} fields between bars, at least {_FEWEST_FIELDS} are expected")
            continue
        if fields[2] in ("ipv4", "ipv6") and fields[6] in _HELD:
            _add(fields, number, found)


def _add(fields: list[str], number: int, found: Found) -> None:
    span = (
        _counted(fields[3], fields[4]) if fields[2] == "ipv4" else span_of_prefix(f"{fields[3]}/{fields[4]}")
    )
    if isinstance(span, str):
        found.fault(number, span)
        return
    country = found.country(fields[1], number)
    if country is not None:
        found.add(span, Said(country))


def _counted(start: str, count: str) -> Span | str:
    first = address(start)
    if first is None or first[0] != 4:
        return f"{quoted(start)} is no IPv4 address"
    if not (count.isascii() and count.isdecimal() and 0 < len(count) <= 10 and int(count)):
        return f"{quoted(count)} is no count of addresses"
    last = first[1] + int(count) - 1
    return (
        Span(4, first[1], last)
        if last < 1 << 32
        else f"{quoted(start)} and {count} addresses: no IPv4 has so many"
    )
