"""Addresses in, what the embedded reference data say about them out.

Each data set is a Parquet file with a JSON side-car (``docs/geodata.md``). They are read
one after another, asked, and let go, so that memory holds one at a time; a file whose
SHA-256 is not the side-car's is refused.

Blind spots: data are some months old (the side-cars give dates); a block that moved or
was first announced since then is answered as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from harness.model.addresses import Address, scope_of_parsed, unwrapped
from harness.model.words import Scope
from harness.sources.geo_files import EMBEDDED, DataFile, parse, read_octets, read_side_car
from harness.tables.geodata import GEO_ANSWERS, Array, GeoData, PackedAddresses, RangeSet, pack
from harness.tables.schema import conform

LOCATORS = ("dbip-country", "geo-whois")
SOURCES = (
    "anycast", "as-org", "asn", "asn-country", "cloud-ranges", "dbip-country", "geo-whois", "iptoasn-country",
)  # fmt: skip
COVERED_KINDS = frozenset({"global", "6to4", "ietf_protocol"})
"""Kinds of internet address that place data can describe; stand-ins and translators are not among them."""

_NOWHERE = IPv4Address(0)
"""Stands in the look-up for an address that no data cover; its answers are dropped."""

PSEUDO_COUNTRIES = frozenset({"EU", "AP", "ZZ"})
"""Codes of the operator data that stand for no one country."""


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
    parsed = [ip_address(address) for address in asked]
    inner = [unwrapped(address) for address in parsed]
    covered = np.array([_is_covered(address) for address in inner], dtype=bool)
    packed = pack([address if known else _NOWHERE for address, known in zip(inner, covered, strict=True)])
    sets = {name: read_side_car(folder, name) for name in SOURCES}
    columns = {
        "server_ip": asked,
        "scope": [scope_of_parsed(address)[0].value for address in parsed],
        "looked_up_ip": [
            text if now is before else str(now)
            for text, before, now in zip(asked, parsed, inner, strict=True)
        ],
        **_operator(sets, packed, covered),
        "registered_country": _country(sets["asn-country"], packed, covered),
        "located": _votes([sets[name] for name in LOCATORS], packed, covered),
        **_cloud(sets["cloud-ranges"], packed, covered),
    }
    anycast = (_lookup(sets["anycast"], packed) > 0) & covered
    columns["anycast"] = anycast | np.array(columns.pop("cloud_anycast"), dtype=bool)
    answers = pl.DataFrame(columns, schema_overrides=GEO_ANSWERS.schema)
    return GeoData(conform(answers, GEO_ANSWERS), tuple(sets[name].source for name in SOURCES))


def _is_covered(address: Address) -> bool:
    scope, kind = scope_of_parsed(address)
    return scope is Scope.INTERNET and kind in COVERED_KINDS


def _lookup(data_set: DataFile, packed: PackedAddresses) -> Array:
    """Codes of all addresses in one data set, which is read for it and let go, one family at a time."""
    octets = read_octets(data_set)
    answers = np.zeros(packed.count, dtype=np.uint32)
    if len(packed.v4):
        frame = parse(data_set, octets, ["gap", "code"], 0, data_set.rows_v4)
        answers[packed.v4_places] = RangeSet.v4(frame).lookup(packed.v4)
        del frame  # before the next family is decoded: the largest set would stand twice
    if len(packed.v6):
        frame = parse(data_set, octets, ["gap", "low", "code"], data_set.rows_v4)
        answers[packed.v6_places] = RangeSet.v6(frame).lookup(packed.v6)
    return answers


def _country(data_set: DataFile, packed: PackedAddresses, covered: Array) -> list[str | None]:
    codes = np.where(covered, _lookup(data_set, packed), 0)
    return [data_set.values[code - 1] if code else None for code in codes.tolist()]


def _operator(sets: dict[str, DataFile], packed: PackedAddresses, covered: Array) -> dict[str, Any]:
    """Origin AS, its holder and country, and whether the address is routed at all."""
    numbers = np.where(covered, _lookup(sets["asn"], packed), 0)
    names = _organisations(sets["as-org"], np.unique(numbers))
    origin = _country(sets["iptoasn-country"], packed, covered)
    asns = [number or None for number in numbers.tolist()]
    return {
        "routed": [
            bool(country) if known else None for country, known in zip(origin, covered.tolist(), strict=True)
        ],
        "asn": asns,
        "as_org": [names.get(number) if number else None for number in asns],
        "operator_country": [None if country in PSEUDO_COUNTRIES else country for country in origin],
    }


def _organisations(data_set: DataFile, numbers: Array) -> dict[int, str]:
    table = parse(data_set, read_octets(data_set), ["asn", "organisation"])
    wanted = table.filter(pl.col("asn").is_in(pl.Series(numbers, dtype=pl.UInt32).implode()))
    return dict(wanted.iter_rows())


def _votes(locators: list[DataFile], packed: PackedAddresses, covered: Array) -> pl.Series:
    """One list per address; a locator without an answer is not in it."""
    names = [locator.source.source for locator in locators]
    answers = pl.DataFrame(
        {name: _country(locator, packed, covered) for name, locator in zip(names, locators, strict=True)},
        schema=dict.fromkeys(names, pl.String),
    )
    votes = [
        pl.when(pl.col(name).is_not_null()).then(
            pl.struct(
                source=pl.lit(locator.source.source),
                lineage=pl.lit(locator.source.lineage),
                country=pl.col(name),
            )
        )
        for name, locator in zip(names, locators, strict=True)
    ]
    return answers.select(located=pl.concat_list(votes).list.drop_nulls())["located"]


def _cloud(data_set: DataFile, packed: PackedAddresses, covered: Array) -> dict[str, list[Any]]:
    codes = np.where(covered, _lookup(data_set, packed), 0)
    nothing = (None, None, None, False)
    listed = [data_set.values[code - 1] if code else nothing for code in codes.tolist()]
    names = ("cloud", "cloud_region", "cloud_country", "cloud_anycast")
    return {name: [entry[place] for entry in listed] for place, name in enumerate(names)}
