"""One address in; the answer of every data set that is there, asked or not, and what becomes of it, out."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from typing import Any, NamedTuple

import polars as pl

from harness.model.addresses import unwrapped
from harness.model.declared_sources import Answers, Meaning
from harness.model.lineages import PUBLISHED_LIST, REGISTRY_AND_GEOFEED
from harness.sources.geo_files import DataFile, parse, read_octets
from harness.sources.geo_library import Pick
from harness.sources.geodata import look_up, misread
from harness.tables.geodata import pack


class Heard(NamedTuple):
    """What one data set says of an address."""

    data_set: DataFile
    answer: str | None
    """None: it has none, or its data are not there any more."""
    why_not: str | None
    """Why that takes no part; None: it does."""
    one_with: str | None = None
    """Lineage that it is one statement with: together they are one vote."""


def explain(address: str, picks: Sequence[Pick]) -> tuple[Heard, ...]:
    """Ask every data set about one address.

    Args:
        address: One that data can describe.
        picks: As ``geo_library.pick`` gives them.

    Raises:
        ReferenceDataError: A file is missing, altered or of another form.
    """
    packed = pack([unwrapped(ip_address(address))])
    codes = {
        id(one): 0
        if one.dropped is not None or one.answers == Answers.ORGANISATION
        else int(look_up(one, packed)[0])
        for one, _ in picks
    }
    number = next(
        (
            codes[id(one)]
            for one, why in picks
            if why is None and one.answers == Answers.ASN and codes[id(one)]
        ),
        0,
    )
    said = {id(one): _meant(one, codes[id(one)], number) for one, _ in picks}
    published = next(
        (
            one.values[codes[id(one)] - 1][2]
            for one, why in picks
            if why is None and one.answers == Answers.CLOUD and codes[id(one)]
        ),
        None,
    )
    heard: list[Heard] = []
    for one, why in picks:
        answer = said[id(one)]
        reason = why or _unheard(one, answer, published, heard)
        repeats = published is not None and one.source.lineage == REGISTRY_AND_GEOFEED
        heard.append(Heard(one, answer, reason, PUBLISHED_LIST if repeats and reason is None else None))
    return tuple(heard)


def _meant(data_set: DataFile, code: int, number: int) -> str | None:
    """An answer in words."""
    if data_set.answers == Answers.ORGANISATION:
        return _organisation(data_set, number) if number and data_set.dropped is None else None
    if not code:
        return None
    if data_set.answers == Answers.ASN:
        return f"AS{code}"
    value: Any = data_set.values[code - 1]
    if data_set.answers == Answers.CLOUD:
        cloud, region, country, anycast = value
        return f"{cloud} {region or 'no region'}, {'anycast' if anycast else country or 'no country'}"
    return str(value)


def _organisation(data_set: DataFile, number: int) -> str | None:
    table = parse(data_set, read_octets(data_set), ["asn", "organisation"])
    found = table.filter(pl.col("asn") == number)["organisation"]
    return str(found[0]) if len(found) else None


def _unheard(
    data_set: DataFile, answer: str | None, published: str | None, before: Sequence[Heard]
) -> str | None:
    """Why an answer of a data set that is asked takes no part; those before it are nearer in time."""
    if answer is None:
        return "it has no answer"
    if data_set.answers == Answers.ANYCAST:
        return None
    country, place = pl.Series([answer]), pl.Series([published], dtype=pl.String)
    if data_set.source.meaning == Meaning.GEOLOCATED and misread(data_set, country, place)[0]:
        return f"a published list says {published}, which this source is known to read as CN"
    nearer = next(
        (one for one in before if one.why_not is None and _same_question(one.data_set, data_set)), None
    )
    return None if nearer is None else f"{nearer.data_set.source.source} is nearer, and answers the same"


def _same_question(one: DataFile, other: DataFile) -> bool:
    """Whether only one of two is heard: locators where they share a lineage, others where they answer the same."""
    if (one.answers, one.source.meaning) != (other.answers, other.source.meaning):
        return False
    return one.source.meaning != Meaning.GEOLOCATED or one.source.lineage == other.source.lineage
