"""Addresses in, what the embedded reference data say about them out.

Each data set is a Parquet file with a JSON side-car (``docs/geodata.md``). They are read
one after another, asked, and let go, so that memory holds one at a time; a file whose
SHA-256 is not the side-car's is refused.

Blind spots: data are some months old (the side-cars give dates); a block that moved or
was first announced since then is answered as it was.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from harness.errors import ReferenceDataError
from harness.model.addresses import looked_up, scope_of
from harness.model.sources import DataSource
from harness.model.words import Scope
from harness.tables.geodata import GEO_ANSWERS, Array, GeoData, PackedAddresses, RangeSet, pack
from harness.tables.schema import conform

EMBEDDED = Path(__file__).resolve().parent.parent / "geodata"
LOCATORS = ("dbip-country", "geo-whois")
SOURCES = (
    "anycast", "as-org", "asn", "asn-country", "cloud-ranges", "dbip-country", "geo-whois", "iptoasn-country",
)  # fmt: skip
COVERED_KINDS = frozenset({"global", "6to4", "ietf_protocol"})
"""Kinds of internet address that place data can describe; stand-ins and translators are not among them."""

PSEUDO_COUNTRIES = frozenset({"EU", "AP", "ZZ"})
"""Codes of the operator data that stand for no one country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _DataSet:
    """A side-car, and the folder that its data lie in."""

    folder: Path
    source: DataSource
    rows_v4: int
    values: tuple[Any, ...]
    """What codes from 1 mean; empty where the code is the value itself."""


def consult(addresses: Sequence[str], folder: Path = EMBEDDED) -> GeoData:
    """Ask every data set about every address.

    Args:
        addresses: Any order; duplicates are answered once.
        folder: Where data files and side-cars lie.

    Raises:
        ReferenceDataError: A file is missing, altered or of another form.
        ValueError: A text is not an address.
    """
    asked = sorted(set(addresses))
    inner = [looked_up(address) for address in asked]
    covered = np.array([_is_covered(address) for address in inner], dtype=bool)
    packed = pack([address if known else "0.0.0.0" for address, known in zip(inner, covered, strict=True)])  # noqa: S104 - a place in the table, not a bind
    sets = {name: _read_side_car(folder, name) for name in SOURCES}
    columns = {
        "server_ip": asked,
        "looked_up_ip": inner,
        **_operator(sets, packed, covered),
        "registered_country": _country(sets["asn-country"], packed, covered),
        "located": _votes([sets[name] for name in LOCATORS], packed, covered),
        **_cloud(sets["cloud-ranges"], packed, covered),
    }
    anycast = (_lookup(sets["anycast"], packed) > 0) & covered
    columns["anycast"] = anycast | np.array(columns.pop("cloud_anycast"), dtype=bool)
    answers = pl.DataFrame(columns, schema=None, schema_overrides=GEO_ANSWERS.schema)
    return GeoData(conform(answers, GEO_ANSWERS), tuple(sets[name].source for name in SOURCES))


def _is_covered(address: str) -> bool:
    scope, kind = scope_of(address)
    return scope is Scope.INTERNET and kind in COVERED_KINDS


def _read_side_car(folder: Path, name: str) -> _DataSet:
    path = folder / f"{name}.json"
    try:
        side_car = json.loads(path.read_text(encoding="utf-8"))
        side_car["known_faults"] = tuple(side_car["known_faults"])
        source = DataSource(**{field.name: side_car[field.name] for field in fields(DataSource)})
        values = tuple(tuple(v) if isinstance(v, list) else v for v in side_car.get("values", ()))
        return _DataSet(folder=folder, source=source, rows_v4=side_car.get("rows_ipv4", 0), values=values)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise ReferenceDataError(_advice(path, f"cannot be read as a side-car ({fault})")) from fault


def _read_frame(data_set: _DataSet, rows: int | None = None) -> pl.DataFrame:
    """Read a data file, the very bytes that were verified; ``rows`` limits what is decoded."""
    path = data_set.folder / f"{data_set.source.source}.parquet"
    try:
        octets = path.read_bytes()
    except OSError as fault:
        raise ReferenceDataError(_advice(path, f"cannot be read ({fault.strerror})")) from fault
    if hashlib.sha256(octets).hexdigest() != data_set.source.sha256:
        raise ReferenceDataError(_advice(path, "is not the file that its side-car describes (SHA-256 differs)"))
    try:
        return pl.read_parquet(io.BytesIO(octets), n_rows=rows, use_statistics=False)
    except PolarsError as fault:
        raise ReferenceDataError(_advice(path, f"is not readable Parquet ({fault})")) from fault


def _advice(path: Path, what: str) -> str:
    return f"{path.name} {what}; install the package again, or in a checkout run `python -m scripts.build_geodata`"


def _lookup(data_set: _DataSet, packed: PackedAddresses) -> Array:
    """Codes of all addresses in one data set, which is read for it and let go; IPv6 only when asked for."""
    rows = None if len(packed.v6) else data_set.rows_v4
    return RangeSet.from_frame(_read_frame(data_set, rows), data_set.rows_v4).lookup(packed)


def _country(data_set: _DataSet, packed: PackedAddresses, covered: Array) -> list[str | None]:
    codes = np.where(covered, _lookup(data_set, packed), 0)
    return [data_set.values[code - 1] if code else None for code in codes.tolist()]


def _operator(sets: dict[str, _DataSet], packed: PackedAddresses, covered: Array) -> dict[str, Any]:
    """Origin AS, its holder and country, and whether the address is routed at all."""
    numbers = np.where(covered, _lookup(sets["asn"], packed), 0)
    names = _organisations(sets["as-org"], np.unique(numbers))
    origin = _country(sets["iptoasn-country"], packed, covered)
    asns = [number or None for number in numbers.tolist()]
    return {
        "routed": [bool(country) if known else None for country, known in zip(origin, covered.tolist(), strict=True)],
        "asn": asns,
        "as_org": [names.get(number) if number else None for number in asns],
        "operator_country": [None if country in PSEUDO_COUNTRIES else country for country in origin],
    }


def _organisations(data_set: _DataSet, numbers: Array) -> dict[int, str]:
    table = _read_frame(data_set)
    wanted = table.filter(pl.col("asn").is_in(pl.Series(numbers, dtype=pl.UInt32).implode()))
    return dict(wanted.iter_rows())


def _votes(locators: list[_DataSet], packed: PackedAddresses, covered: Array) -> list[list[dict[str, str]]]:
    votes: list[list[dict[str, str]]] = [[] for _ in range(packed.count)]
    for locator in locators:
        about = {"source": locator.source.source, "lineage": locator.source.lineage}
        for ballot, country in zip(votes, _country(locator, packed, covered), strict=True):
            if country is not None:
                ballot.append({**about, "country": country})
    return votes


def _cloud(data_set: _DataSet, packed: PackedAddresses, covered: Array) -> dict[str, list[Any]]:
    codes = np.where(covered, _lookup(data_set, packed), 0)
    nothing = (None, None, None, False)
    listed = [data_set.values[code - 1] if code else nothing for code in codes.tolist()]
    names = ("cloud", "cloud_region", "cloud_country", "cloud_anycast")
    return {name: [entry[place] for entry in listed] for place, name in enumerate(names)}
