"""Unpacked package folders in, rows of address ranges out; one function per file format."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgpack

from harness.sources.geo_import.cloud_lists import is_anycast
from harness.sources.geo_import.cloud_regions import country_of_region
from harness.sources.geo_import.cloud_rows import Listed
from harness.sources.geo_import.found import Found, Span, span_of_prefix
from harness.sources.geo_import.importing import read_files
from harness.sources.geo_import.opening import opened
from harness.sources.geo_import.ranges import Row
from scripts.geodata_anycast import AS_NUMBERS, PREFIXES


def country_rows(path: Path, *, keep_pseudo: bool = False) -> Iterator[Row]:
    """Rows of countries of a file of one IP version; pseudo-codes are no answer unless kept."""
    return _of_countries(read_files([opened(path)], keep_pseudo=keep_pseudo))


def _of_countries(found: Found) -> Iterator[Row]:
    return (
        row._replace(value=row.value.country)
        for rows in found.rows.values()
        for row in rows
        if row.value.country
    )


def mmdb_date(path: Path) -> str:
    """Date of an MMDB's build epoch, UTC; for repacked data it is the time of repacking."""
    return str(read_files([opened(path)]).date)


def asn_rows(path: Path) -> list[Row]:
    """Rows of AS numbers and their holders, routed or filled in."""
    return [row for rows in read_files([opened(path)]).rows.values() for row in rows]


def read_cloud_lists(path: Path) -> dict[str, Any]:
    """Decode the package's one MessagePack document: ``version``, ``providers``, ``ranges``."""
    document: dict[str, Any] = msgpack.unpackb(gzip.decompress(path.read_bytes()))
    return document


def listed_prefixes(document: dict[str, Any]) -> Iterator[Listed]:
    """Prefixes of all clouds in the document."""
    for entry in document["ranges"]:
        cloud, region = document["providers"][entry["p"]], entry.get("r") or None
        span = span_of_prefix(entry["cidr"])
        if not isinstance(span, Span):
            raise TypeError(span)
        anycast = is_anycast(cloud, region, entry.get("s") or "")
        yield Listed(cloud, span, region, country_of_region(cloud, region), anycast)


def anycast_rows(version: int, asn_ranges: list[Row]) -> list[Row]:
    """Rows of the listed prefixes and of every range of the listed AS numbers."""
    rows = [Row(row.start, row.end, "anycast") for row in asn_ranges if row.value in AS_NUMBERS]
    for prefix, _, _ in PREFIXES:
        network = ip_network(prefix)
        if network.version == version:
            rows.append(Row(int(network.network_address), int(network.broadcast_address), "anycast"))
    return rows
