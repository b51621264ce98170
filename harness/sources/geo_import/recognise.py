"""The octets of a file in; the format that they have, by their content and not by a name, out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from harness.sources.geo_import.cloud_lists import read_cloudflare, read_digitalocean, read_json_list
from harness.sources.geo_import.csv_ranges import fields_of, read_csv_ranges
from harness.sources.geo_import.found import Found, lines_of, span_between, span_of_prefix
from harness.sources.geo_import.geofeed import read_geofeed
from harness.sources.geo_import.iptoasn import read_iptoasn
from harness.sources.geo_import.mmdb import MARKER, METADATA_OCTETS, read_mmdb
from harness.sources.geo_import.pfx2as import read_pfx2as
from harness.sources.geo_import.rir import read_rir

Reader = Callable[[bytes, Found], None]

FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        "mmdb": read_mmdb,
        "csv": read_csv_ranges,
        "iptoasn": read_iptoasn,
        "rir": read_rir,
        "geofeed": read_geofeed,
        "pfx2as": read_pfx2as,
        "aws": read_json_list("aws"),
        "gcp": read_json_list("gcp"),
        "azure": read_json_list("azure"),
        "oracle": read_json_list("oracle"),
        "fastly": read_json_list("fastly"),
        "cloudflare": read_cloudflare,
        "digitalocean": read_digitalocean,
    }
)
"""Every format, by the word of ``--format``. A geofeed is DigitalOcean's list only where that is said."""

_KEYS: Final = (
    ("aws", "createDate"),
    ("gcp", "creationTime"),
    ("azure", "changeNumber"),
    ("oracle", "regions"),
    ("fastly", "addresses"),
)
"""A key that only that cloud's document has."""
_SAMPLE_OCTETS: Final = 64 * 1024
_SAMPLE_LINES: Final = 50
_CODE: Final = re.compile(r"(?:[A-Za-z]{2})?")


def recognise(octets: bytes) -> str | None:
    r"""The word of a file's format; None where it has none of them.

    >>> recognise(b"192.0.2.0,192.0.2.255,DE\n"), recognise(b"192.0.2.0/24,DE,,,\n"), recognise(b"?")
    ('csv', 'geofeed', None)
    """
    if octets.rfind(MARKER, max(0, len(octets) - METADATA_OCTETS)) >= 0:
        return "mmdb"
    start = octets[:_SAMPLE_OCTETS]
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json(octets)
    whole = start if len(octets) <= _SAMPLE_OCTETS else start.rpartition(b"\n")[0]
    for at, (_, line) in enumerate(lines_of(whole, Found())):
        if at >= _SAMPLE_LINES or (found := _line(line)):
            return found if at < _SAMPLE_LINES else None
    return None


def _json(octets: bytes) -> str | None:
    try:
        document = json.loads(octets)
    except (ValueError, RecursionError):
        return None
    return next((word for word, key in _KEYS if key in document), None)


def _line(line: str) -> str | None:
    """The format that one line shows; None where it may be a heading."""
    if line.count("|") >= 5:
        return "rir"
    by_tab = line.split("\t")
    if len(by_tab) == 5 and not isinstance(span_between(by_tab[0], by_tab[1]), str):
        return "iptoasn"
    if len(by_tab) == 3 and not isinstance(span_of_prefix(f"{by_tab[0]}/{by_tab[1]}"), str):
        return "pfx2as"
    fields = fields_of(line)
    if len(fields) >= 3 and not isinstance(span_between(fields[0], fields[1]), str):
        return "csv"
    if not isinstance(span_of_prefix(fields[0]), str):
        if len(fields) == 1:
            return "cloudflare"
        return "geofeed" if _CODE.fullmatch(fields[1]) else None
    return None
