"""contacts of cells with interference + of their twins -> CONTRASTS and CONTRAST_ENDPOINTS: which endpoint was seen in which.

An endpoint is the same on both sides by its name, else by its address, with transport and port. A name counts that its flows tell, or that is
the only one that their sender asked for the address; one that is merely likely does not. Where one side has no such name at a socket and the other a
single one, it is held for that one, and said so: a proxy's record tells no names of what is neither TLS nor HTTP, packets do.
Nothing is concluded from what is in one alone.

Laws: the sides swapped, rows are mirrored. A cell beside itself has nothing in one alone. Flows and octets of each side are those of
its contacts, where it has one vantage point and no proxy's record beside packets.

Blind spots: those of ``harness.stages.contrast_proxy``. An endpoint without a certain name that moved to another address is two. One name on two ports is two endpoints.
What was passed through is the proxy's word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import polars as pl

from harness.model.scenario import Scenario
from harness.model.words import ContactLevel
from harness.stages.contrast_proxy import OF_PROXY, with_proxy
from harness.stages.contrasted_contacts import FIGURES, Shown, contacts_to_contrast
from harness.stages.interference_twins import Twins
from harness.tables.contrasts import CONTRAST_ENDPOINTS, CONTRASTS, UNDER, WITHOUT
from harness.tables.schema import conform

BOTH: Final = "both"
ONLY_UNDER: Final = f"only_{UNDER}"
ONLY_WITHOUT: Final = f"only_{WITHOUT}"
_SEEN: Final = pl.Enum([ONLY_UNDER, ONLY_WITHOUT, BOTH])
_LEVELS: Final = pl.Enum([level.value for level in ContactLevel])
_SOCKET: Final = ("server_ip", "transport", "server_port")
_KEY: Final = ("name", "unnamed_ip", "transport", "server_port")
_SERVICE: Final = ("name", "unnamed_ip", "server_port")
_UNKNOWN: Final = pl.col("name").is_null() & pl.col("possible_names").is_null()
_NOTHING: Final = pl.lit([], dtype=pl.List(pl.String))


class Contrast(NamedTuple):
    """Both tables."""

    cells: pl.DataFrame
    """CONTRASTS."""
    endpoints: pl.DataFrame
    """CONTRAST_ENDPOINTS."""


def contrast_interference(
    twins: Sequence[Twins], shown: Shown, failures: pl.DataFrame, scenario: Scenario
) -> Contrast:
    """Set cells with interference beside their twins.

    Args:
        twins: From ``find_twins``.
        shown: Contacts of the scenario; of captures what proxies wrote of themselves.
        failures: PROXY_FAILURES rows; ``vantage`` is ``cell/vantage_point``.
        scenario: Kinds of steps.

    Returns:
        Both tables; the order of rows given never matters.
    """
    paired = [one for one in twins if one.passive]
    endpoints = _endpoints(paired, shown, failures, scenario) if paired else CONTRAST_ENDPOINTS.empty()
    counts = endpoints.group_by("cell").agg(
        (pl.col("seen_in") == word).sum().cast(pl.UInt64).alias(word)
        for word in (BOTH, ONLY_UNDER, ONLY_WITHOUT)
    )
    rows = [
        {
            "cell": one.cell.id,
            "interference": [kind.value for kind in one.cell.interference],
            "twins": [cell.id for cell in one.passive],
            "wanted": one.wanted,
            "unlike": list(one.unlike),
        }
        for one in twins
    ]
    own = {name: dtype for name, dtype in CONTRASTS.schema.items() if name not in counts.columns[1:]}
    cells = pl.DataFrame(rows, schema=own, orient="row").join(
        counts, on="cell", how="left", maintain_order="left"
    )
    nothing = pl.when(pl.col("wanted").is_null()).then(pl.lit(0, dtype=pl.UInt64))
    cells = cells.with_columns(pl.coalesce(name, nothing) for name in counts.columns[1:])
    return Contrast(conform(cells, CONTRASTS), endpoints)


def _endpoints(
    paired: Sequence[Twins], shown: Shown, failures: pl.DataFrame, scenario: Scenario
) -> pl.DataFrame:
    """CONTRAST_ENDPOINTS of cells that have twins."""
    wanted = {cell.id for one in paired for cell in (one.cell, *one.passive)}
    known = contacts_to_contrast(shown, wanted, scenario)
    rows = []
    for one in paired:
        ids = [cell.id for cell in one.passive]
        under, without = (known.filter(pl.col("cell").is_in(cells)) for cells in ([one.cell.id], ids))
        found = with_proxy(contrast_sides(under, without, ids), one.cell.id, failures, shown.captures)
        rows.append(conform(found, CONTRAST_ENDPOINTS))
    return pl.concat(rows)


def contrast_sides(under: pl.DataFrame, without: pl.DataFrame, twins: Sequence[str]) -> pl.DataFrame:
    """Set two sides beside each other.

    Args:
        under: Contacts from ``contacts_to_contrast`` of the cell with interference.
        without: Likewise of its twins.
        twins: Ids of these, in order of the scenario.

    Returns:
        CONTRAST_ENDPOINTS rows without what tells of cell and proxy, in their order.
    """
    sides = {UNDER: _named(under, without), WITHOUT: _named(without, under)}
    held = {side: _summed(frame, side) for side, frame in sides.items()}
    rows = held[UNDER].join(held[WITHOUT], on=_KEY, how="full", coalesce=True, nulls_equal=True)
    for side, other in ((UNDER, WITHOUT), (WITHOUT, UNDER)):
        rows = _with_service(rows, sides[side], side).pipe(_with_perhaps, sides[side], side, other)
    under_here, without_here = (pl.col(f"flows_{side}").is_not_null() for side in sides)
    seen = pl.when(under_here & without_here).then(pl.lit(BOTH)).when(under_here).then(pl.lit(ONLY_UNDER))
    return (
        rows.with_columns(
            seen_in=seen.otherwise(pl.lit(ONLY_WITHOUT)).cast(_SEEN),
            perhaps_both=pl.col(f"perhaps_{UNDER}") | pl.col(f"perhaps_{WITHOUT}"),
            instead=pl.when(~under_here)
            .then(f"instead_{UNDER}")
            .when(~without_here)
            .then(f"instead_{WITHOUT}"),
            by_address=pl.any_horizontal(
                pl.col(f"by_address_{side}").fill_null(value=False) for side in sides
            ),
            server_ips=_of_all("server_ips"),
            possible_names=pl.when(pl.col("name").is_null()).then(_of_all("possible_names")),
            twins=_in_order(pl.col(f"cells_{WITHOUT}"), twins),
        )
        .with_columns(
            pl.col("instead", "possible_names", "twins", *_of_both("protocols", "steps")).fill_null(_NOTHING),
            pl.col(_of_both(*FIGURES)).fill_null(0),
        )
        .sort("seen_in", *_KEY, nulls_last=True)
        .select(name for name in CONTRAST_ENDPOINTS.columns if name not in OF_PROXY)
        .with_columns(pl.col("seen_in").cast(pl.String))
    )


def _of_both(*names: str) -> list[str]:
    return [f"{name}_{side}" for name in names for side in (UNDER, WITHOUT)]


def _of_all(name: str) -> pl.Expr:
    """Values of both sides, each once, sorted."""
    return pl.concat_list(pl.col(_of_both(name)).fill_null(_NOTHING)).list.unique().list.sort()


def _in_order(cells: pl.Expr, order: Sequence[str]) -> pl.Expr:
    return cells.list.eval(pl.element().cast(pl.Enum(list(order))).sort().cast(pl.String))


def _named(side: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Contacts with the name that they are compared by; the only one of the other side where this one has none at the socket."""
    lone = (
        _names_at(other)
        .filter((pl.col("names").list.len() == 1) & ~pl.col("nameless"))
        .join(
            _names_at(side).filter(pl.col("names").list.len() > 0), on=_SOCKET, how="anti", nulls_equal=True
        )
        .select(*_SOCKET, carried=pl.col("names").list.first())
    )
    fits = pl.col("possible_names").is_null() | pl.col("possible_names").list.contains(pl.col("carried"))
    return (
        side.join(lone, on=_SOCKET, how="left", nulls_equal=True)
        .with_columns(by_address=pl.col("name").is_null() & pl.col("carried").is_not_null() & fits)
        .with_columns(name=pl.when("by_address").then("carried").otherwise("name"))
        .with_columns(unnamed_ip=pl.when(pl.col("name").is_null()).then("server_ip"))
    )


def _names_at(side: pl.DataFrame) -> pl.DataFrame:
    """Names of each socket, and whether a contact there has none."""
    return side.group_by(_SOCKET).agg(
        names=pl.col("name").drop_nulls().unique(),
        nameless=pl.col("name").is_null().any(),
        unknown=_UNKNOWN.any(),
        possible=_distinct("possible_names"),
    )


def _distinct(column: str) -> pl.Expr:
    return pl.col(column).explode(empty_as_null=True).drop_nulls().unique().sort()


def _summed(side: pl.DataFrame, ending: str) -> pl.DataFrame:
    """Contacts of each endpoint together; of several vantage points of a cell, and of record and packets, what saw most of an address."""
    figures = (
        side.group_by(*_KEY, "server_ip", "cell", "vantage_point", "by_record")
        .agg(pl.col(FIGURES).sum())
        .group_by(*_KEY, "server_ip", "cell")
        .agg(pl.col(FIGURES).max())
        .group_by(_KEY)
        .agg(pl.col(FIGURES).sum())
    )
    rest = side.group_by(_KEY).agg(
        pl.col("contact").cast(_LEVELS).max().cast(pl.String),
        pl.col("capture", "packet").sort_by("first_ns", "contact_id").first(),
        pl.col("by_address").any(),
        protocols=_distinct("protocols"),
        steps=_distinct("steps"),
        possible_names=_distinct("possible_names"),
        unknown=_UNKNOWN.any(),
        server_ips=pl.col("server_ip").unique(),
        cells=pl.col("cell").unique(),
    )
    both = rest.join(figures, on=_KEY, nulls_equal=True)
    return both.rename({name: f"{name}_{ending}" for name in both.columns if name not in _KEY})


def _with_service(rows: pl.DataFrame, side: pl.DataFrame, ending: str) -> pl.DataFrame:
    """By which transports a side contacted the same name, else address, and port; no ports, no service."""
    by = side.filter(pl.col("server_port").is_not_null()).group_by(_SERVICE)
    found = by.agg(pl.col("transport").unique().sort().alias(f"instead_{ending}"))
    return rows.join(found, on=_SERVICE, how="left", nulls_equal=True)


def _with_perhaps(rows: pl.DataFrame, side: pl.DataFrame, ending: str, other: str) -> pl.DataFrame:
    """Whether a side that lacks an endpoint of the other has a contact at a socket of it that may be it."""
    name, own = pl.col("name"), pl.col(f"possible_names_{other}")
    named = pl.col("unknown") | pl.col("possible").list.contains(name)
    unnamed = pl.col(f"unknown_{other}") | (own.list.set_intersection("names").list.len() > 0)
    found = (
        rows.filter(pl.col(f"flows_{ending}").is_null())
        .select(*_KEY, own, f"unknown_{other}", server_ip=f"server_ips_{other}")
        .explode("server_ip")
        .join(_names_at(side), on=_SOCKET, nulls_equal=True)
        .filter(pl.when(name.is_null()).then(unnamed).otherwise(named))
        .select(_KEY)
        .unique()
        .with_columns(pl.lit(value=True).alias(f"perhaps_{ending}"))
    )
    perhaps = rows.join(found, on=_KEY, how="left", nulls_equal=True)
    return perhaps.with_columns(pl.col(f"perhaps_{ending}").fill_null(value=False))
