"""endpoints + places + signs + rules -> classes: who runs each endpoint, and who hosts it.

Two answers are given apart. The service rule comes from the names seen (the best
supported name first) or from a fixed address that is the service. The hosting rule
comes from a cloud or CDN name, a prefix, or the origin AS. Where only a hosting rule
matches, the service stays unknown: a tenant of a cloud is not the cloud. Whose program speaks is neither: rules
of software stand in ``also`` alone, as many as match.

Blind spots: an endpoint without a name can be known by hosting only; a name tied to
an address by another client's DNS answer counts as much as its place in ``names``
says; an address shared by many tenants carries every name seen for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import polars as pl

from harness.model.rules import Kind
from harness.model.ruleset import Hit, Ruleset
from harness.model.seen import NO_SIGNS, Signs
from harness.tables.classes import CLASSES
from harness.tables.endpoints import ENDPOINT_KEY, ENDPOINTS
from harness.tables.places import PLACES
from harness.tables.schema import conform

_NOTHING_TOLD: Final[Mapping[int, Signs]] = MappingProxyType({})


def classify(
    endpoints: pl.DataFrame, places: pl.DataFrame, rules: Ruleset, signs: Mapping[int, Signs] = _NOTHING_TOLD
) -> pl.DataFrame:
    """Say what the catalogue knows of each endpoint.

    Args:
        endpoints: ``ENDPOINTS`` rows.
        places: ``PLACES`` rows; an address without one has no AS number to match.
        rules: The catalogue.
        signs: What flows to each endpoint told, by its position; without them no rule matches that asks for such.

    Returns:
        ``CLASSES`` rows, one for each endpoint, in the order of ``endpoints``.
    """
    asked = conform(endpoints, ENDPOINTS).select(*ENDPOINT_KEY, "names")
    known = conform(places, PLACES).select("vantage", "server_ip", "looked_up_ip", "asn")
    rows = asked.join(known, on=["vantage", "server_ip"], how="left", maintain_order="left", validate="m:1")
    found = _Found()
    for hits in _hits(rows, rules, signs):
        found.add(hits, rules)
    return conform(asked.drop("names").hstack(found.columns(rules)), CLASSES)


def _hits(rows: pl.DataFrame, rules: Ruleset, signs: Mapping[int, Signs]) -> Iterator[list[Hit]]:
    """Every rule that matches each row. Names are taken out flat: nested lists cost ten times as much."""
    counts = rows["names"].list.len()
    names = rows["names"].filter(counts > 0).explode().to_list()
    columns = (
        counts.to_list(),
        rows["looked_up_ip"].fill_null(rows["server_ip"]).to_list(),
        rows["asn"].to_list(),
        rows["transport"].to_list(),
        rows["server_port"].to_list(),
    )
    start = 0
    for row, (count, address, asn, transport, port) in enumerate(zip(*columns, strict=True)):
        told = signs.get(row, NO_SIGNS)
        yield rules.index.hits(names[start : start + count], address, asn, transport, port, told)
        start += count


@dataclass(slots=True)
class _Found:
    """Answers gathered row by row; rules by their position in the catalogue."""

    service: list[int | None] = field(default_factory=list)
    matched: list[str | None] = field(default_factory=list)
    hosting: list[int | None] = field(default_factory=list)
    also: list[tuple[int, str]] = field(default_factory=list)
    """Row and rule id."""

    def add(self, hits: Sequence[Hit], rules: Ruleset) -> None:
        """Take the first service and the first hosting rule; the rest matches as well."""
        service = hosting = None
        for hit in hits:
            if service is None and hit.rule.kind is Kind.SERVICE:
                service = hit
            elif hosting is None and hit.rule.kind is Kind.HOSTING:
                hosting = hit
            else:
                self.also.append((len(self.service), hit.rule.id))
        self.service.append(rules.rows[service.rule.id] if service else None)
        self.matched.append(service.matched if service else None)
        self.hosting.append(rules.rows[hosting.rule.id] if hosting else None)

    def columns(self, rules: Ruleset) -> pl.DataFrame:
        """The columns of ``CLASSES`` after the key."""
        service = pl.Series(self.service, dtype=pl.UInt32)
        hosting = pl.Series(self.hosting, dtype=pl.UInt32)
        catalogue = _catalogue(rules)
        taken = catalogue.select(pl.all().gather(service)).with_columns(
            matched=pl.Series(self.matched, dtype=pl.String)
        )
        host = catalogue.select(
            hosting_rule=pl.col("rule").gather(hosting),
            hosting_operator=pl.col("operator").gather(hosting),
            hosting_control_country=pl.col("control_country").gather(hosting),
        )
        return taken.hstack(host).with_columns(also=self._also_column())

    def _also_column(self) -> pl.Series:
        """Sorted ids by row; an empty list where nothing else matches."""
        pairs = pl.DataFrame(self.also, schema={"row": pl.UInt32, "also": pl.String}, orient="row")
        lists = pairs.sort("row", "also").group_by("row", maintain_order=True).agg("also")
        every = pl.DataFrame({"row": range(len(self.service))}, schema={"row": pl.UInt32})
        filled = every.join(lists, on="row", how="left", maintain_order="left")
        return filled["also"].fill_null(pl.Series([[]], dtype=pl.List(pl.String)).first())


def _catalogue(rules: Ruleset) -> pl.DataFrame:
    """The rules' own columns, in the order of ``rules.rules``."""
    return pl.DataFrame(
        [
            (rule.id, rule.category.value, rule.operator, rule.control_country, rule.confidence.value)
            for rule in rules.rules
        ],
        schema=dict.fromkeys(("rule", "category", "operator", "control_country", "confidence"), pl.String),
        orient="row",
    )
