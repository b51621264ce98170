"""endpoints + classes + rules -> which endpoints may resolve names where nobody sees it.

An address serves many names: a vendor's website may stand beside its resolver. So an endpoint counts where any
rule for resolvers matches it, also one behind the rule that classes it; and a flow there that asks by SNI for a
name of another service is none to a resolver.

Whose program speaks says nothing of who answers: rules of software make no resolver.

Blind spots: a resolver that the catalogue does not know. A website beside a resolver whose name no rule knows
is taken for the resolver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl

from harness.model.rules import Category, Kind
from harness.model.ruleset import Ruleset
from harness.tables.endpoints import ENDPOINT_KEY

_RESOLVE: Final = (Category.DNS, Category.HTTPDNS)


@dataclass(frozen=True, slots=True)
class Resolvers:
    """Endpoints that may resolve names."""

    endpoints: pl.DataFrame
    """``ENDPOINT_KEY`` and ``resolver``: ``dns`` or ``httpdns``."""
    other_names: pl.Series
    """Names seen for them that are of other services; sorted, each once."""


def find_resolvers(endpoints: pl.DataFrame, classes: pl.DataFrame, rules: Ruleset) -> Resolvers:
    """Say which endpoints resolve names by what the catalogue knows.

    Args:
        endpoints: ENDPOINTS rows.
        classes: CLASSES rows of these.
        rules: The catalogue.
    """
    by_rule = {
        rule.id: rule.category.value
        for rule in rules.rules
        if rule.category in _RESOLVE and rule.kind is not Kind.SOFTWARE
    }
    category = pl.col("rule").replace_strict(by_rule, default=None, return_dtype=pl.String)
    beside = pl.col("also").list.eval(
        pl.element().replace_strict(by_rule, default=None, return_dtype=pl.String).drop_nulls()
    )
    found = classes.select(*ENDPOINT_KEY, resolver=pl.coalesce(category, beside.list.min())).drop_nulls(
        "resolver"
    )
    names = endpoints.join(found, on=ENDPOINT_KEY, how="semi", nulls_equal=True)["names"]
    return Resolvers(found, _of_others(names.explode().drop_nulls().unique().sort(), rules))


def _of_others(names: Iterable[str], rules: Ruleset) -> pl.Series:
    """Those names that rules of services know, none of them for resolvers."""
    others = []
    for name in names:
        services = [hit.rule.category for hit in rules.index.by_name(name) if hit.rule.kind is Kind.SERVICE]
        if services and not set(services) & set(_RESOLVE):
            others.append(name)
    return pl.Series(others, dtype=pl.String)
