"""iptoasn.com's combined table in; AS number, its country and its holder out.

``first TAB last TAB asn TAB country TAB description`` (iptoasn.com, "Data format"); AS 0 is not routed and has no row here.

Blind spots: the country is that of the origin AS, CN for nearly all of Alibaba and Tencent abroad: never a place. ``None``
and the pseudo-codes stay, because a row says that the block is announced.
"""

from __future__ import annotations

from harness.sources.geo_import.found import Found, Said, as_number, lines_of, quoted, span_between

_FIELDS = 5


def read_iptoasn(octets: bytes, found: Found) -> None:
    """Read rows of ``Said``."""
    for number, line in lines_of(octets, found):
        fields = line.split("\t")
        if len(fields) != _FIELDS:
            found.fault(number, f"{len(fields)} fields between tabs, {_FIELDS} are expected")
            continue
        asn = as_number(fields[2])
        span = span_between(fields[0], fields[1])
        if asn is None:
            found.fault(number, f"{quoted(fields[2])} is no AS number")
        elif isinstance(span, str):
            found.fault(number, span)
        elif asn:
            # "None" and the like: announced, and of no country that is known.
            country = found.country("" if len(fields[3]) != 2 else fields[3], number)
            found.add(span, Said(country or "ZZ", asn, fields[4].strip() or None))
