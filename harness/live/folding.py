"""Facts -> the same facts with fewer names: what would otherwise grow for as long as capturing goes on.

Of the names that were tied to one address, the first ``MOST_NAMES`` that lie under one registrable domain, and that no
rule and no claim tells apart, are kept; each further one counts as the first of them. So names that never come
twice (of content delivery, or made up for each request) cost a picture nothing once there are enough of them.

Law, tested: which rules, selectors and signs of steps hold is as with all names; folding in parts is folding once; what
was folded stays as it is.

Blind spots: how much was sent under a name is too much where others count as it. The owners of HTTPS and
SVCB records (DNS_SERVICES) are kept, each once. It is for looking at, never for a verdict.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from harness.model.names_apart import NamesApart
from harness.sources.public_suffixes import consult_suffixes
from harness.tables.hellos import HELLOS
from harness.tables.interception import PROXY_FAILURES
from harness.tables.names import NAMES
from harness.tables.parts import FactParts, Parts, Whole, collect
from harness.tables.requests import REQUESTS
from harness.tables.schema import Table, conform

MOST_NAMES: Final = 64
"""Kept at one address of those that only their own text tells apart."""
Server = tuple[str, str]
"""Vantage point and address."""
_AT: Final = ("vantage", "server_ip")


def fold_names(
    past: FactParts, facts: FactParts, apart: NamesApart, most: int = MOST_NAMES
) -> tuple[FactParts, frozenset[Server]]:
    """Fold names in what was seen since.

    Args:
        past: Facts of before, folded.
        facts: Facts of now.
        apart: Names that must be told apart.
        most: See ``MOST_NAMES``.

    Returns:
        The facts of now, and each server of which they held names that count as another.

    Raises:
        ReferenceDataError: See ``harness.sources.public_suffixes.consult_suffixes``.
    """
    instead = _instead(_tied(past, facts), apart, most)
    if instead.is_empty():
        return facts, frozenset()
    servers = collect(facts.flows).select("flow_id", "server_ip")
    hellos = collect(facts.hellos).join(servers, on="flow_id", how="left", maintain_order="left")
    folded = replace(
        facts,
        names=_folded(collect(facts.names), "name", instead, NAMES),
        hellos=_folded(hellos, "sni", instead, HELLOS),
        requests=_folded(collect(facts.requests), "host", instead, REQUESTS),
        proxy_failures=_folded(collect(facts.proxy_failures), "sni", instead, PROXY_FAILURES),
    )
    met = collect(facts.names).select(*_AT, "name").join(instead, on=[*_AT, "name"], how="semi")
    return folded, frozenset(met.select(_AT).unique().iter_rows())


def _tied(past: FactParts, facts: FactParts) -> pl.DataFrame:
    """Names by address, each once, in the order in which they were first told; what was kept before stays, whatever the clock did."""
    each = [
        collect(part.names).sort("time_ns", nulls_last=True, maintain_order=True) for part in (past, facts)
    ]
    return pl.concat([part.select(*_AT, "name") for part in each]).unique(maintain_order=True)


def _instead(tied: pl.DataFrame, apart: NamesApart, most: int) -> pl.DataFrame:
    """What each name that is not kept counts as: ``vantage``, ``server_ip``, ``name``, ``first``."""
    many = tied.filter(pl.len().over(_AT) > most)
    if many.is_empty():
        return many.with_columns(first="name")
    names = many["name"].unique()
    groups = pl.DataFrame(
        {"name": names, "apart": ["\n".join(apart.group_of(name)) for name in names]},
        schema={"name": pl.String, "apart": pl.String},
    )
    known = groups.join(consult_suffixes(names).domains, on="name", how="left")
    within = (*_AT, "apart", "registrable_domain")
    placed = many.join(known, on="name", how="left", maintain_order="left").with_columns(
        place=pl.int_range(pl.len()).over(within), first=pl.col("name").first().over(within)
    )
    return placed.filter(pl.col("place") >= most).select(*_AT, "name", "first")


def _folded(rows: pl.DataFrame, column: str, instead: pl.DataFrame, table: Table) -> Parts:
    """Rows with the names that are kept."""
    other = instead.rename({"name": column})
    met = rows.join(other, on=[*_AT, column], how="left", maintain_order="left")
    named = met.with_columns(pl.coalesce("first", column).alias(column))
    return Whole(conform(named.select(list(table.columns)), table))
