"""endpoints + names -> whether each can be on the internet, a translator on the way minded."""

from __future__ import annotations

import polars as pl

from harness.model.addresses import scope_of
from harness.model.words import Scope
from harness.stages.translations import gather_translations, prefix_answers
from harness.tables.frames import joined_left, without
from harness.tables.parts import Frames


def with_scopes(endpoints: pl.DataFrame, names: Frames) -> pl.DataFrame:
    """Add ``scope``, ``scope_kind`` and the columns of NAT64.

    Args:
        endpoints: ``vantage`` and ``server_ip``, and more.
        names: NAMES rows, in any order.
    """
    scoped = endpoints.join(
        _scopes(endpoints["server_ip"]), on="server_ip", how="left", maintain_order="left"
    )
    translated = _translated(endpoints, names)
    known = joined_left(scoped, translated, on=["vantage", "server_ip"])
    return known if translated.is_empty() else known.with_columns(_translated_scope())


def _translated(endpoints: pl.DataFrame, names: Frames) -> pl.DataFrame:
    """The longest NAT64 prefix told at the vantage point that each address lies in."""
    found = gather_translations(endpoints, prefix_answers(names))
    if found.height:
        found = found.unique(["vantage", "server_ip"], keep="first", maintain_order=True)
    return without(found, "inner_ip")


def _translated_scope() -> list[pl.Expr]:
    """Behind a translator stands the IPv4 internet, also where its prefix is a private one."""
    behind = pl.when(pl.col("nat64_prefix").is_not_null())
    words = {"scope": Scope.INTERNET.value, "scope_kind": "nat64"}
    return [behind.then(pl.lit(word)).otherwise(name).alias(name) for name, word in words.items()]


def _scopes(addresses: pl.Series) -> pl.DataFrame:
    distinct = addresses.unique().sort().to_list()
    scopes = [scope_of(address) for address in distinct]
    return pl.DataFrame(
        {
            "server_ip": distinct,
            "scope": [scope.value for scope, _ in scopes],
            "scope_kind": [kind for _, kind in scopes],
        },
        schema={"server_ip": pl.String, "scope": pl.String, "scope_kind": pl.String},
    )
