"""CAIDA's table of announced prefixes in; the origin AS of each out.

``prefix TAB length TAB asn`` (CAIDA, "Routeviews Prefix to AS mappings"): several origins are joined by ``_``, most often seen first;
the members of an AS set by commas. Of several the first is taken.

Blind spots: what some two hundred peers of RouteViews saw announced within a day. An AS is no place and no company.
"""

from __future__ import annotations

import re

from harness.sources.geo_import.found import Found, Said, as_number, lines_of, quoted, span_of_prefix

_FIELDS = 3
_ORIGINS = re.compile(r"[_,]")


def read_pfx2as(octets: bytes, found: Found) -> None:
    """Read rows of ``Said``."""
    for number, line in lines_of(octets, found):
        fields = line.split("\t")
        if len(fields) != _FIELDS:
            found.fault(number, f"{len(fields)} fields between tabs, {_FIELDS} are expected")
            continue
        span = span_of_prefix(f"{fields[0]}/{fields[1]}")
        asn = as_number(_ORIGINS.split(fields[2].strip("{} "))[0])
        if isinstance(span, str):
            found.fault(number, span)
        elif asn is None:
            found.fault(number, f"{quoted(fields[2])} is no AS number")
        else:
            found.add(span, Said(asn=asn))
