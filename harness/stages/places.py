"""addresses + geo answers -> places: what is said of each address, and where it can be.

Registered and operator countries are carried along and never looked at here: they are
not places. Physics comes later; its columns are null.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from harness.model.lineages import PUBLISHED_LIST
from harness.model.words import Scope
from harness.stages.locators import Vote, weigh
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
        ValueError: The data were not asked about one of the addresses.
    """
    answers = conform(geo.answers, GEO_ANSWERS)
    asked = pl.DataFrame({"server_ip": list(dict.fromkeys(addresses))}, schema={"server_ip": pl.String})
    if unasked := asked.join(answers, on="server_ip", how="anti")["server_ip"].to_list():
        raise ValueError(f"geo data were not asked about {unasked[:5]}")
    remote = answers.filter(pl.col("scope") != Scope.LOCAL.value)
    found = remote.join(asked, on="server_ip", how="semi").sort("server_ip").with_columns(_all_votes())
    only_routed = [pl.when("routed").then(name).alias(name) for name in ("asn", "as_org", "operator_country")]
    places = pl.concat([found.with_columns(only_routed), _locations(found)], how="horizontal").with_columns(
        least_rtt_ns=pl.lit(None, dtype=pl.Int64),
        excluded=pl.lit(None, dtype=pl.List(pl.String)),
    )
    return conform(places.drop("scope", "cloud_country"), PLACES)


def _all_votes() -> pl.Expr:
    """The vendors' votes, and the published list's where it names a country."""
    vote = pl.struct(
        source=pl.lit(PUBLISHED_SOURCE), lineage=pl.lit(PUBLISHED_LIST), country=pl.col("cloud_country")
    )
    both = pl.concat_list("located", vote)
    return pl.when(pl.col("cloud_country").is_null()).then("located").otherwise(both).alias("located")


def _locations(found: pl.DataFrame) -> pl.DataFrame:
    """Candidates, status and country of each row; equal votes are weighed once."""
    numbers: dict[tuple[tuple[Vote, ...], bool | None, bool], int] = {}
    rows = found.select("located", "routed", "anycast").iter_rows()
    ballots = ((tuple(Vote(**vote) for vote in votes), routed, anycast) for votes, routed, anycast in rows)
    of_row = [numbers.setdefault(ballot, len(numbers)) for ballot in ballots]
    distinct = [weigh(votes, routed=routed, anycast=anycast) for votes, routed, anycast in numbers]
    table = pl.DataFrame(
        {
            "candidates": [list(location.candidates) for location in distinct],
            "status": [location.status.value for location in distinct],
            "country": [location.country for location in distinct],
        },
        schema={name: PLACES.columns[name].dtype for name in ("candidates", "status", "country")},
    )
    return table[of_row]
