"""Rebuild ``harness/geodata`` from pinned packages: ``python -m scripts.build_geodata``.

Reads the packages named in ``geodata_packages.py`` (fetched, or found in ``--packages``),
writes one Parquet file and one JSON side-car per data set. The same packages give the
same bytes as long as the version of Polars stays the same.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from harness.model.territories import MISTAKEN_FOR_CN
from harness.sources.geo_import.cloud_rows import CloudValue, cloud_rows
from harness.sources.geo_import.found import Found
from harness.sources.geo_import.importing import coded_frame, organisations
from harness.sources.geo_import.ranges import Ranges, Row, flatten
from harness.sources.geo_import.store import range_frame, write_data_set
from scripts import build_country_cells
from scripts import geodata_parse as parse
from scripts.geodata_mask import mask_cn
from scripts.geodata_packages import PACKAGES, obtain
from scripts.geodata_sources import DESCRIBED

HERE = Path(__file__).resolve().parent
EMBEDDED = HERE.parent / "harness" / "geodata"
BITS = {4: 32, 6: 128}


def main() -> None:
    """Fetch, verify, build, and say how large each file became."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--packages", type=Path, help="folder of archives; what is missing is fetched into it"
    )
    arguments.add_argument("--out", type=Path, default=EMBEDDED)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.packages or Path(temporary)
        unpacked = {key: obtain(package, folder) for key, package in PACKAGES.items()}
        build(unpacked, given.out)
    for path in sorted(given.out.glob("*.parquet")):
        print(f"{path.stat().st_size:>9,}  {path.name}")


def build(unpacked: dict[str, Path], out: Path) -> None:
    """Write every data set.

    Args:
        unpacked: Folder of each package's files, by the keys of ``PACKAGES``.
        out: Folder to write into; made if absent.
    """
    out.mkdir(parents=True, exist_ok=True)
    asn = _asn(unpacked["asn"], out)
    published = _cloud_ranges(unpacked["cloud-ranges"], out)
    _anycast(asn, out)
    _countries("dbip-country", unpacked["dbip-country"], "dbip-country", out)
    _geo_whois(unpacked["geo-whois"], published, out)
    _countries("iptoasn-country", unpacked["iptoasn-country"], "iptoasn-country", out, keep_pseudo=True)
    _registered(unpacked["asn-country"], out)
    build_country_cells.build(unpacked, out)


def _asn(folder: Path, out: Path) -> dict[int, list[Row]]:
    files = {version: folder / f"asn-ipv{version}-num.csv" for version in BITS}
    said = {version: parse.asn_rows(path) for version, path in files.items()}
    rows = {v: [row._replace(value=row.value.asn) for row in told] for v, told in said.items()}
    ranges = {version: flatten(rows[version]) for version in BITS}
    coded: dict[int, Ranges] = {
        v: (starts, [n or 0 for n in numbers]) for v, (starts, numbers) in ranges.items()
    }
    frame = range_frame(coded[4], coded[6], pl.UInt32)
    write_data_set(out, frame, _side_car("asn", "asn", ranges, _version_date("asn")), len(coded[4][0]))
    used = {number for _, numbers in coded.values() for number in numbers}
    table = organisations(Found(rows=said)).filter(pl.col("asn").is_in(list(used)))
    write_data_set(out, table, _side_car("as-org", "asn", {}, _version_date("asn")), table.height)
    return rows


def _cloud_ranges(folder: Path, out: Path) -> dict[int, list[tuple[int, int]]]:
    """Write the published lists; return where they name a territory that CN is mistaken for."""
    document = parse.read_cloud_lists(folder / "cloudip" / "data" / "cloudip.msgpack.gz")
    listed = cloud_rows(parse.listed_prefixes(document))
    ranges = {version: flatten(rows) for version, rows in listed.items()}
    dated = {"date": document["version"], "date_basis": "vendor_stated"}
    _write_coded("cloud-ranges", "cloud-ranges", ranges, dated, out)
    return {version: _in_territories(*ranges[version], BITS[version]) for version in BITS}


def _in_territories(starts: list[int], values: list[Any], bits: int) -> list[tuple[int, int]]:
    ends = [*(start - 1 for start in starts[1:]), 2**bits - 1]
    spans = zip(starts, ends, values, strict=True)
    return [
        (start, end)
        for start, end, value in spans
        if isinstance(value, CloudValue) and value.country in MISTAKEN_FOR_CN
    ]


def _anycast(asn: dict[int, list[Row]], out: Path) -> None:
    ranges = {version: flatten(parse.anycast_rows(version, asn[version])) for version in BITS}
    _write_coded("anycast", "asn", ranges, _version_date("asn"), out)


def _countries(source: str, folder: Path, stem: str, out: Path, *, keep_pseudo: bool = False) -> None:
    files = {version: folder / f"{stem}-ipv{version}.mmdb" for version in BITS}
    ranges = {v: flatten(parse.country_rows(path, keep_pseudo=keep_pseudo)) for v, path in files.items()}
    _write_coded(source, source, ranges, _epoch_date(files[4]), out)


def _geo_whois(folder: Path, published: dict[int, list[tuple[int, int]]], out: Path) -> None:
    files = {version: folder / f"geo-whois-asn-country-ipv{version}.mmdb" for version in BITS}
    masked = {
        v: mask_cn(flatten(parse.country_rows(path)), published[v], BITS[v]) for v, path in files.items()
    }
    silenced = [prefix for _, prefixes in masked.values() for prefix in prefixes]
    fault = (
        f"Said CN inside ranges that a cloud publishes as {', '.join(sorted(MISTAKEN_FOR_CN))}; these "
        f"{len(silenced)} prefixes are masked and listed in masked_prefixes: the set does not answer there."
    )
    extra = {**_epoch_date(files[4]), "masked_prefixes": silenced}
    _write_coded(
        "geo-whois", "geo-whois", {v: ranges for v, (ranges, _) in masked.items()}, extra, out, fault
    )


def _registered(folder: Path, out: Path) -> None:
    files = {version: folder / f"asn-country-ipv{version}-num.csv" for version in BITS}
    ranges = {version: flatten(parse.country_rows(path)) for version, path in files.items()}
    _write_coded("asn-country", "asn-country", ranges, _version_date("asn-country"), out)


def _write_coded(
    source: str,
    package: str,
    ranges: dict[int, Ranges],
    extra: dict[str, Any],
    out: Path,
    fault: str | None = None,
) -> None:
    frame, values = coded_frame(ranges)
    side_car = _side_car(source, package, ranges, {**extra, "values": values})
    if fault is not None:
        side_car["known_faults"] = [fault, *side_car["known_faults"]]
    write_data_set(out, frame, side_car, len(ranges[4][0]))


def _side_car(source: str, package: str, ranges: dict[int, Ranges], extra: dict[str, Any]) -> dict[str, Any]:
    pinned = PACKAGES[package]
    rows = {f"rows_ipv{version}": len(starts) for version, (starts, _) in ranges.items()}
    return {
        "source": source,
        "version": pinned.version,
        "package": f"{pinned.client} {pinned.name}",
        "package_sha256": pinned.sha256,
        "built_by": "scripts/build_geodata.py",
        **DESCRIBED[source],
        **rows,
        **extra,
    }


def _version_date(package: str) -> dict[str, str]:
    """Date in an ip-location-db version: ``2.3.YYYYMMDDHH``."""
    stamp = PACKAGES[package].version.rsplit(".", 1)[1]
    return {"date": f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]}", "date_basis": "package_version"}


def _epoch_date(path: Path) -> dict[str, str]:
    return {"date": parse.mmdb_date(path), "date_basis": "file_epoch"}


if __name__ == "__main__":
    main()
