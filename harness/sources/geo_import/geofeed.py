"""A geofeed in; the country that its publisher gives for each prefix out.

``prefix,alpha2code,region,city,postal code`` with # before comments (RFC 8805 §2.1). An empty country is the wish not to be located.

Blind spots: the holder's own word, which nobody checks; it is one statement with registration and published lists, never a vote
beside them. HK, MO and TW written as subdivisions of CN (ISO 3166-2:CN: CN-HK, CN-MO, CN-TW) are read as the territories that
ISO 3166-1 has for them; who reads the country alone puts Hong Kong on the mainland.
"""

from __future__ import annotations

from harness.model.territories import MISTAKEN_FOR_CN
from harness.sources.geo_import.csv_ranges import fields_of
from harness.sources.geo_import.found import Found, Said, lines_of, quoted, span_of_prefix


def territory(country: str, region: str) -> str:
    """The country of a row, where its region tells it better.

    >>> territory("CN", "CN-HK"), territory("CN", "CN-GD"), territory("FR", "")
    ('HK', 'CN', 'FR')
    """
    part = region.strip().upper().removeprefix("CN-")
    return part if country.strip().upper() == "CN" and part in MISTAKEN_FOR_CN else country


def read_geofeed(octets: bytes, found: Found) -> None:
    """Read rows of ``Said``."""
    for number, line in lines_of(octets, found):
        fields = [*fields_of(line), "", "", ""]
        span = span_of_prefix(fields[0])
        if isinstance(span, str):
            found.fault(number, span)
            continue
        if len(fields) == 4:
            found.fault(number, f"{quoted(line)}: a prefix and a country are expected")
            continue
        country = found.country(territory(fields[1], fields[2]), number)
        if country is not None:
            found.add(span, Said(country))
