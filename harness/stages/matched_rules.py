"""CLASSES and the rules that they were made by -> the rules that matched, with why each is believed."""

from __future__ import annotations

import polars as pl

from harness.model.matched_rules import MatchedRule, matched_rule
from harness.model.ruleset import Ruleset


def gather_matched_rules(classes: pl.DataFrame, rules: Ruleset) -> tuple[MatchedRule, ...]:
    """Find every rule that some row names: as chosen, as host or as also matching.

    Args:
        classes: CLASSES rows made by ``rules``.
        rules: The catalogue, with what the user added.

    Returns:
        One for each rule, by id.
    """
    named = pl.concat([classes["rule"], classes["hosting_rule"], classes["also"].explode()])
    ids = named.drop_nulls().unique().sort().to_list()
    return tuple(matched_rule(rules.rules[rules.rows[id_]]) for id_ in ids)
