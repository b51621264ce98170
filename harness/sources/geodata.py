"""Addresses in, what the reference data that are there say about them out.

Each data set is a Parquet file with a JSON side-car (``docs/geodata.md``). They are read
one after another, asked, and let go, so that memory holds one at a time; a file whose
SHA-256 is not the side-car's is refused.

Where several data sets answer one question, the nearest in time that has an answer is heard; locators of
separate lineage are heard each, and those of one lineage once (decision 0150).

Blind spots: data are some months old (the side-cars give dates); a block that moved or
was first announced since then is answered as it was.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from harness.model.addresses import Address, scope_of_parsed, unwrapped
from harness.model.country_names import is_country
from harness.model.declared_sources import Answers, Meaning
from harness.model.lineages import REGISTRY_AND_GEOFEED
from harness.model.territories import MISTAKEN_FOR_CN
from harness.model.words import Scope
from harness.sources.geo_files import DataFile, parse, read_octets
from harness.sources.geo_library import clouds_of, library, taken
from harness.tables.geodata import GEO_ANSWERS, VOTE, Array, GeoData, PackedAddresses, RangeSet, pack
from harness.tables.schema import conform

COVERED_KINDS = frozenset({"global", "6to4", "ietf_protocol"})
"""Kinds of internet address that place data can describe; stand-ins and translators are not among them."""

_NOWHERE = IPv4Address(0)
"""Stands in the look-up for an address that no data cover; its answers are dropped."""


class _Asked(NamedTuple):
    """Addresses as the data sets are asked for them."""

    packed: PackedAddresses
    covered: Array
    """Whether any data can describe it."""
    answers: dict[Path, Array]
    """Codes by data file, as far as they were asked."""


def data_sets_of(day: date | None) -> tuple[DataFile, ...]:
    """The data sets that are asked for a day, nearest first; for None as of today.

    Raises:
        ReferenceDataError: A side-car is missing or of another form.
    """
    return taken(library(os.environ), day or datetime.now(UTC).date())


def consult(
    addresses: Sequence[str], data_sets: Sequence[DataFile], voters: Sequence[DataFile] | None = None
) -> GeoData:
    """Ask every data set about every address.

    Args:
        addresses: Any order; duplicates are answered once.
        data_sets: Nearest in time first.
        voters: Those of them whose answers are votes on places, likewise; None: all.

    Raises:
        ReferenceDataError: A file is missing, altered or of another form.
        ValueError: A text is not an address.
    """
    texts = sorted(set(addresses))
    parsed = [ip_address(address) for address in texts]
    inner = [unwrapped(address) for address in parsed]
    covered = np.array([_is_covered(address) for address in inner], dtype=bool)
    known = [address if is_known else _NOWHERE for address, is_known in zip(inner, covered, strict=True)]
    asked = _Asked(pack(known), covered, {})
    cloud = _cloud(data_sets, asked)
    heard = data_sets if voters is None else voters
    published = cloud["cloud_country"]
    if voters is not None:
        cloud["cloud_country"] = _cloud(heard, asked)["cloud_country"]
    answers = pl.DataFrame(
        {
            "server_ip": texts,
            "scope": [scope_of_parsed(address)[0].value for address in parsed],
            "looked_up_ip": [
                text if now is before else str(now)
                for text, before, now in zip(texts, parsed, inner, strict=True)
            ],
            **_operator(data_sets, asked),
            "registered_country": _first(_of(data_sets, Meaning.REGISTERED), asked),
            "located": _votes(_of(heard, Meaning.GEOLOCATED), asked, published),
            **cloud,
            "anycast": _anycast(data_sets, asked) | cloud["cloud_anycast"],
        },
        schema_overrides=GEO_ANSWERS.schema,
    ).drop("cloud_anycast")
    sources = sorted((one.source for one in data_sets), key=lambda one: one.source)
    return GeoData(conform(answers, GEO_ANSWERS), tuple(sources))


def _is_covered(address: Address) -> bool:
    scope, kind = scope_of_parsed(address)
    return scope is Scope.INTERNET and kind in COVERED_KINDS


def _of(data_sets: Sequence[DataFile], meaning: Meaning) -> list[DataFile]:
    """Data sets that tell a country by this meaning."""
    return [one for one in data_sets if one.answers == Answers.COUNTRY and one.source.meaning == meaning]


def look_up(data_set: DataFile, packed: PackedAddresses) -> Array:
    """Codes of all addresses in one data set, which is read for it and let go, one family at a time."""
    octets = read_octets(data_set)
    answers = np.zeros(packed.count, dtype=np.uint32)
    if len(packed.v4):
        answers[packed.v4_places] = ranges_v4(data_set, octets).lookup(packed.v4)
    if len(packed.v6):  # those of IPv4 are let go: the largest set would stand twice
        answers[packed.v6_places] = ranges_v6(data_set, octets).lookup(packed.v6)
    return answers


def ranges_v4(data_set: DataFile, octets: bytes) -> RangeSet:
    """The IPv4 part of a data file."""
    return RangeSet.v4(parse(data_set, octets, ["gap", "code"], 0, data_set.rows_v4))


def ranges_v6(data_set: DataFile, octets: bytes) -> RangeSet:
    """The IPv6 part of a data file."""
    return RangeSet.v6(parse(data_set, octets, ["gap", "low", "code"], data_set.rows_v4))


def _codes(data_set: DataFile, asked: _Asked) -> Array:
    """Codes of all addresses; a data set that answers several questions is read for the first."""
    path = data_set.path
    if path not in asked.answers:
        asked.answers[path] = np.where(asked.covered, look_up(data_set, asked.packed), 0)
    return asked.answers[path]


def _country(data_set: DataFile, asked: _Asked) -> pl.Series:
    """The country of each address; null where there is none."""
    meant = pl.Series([None, *data_set.values], dtype=pl.String)
    return meant.gather(_codes(data_set, asked))


def _first(data_sets: Sequence[DataFile], asked: _Asked) -> pl.Series:
    """The country by the nearest data set that has one."""
    found = pl.Series([None], dtype=pl.String).new_from_index(0, asked.packed.count)
    for one in data_sets:
        answer = _country(one, asked)
        found = found.zip_with(found.is_not_null(), answer)
    return found


def _operator(data_sets: Sequence[DataFile], asked: _Asked) -> dict[str, Any]:
    """Origin AS, its holder and country, and whether the address is routed at all."""
    numbers = np.zeros(asked.packed.count, dtype=np.uint32)
    for one in (one for one in data_sets if one.answers == Answers.ASN):
        numbers = np.where(numbers == 0, _codes(one, asked), numbers)
    names: dict[int, str] = {}
    for one in (one for one in data_sets if one.answers == Answers.ORGANISATION):
        names = _organisations(one, np.unique(numbers)) | names
    asns = [number or None for number in numbers.tolist()]
    countries = [
        country if country is not None and is_country(country) else None
        for country in _first(_of(data_sets, Meaning.OPERATOR)[:1], asked).to_list()
    ]
    return {
        "routed": _routed(data_sets, asked),
        "asn": asns,
        "as_org": [names.get(number) if number else None for number in asns],
        "operator_country": countries,
    }


def _routed(data_sets: Sequence[DataFile], asked: _Asked) -> list[bool | None]:
    """Whether somebody announced it, by the nearest data set that knows: of two, the one that is silent may be right."""
    nearest = next((one for one in data_sets if one.routed), None)
    seen = np.zeros(asked.packed.count, bool) if nearest is None else _codes(nearest, asked) > 0
    return [one if known else None for one, known in zip(seen.tolist(), asked.covered.tolist(), strict=True)]


def _organisations(data_set: DataFile, numbers: Array) -> dict[int, str]:
    table = parse(data_set, read_octets(data_set), ["asn", "organisation"])
    wanted = table.filter(pl.col("asn").is_in(pl.Series(numbers, dtype=pl.UInt32).implode()))
    return dict(wanted.iter_rows())


def _votes(locators: Sequence[DataFile], asked: _Asked, published: pl.Series) -> pl.Series:
    """One list per address: of each lineage the nearest locator that answers."""
    lineages = sorted(
        {(one.source.lineage) for one in locators}, key=lambda name: _first_source(locators, name)
    )
    votes = [
        _vote([one for one in locators if one.source.lineage == name], asked, published) for name in lineages
    ]
    if not votes:
        return pl.Series("located", [[]] * asked.packed.count, dtype=pl.List(VOTE))
    frame = pl.DataFrame({str(at): vote for at, vote in enumerate(votes)})
    return frame.select(located=pl.concat_list(pl.all()).list.drop_nulls())["located"]


def _first_source(locators: Sequence[DataFile], lineage: str) -> str:
    return min(one.source.source for one in locators if one.source.lineage == lineage)


def _vote(locators: Sequence[DataFile], asked: _Asked, published: pl.Series) -> pl.Series:
    """The vote of one lineage for each address; null where no locator of it answers."""
    found = pl.Series([None], dtype=VOTE).new_from_index(0, asked.packed.count)
    for one in locators:
        country = _country(one, asked)
        said = country.is_not_null() & ~misread(one, country, published)
        vote = pl.select(
            pl.when(said).then(
                pl.struct(
                    source=pl.lit(one.source.source), lineage=pl.lit(one.source.lineage), country=country
                )
            )
        ).to_series()
        found = found.zip_with(found.is_not_null(), vote)
    return found


def misread(data_set: DataFile, country: pl.Series, published: pl.Series) -> pl.Series:
    """Where a set of holders' statements says CN, and the cloud's own statement says HK, MO or TW."""
    if data_set.source.lineage != REGISTRY_AND_GEOFEED:
        return pl.repeat(value=False, n=len(country), eager=True)
    return ((country == "CN") & published.is_in(sorted(MISTAKEN_FOR_CN))).fill_null(value=False)


def _anycast(data_sets: Sequence[DataFile], asked: _Asked) -> pl.Series:
    """Whether any data set says that it is announced from many places."""
    found = np.zeros(asked.packed.count, dtype=bool)
    for one in (one for one in data_sets if one.answers == Answers.ANYCAST):
        found |= _codes(one, asked) > 0
    return pl.Series(found)


def _cloud(data_sets: Sequence[DataFile], asked: _Asked) -> dict[str, pl.Series]:
    """What published lists say: a cloud's own before collected ones, then the nearest; anycast if any says so."""
    lists = [one for one in data_sets if one.answers == Answers.CLOUD]
    names = {"cloud": pl.String, "cloud_region": pl.String, "cloud_country": pl.String}
    found = pl.DataFrame(schema=names).clear(asked.packed.count)
    anycast = np.zeros(asked.packed.count, dtype=bool)
    for one in sorted(lists, key=lambda one: len(clouds_of(one)) > 1):
        codes = _codes(one, asked)
        meant = pl.DataFrame([(None,) * 3, *(value[:3] for value in one.values)], schema=names, orient="row")
        known = pl.Series([False, *(bool(value[3]) for value in one.values)], dtype=pl.Boolean)
        unknown = found["cloud"].is_null()
        told = meant[codes.tolist()] if len(codes) else meant.clear()
        found = pl.DataFrame({name: told[name].zip_with(unknown, found[name]) for name in names})
        anycast |= known.gather(codes).to_numpy()
    return {**{name: found[name] for name in names}, "cloud_anycast": pl.Series(anycast, dtype=pl.Boolean)}
