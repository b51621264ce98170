"""Unpacked package folders in, rows of address ranges out; one function per file format."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import maxminddb
import msgpack

from scripts.geodata_anycast import AS_NUMBERS, PREFIXES
from scripts.geodata_ranges import Row
from scripts.geodata_regions import country_of_region

NO_COUNTRY = frozenset({"", "??", "ZZ", "EU", "AP", "AN", "A1", "A2", "O1"})
"""Codes that name no one country: unknown, regions, proxies, and AN, withdrawn from ISO 3166 in 2010."""

ANYCAST_REGIONS = frozenset({("aws", "GLOBAL"), ("gcp", "global"), ("cloudflare", None)})
"""Regions that stand for "announced from many places"."""

ANYCAST_SERVICES = ("AZUREFRONTDOOR.FRONTEND", "AZUREFRONTDOOR.FIRSTPARTY")
"""Azure service tags whose addresses are anycast, by Azure Front Door's documentation."""


@dataclass(frozen=True, slots=True, order=True)
class CloudValue:
    """What a cloud's published list says of a range."""

    cloud: str
    region: str
    """Empty where the list gives none."""
    country: str
    """Empty where the region stands for no one country."""
    anycast: bool


def country_rows(path: Path, *, keep_pseudo: bool = False) -> Iterator[Row]:
    """Rows of a flat ``{"country_code": ...}`` MMDB; pseudo-codes are no answer unless kept."""
    with maxminddb.open_database(path) as database:
        for network, record in database:
            country = str(dict(record)["country_code"])
            if keep_pseudo or country not in NO_COUNTRY:
                value = "GB" if country == "UK" else country
                yield Row(int(network.network_address), int(network.broadcast_address), value)


def mmdb_date(path: Path) -> str:
    """Date of an MMDB's build epoch, UTC; for repacked data it is the time of repacking."""
    with maxminddb.open_database(path) as database:
        return datetime.fromtimestamp(database.metadata().build_epoch, UTC).date().isoformat()


def csv_rows(path: Path) -> Iterator[tuple[int, int, list[str]]]:
    """First address, last address and the other fields of a ``-num.csv`` file."""
    with path.open(encoding="utf-8", newline="") as lines:
        for first, last, *fields in csv.reader(lines):
            yield int(first), int(last), fields


def registered_rows(path: Path) -> Iterator[Row]:
    """Rows of the RIRs' delegations."""
    return (
        Row(first, last, fields[0]) for first, last, fields in csv_rows(path) if fields[0] not in NO_COUNTRY
    )


def asn_rows(path: Path) -> Iterator[Row]:
    """Rows of AS numbers, routed or filled in."""
    return (Row(first, last, int(fields[0])) for first, last, fields in csv_rows(path))


def organisations(paths: list[Path]) -> dict[int, str]:
    """Most frequent name of each AS number; of equally frequent ones the first by alphabet."""
    seen: dict[int, Counter[str]] = {}
    for path in paths:
        for _, _, (number, name) in csv_rows(path):
            seen.setdefault(int(number), Counter())[name.strip()] += 1
    return {
        number: min(names, key=lambda name: (-names[name], name)) for number, names in sorted(seen.items())
    }


def read_cloud_lists(path: Path) -> dict[str, Any]:
    """Decode the package's one MessagePack document: ``version``, ``providers``, ``ranges``."""
    document: dict[str, Any] = msgpack.unpackb(gzip.decompress(path.read_bytes()))
    return document


def cloud_rows(document: dict[str, Any]) -> dict[int, list[Row]]:
    """Rows of all clouds by IP version.

    One prefix is listed once per service, with or without a region, inside wider
    prefixes of the same cloud. A row with a region, or known as anycast, beats rows
    without; among these the narrower one wins.
    """
    regions: dict[tuple[str, str], set[str | None]] = {}
    anycast: set[tuple[str, str]] = set()
    for entry in document["ranges"]:
        cloud, region = document["providers"][entry["p"]], entry.get("r") or None
        key = (cloud, entry["cidr"])
        regions.setdefault(key, set()).add(region)
        if (cloud, region) in ANYCAST_REGIONS or (entry.get("s") or "").startswith(ANYCAST_SERVICES):
            anycast.add(key)
    rows: dict[int, list[Row]] = {4: [], 6: []}
    for (cloud, prefix), named in regions.items():
        network = ip_network(prefix)
        value = _cloud_value(
            cloud, {region for region in named if region}, anycast=(cloud, prefix) in anycast
        )
        rank = 0 if value.region or value.anycast else 1
        rows[network.version].append(
            Row(int(network.network_address), int(network.broadcast_address), value, rank)
        )
    return rows


def _cloud_value(cloud: str, regions: set[str], *, anycast: bool) -> CloudValue:
    region = regions.pop() if len(regions) == 1 else None  # two regions for one prefix are no answer
    country = None if anycast else country_of_region(cloud, region)
    return CloudValue(cloud, region or "", country or "", anycast)


def anycast_rows(version: int, asn_ranges: list[Row]) -> list[Row]:
    """Rows of the listed prefixes and of every range of the listed AS numbers."""
    rows = [Row(row.start, row.end, "anycast") for row in asn_ranges if row.value in AS_NUMBERS]
    for prefix, _, _ in PREFIXES:
        network = ip_network(prefix)
        if network.version == version:
            rows.append(Row(int(network.network_address), int(network.broadcast_address), "anycast"))
    return rows
