"""addresses + geo answers -> LOCATED: what is said of each address, and where it can be by that.

Registered and operator countries are carried along and never looked at here: they are
not places. Physics comes later (``harness.stages.placed``).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from harness.model.addresses import scope_of
from harness.model.lineages import PUBLISHED_LIST
from harness.model.words import Scope
from harness.stages.ballots import Ballot, weighed
from harness.stages.locators import Vote
from harness.tables.frames import only, without
from harness.tables.geodata import GEO_ANSWERS, GeoData
from harness.tables.places import EVIDENCE, LOCATED
from harness.tables.schema import conform
from harness.tables.translations import NAT64_COLUMNS, TRANSLATIONS

PUBLISHED_SOURCE = "cloud-ranges"
_NONE = TRANSLATIONS.empty()
_NONE_TRANSLATED = pl.DataFrame(
    schema={"server_ip": pl.String, "of": pl.String, "turn": pl.Int64}
    | {name: column.dtype for name, column in NAT64_COLUMNS.items()}
)
_NO_OTHERS = pl.lit([], dtype=LOCATED.columns["also"].dtype)


def locate(addresses: Sequence[str], geo: GeoData, translations: pl.DataFrame = _NONE) -> pl.DataFrame:
    """Weigh what the data say of each address.

    Args:
        addresses: Remote addresses, any order; duplicates count once, local ones are left out.
        geo: Answers for at least these addresses and the IPv4 addresses in ``translations``.
        translations: TRANSLATIONS rows; their addresses are placed by the IPv4 address behind the prefix.

    Returns:
        ``LOCATED`` rows by address.

    Raises:
        ValueError: The data were not asked about one of the addresses.
    """
    answers = conform(geo.answers, GEO_ANSWERS)
    distinct = list(dict.fromkeys(addresses))
    wanted = pl.concat(
        [_plain(distinct, answers, translations), _translated(distinct, answers, translations)]
    )
    every = pl.Series([*distinct, *wanted["of"]], dtype=pl.String)
    if unasked := every.filter(~every.is_in(answers["server_ip"].implode())).to_list():
        raise ValueError(f"geo data were not asked about {unasked[:5]}")
    said = wanted.join(_evidence(answers), on="of", how="left", maintain_order="left")
    places = (said if translations.is_empty() else _with_others(said)).sort("server_ip")
    return conform(without(places, "of", "turn", "scope", "cloud_country"), LOCATED)


def _with_others(said: pl.DataFrame) -> pl.DataFrame:
    """What is said of each address in front, with what is said of others that it may stand for."""
    also = said.filter(pl.col("turn") > 0).group_by("server_ip", maintain_order=True)
    found = without(said, "also").filter(pl.col("turn") == 0)
    return found.join(also.agg(also=pl.struct(*EVIDENCE)), on="server_ip", how="left").with_columns(
        pl.col("also").fill_null(_NO_OTHERS)
    )


def _plain(addresses: list[str], answers: pl.DataFrame, translations: pl.DataFrame) -> pl.DataFrame:
    """Addresses that answers of the data are for as they stand."""
    remote = answers.filter(pl.col("scope") != Scope.LOCAL.value).select("server_ip")
    asked = pl.DataFrame({"server_ip": addresses}, schema={"server_ip": pl.String})
    plain = remote.join(asked, on="server_ip", how="semi")
    if translations.height:
        plain = plain.join(translations, on="server_ip", how="anti")
    nothing = {name: pl.lit(None, dtype=column.dtype) for name, column in NAT64_COLUMNS.items()}
    return plain.select("server_ip", of="server_ip", turn=pl.lit(0, dtype=pl.Int64), **nothing)


def _translated(addresses: list[str], answers: pl.DataFrame, translations: pl.DataFrame) -> pl.DataFrame:
    """Addresses in told prefixes, and every address whose answers are to be weighed for each.

    An address of the well-known prefix keeps the IPv4 address in it in front. The address itself takes part
    where it could be a host; one of a private prefix or of the local-use prefix (RFC 8215) could not, on the internet.
    """
    if translations.is_empty():  # mostly
        return _NONE_TRANSLATED
    rows, nothing = [], (None,) * len(NAT64_COLUMNS)
    asked = translations.filter(pl.col("server_ip").is_in(pl.Series(addresses, dtype=pl.String).implode()))
    lookups = dict(
        answers.join(asked, on="server_ip", how="semi").select("server_ip", "looked_up_ip").iter_rows()
    )
    length = pl.col("nat64_prefix").str.split("/").list.last().cast(pl.Int64)
    ordered = asked.sort("server_ip", length, "vantage", descending=[False, True, False])
    for (address,), told in ordered.group_by("server_ip", maintain_order=True):
        behind: dict[str, tuple[object, ...]] = {}
        for row in told.iter_rows(named=True):
            behind.setdefault(row["inner_ip"], tuple(row[name] for name in NAT64_COLUMNS))
        found = list(behind.items())
        if lookups[address] != address:
            found = [(address, found[0][1]), *(one for one in found if one[0] != lookups[address])]
        elif _could_be_a_host(address):
            found.append((address, nothing))
        rows += [(address, of, turn, *source) for turn, (of, source) in enumerate(found)]
    return pl.DataFrame(rows, schema=_NONE_TRANSLATED.schema, orient="row")


def _could_be_a_host(address: str) -> bool:
    scope, kind = scope_of(address)
    return scope is Scope.INTERNET and kind != "nat64"


def _evidence(answers: pl.DataFrame) -> pl.DataFrame:
    """What the answers for each address come to."""
    only_routed = [pl.when("routed").then(name).alias(name) for name in ("asn", "as_org", "operator_country")]
    found = answers.with_columns(_all_votes(), *only_routed, also=_NO_OTHERS)
    weighed = pl.concat([found, _locations(found)], how="horizontal")
    return weighed.rename({"server_ip": "of"})


def _all_votes() -> pl.Expr:
    """The vendors' votes, and the published list's where it names a country."""
    vote = pl.struct(
        source=pl.lit(PUBLISHED_SOURCE), lineage=pl.lit(PUBLISHED_LIST), country=pl.col("cloud_country")
    )
    both = pl.concat_list("located", vote)
    return pl.when(pl.col("cloud_country").is_null()).then("located").otherwise(both).alias("located")


def _locations(found: pl.DataFrame) -> pl.DataFrame:
    """Candidates, status and country of each row."""
    rows = only(found, ("located", "routed", "anycast")).iter_rows()
    return weighed(
        Ballot(tuple(Vote(**vote) for vote in votes), routed, anycast) for votes, routed, anycast in rows
    )
