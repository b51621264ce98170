"""Prefixes as clouds list them in; rows of what each range is by its cloud's own list out.

One prefix is listed once per service, with or without a region, inside wider prefixes of the same
cloud. A row with a region, or known as anycast, beats rows without; among these the narrower one wins.
Two regions for one prefix are no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from harness.sources.geo_import.found import Span
from harness.sources.geo_import.ranges import Row


class CloudValue(NamedTuple):
    """What a cloud's published list says of a range."""

    cloud: str
    region: str
    """Empty where the list gives none."""
    country: str
    """Empty where the region stands for no one country."""
    anycast: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One prefix of one list."""

    cloud: str
    span: Span
    region: str | None
    country: str | None
    anycast: bool


def cloud_rows(prefixes: Iterable[Listed]) -> dict[int, list[Row]]:
    """Rows of ``CloudValue`` by IP version; the order of prefixes never matters."""
    regions: dict[tuple[str, Span], set[tuple[str, str | None]]] = {}
    anycast: set[tuple[str, Span]] = set()
    for one in prefixes:
        key = (one.cloud, one.span)
        named = regions.setdefault(key, set())
        if one.region:
            named.add((one.region, one.country))
        if one.anycast:
            anycast.add(key)
    rows: dict[int, list[Row]] = {4: [], 6: []}
    for (cloud, span), named in regions.items():
        value = _value(cloud, named, anycast=(cloud, span) in anycast)
        rank = 0 if value.region or value.anycast else 1
        rows[span.version].append(Row(span.first, span.last, value, rank))
    return rows


def _value(cloud: str, named: set[tuple[str, str | None]], *, anycast: bool) -> CloudValue:
    region, country = next(iter(named)) if len(named) == 1 else (None, None)
    return CloudValue(cloud, region or "", "" if anycast or country is None else country, anycast)
