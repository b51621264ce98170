"""addresses + geo answers -> places: what is said of each address, and where it can be.

Registered and operator countries are carried along and never looked at here: they are
not places. Physics comes later; its columns are null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from harness.model.addresses import scope_of
from harness.model.lineages import PUBLISHED_LIST
from harness.model.words import Scope
from harness.stages.locators import Location, Vote, weigh
from harness.tables.geodata import GEO_ANSWERS, GeoData
from harness.tables.places import PLACES
from harness.tables.schema import conform

PUBLISHED_SOURCE = "cloud-ranges"


def locate(addresses: Sequence[str], geo: GeoData) -> pl.DataFrame:
    """Weigh what the data say of each address.

    Args:
        addresses: Remote addresses, any order; duplicates count once, local ones are left out.
        geo: Answers for at least these addresses.

    Returns:
        ``PLACES`` rows by address.

    Raises:
        ValueError: The data were not asked about one of the addresses, or a text is not an address.
    """
    wanted = sorted({address for address in addresses if scope_of(address)[0] is not Scope.LOCAL})
    answers = conform(geo.answers, GEO_ANSWERS)
    asked = pl.DataFrame({"server_ip": wanted}, schema={"server_ip": pl.String})
    if unasked := asked.join(answers, on="server_ip", how="anti")["server_ip"].to_list():
        raise ValueError(f"geo data were not asked about {unasked[:5]}")
    found = answers.join(asked, on="server_ip", how="semi").sort("server_ip").with_columns(_all_votes())
    locations = [_weigh(row) for row in found.select("located", "routed", "anycast").iter_rows(named=True)]
    only_routed = [pl.when("routed").then(name).alias(name) for name in ("asn", "as_org", "operator_country")]
    places = found.with_columns(
        *only_routed,
        pl.Series("candidates", [list(at.candidates) for at in locations], dtype=pl.List(pl.String)),
        pl.Series("status", [at.status.value for at in locations], dtype=pl.String),
        pl.Series("country", [at.country for at in locations], dtype=pl.String),
        least_rtt_ns=pl.lit(None, dtype=pl.Int64),
        excluded=pl.lit(None, dtype=pl.List(pl.String)),
    )
    return conform(places.drop("cloud_country"), PLACES)


def _all_votes() -> pl.Expr:
    """The vendors' votes, and the published list's where it names a country."""
    vote = pl.struct(
        source=pl.lit(PUBLISHED_SOURCE), lineage=pl.lit(PUBLISHED_LIST), country=pl.col("cloud_country")
    )
    both = pl.concat_list("located", vote)
    return pl.when(pl.col("cloud_country").is_null()).then("located").otherwise(both).alias("located")


def _weigh(row: dict[str, Any]) -> Location:
    votes = [Vote(**vote) for vote in row["located"]]
    return weigh(votes, routed=row["routed"], anycast=row["anycast"])
