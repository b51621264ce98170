"""Endpoints with what is known of them, the largest concern first.

Order of concern: witness for a country asked about; possible witness; run or hosted
by an operator under that country's legal control; nowhere located; the rest. Within
one concern the endpoint that was sent most payload comes first.
"""

from __future__ import annotations

import polars as pl

from harness.model.answers import Answer, Lead
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY

WITNESS, POSSIBLE, CONTROL, UNLOCATED, NONE = range(5)
"""Values of the column ``rank``."""

_CLASS = ("category", "operator", "control_country", "hosting_operator", "hosting_control_country")
_TRAIT = ("protocols", "port_protocol", "proxy_targets")
_PLACE = (
    "status", "country", "candidates", "anycast", "cloud", "cloud_region", "asn", "as_org",
    "registered_country", "operator_country", "radius_km", "rtt_doubts",
)  # fmt: skip
_KEY_TYPES = {"vantage": pl.String, "server_ip": pl.String, "transport": pl.String, "server_port": pl.UInt16}


def by_concern(analysis: Analysis) -> pl.DataFrame:
    """Join endpoints with their classes and places, and sort by concern.

    Returns:
        The columns of endpoints, those of classes, traits and places that a reader needs
        (null where there is no row), ``rank``, and ``concern`` in words.
    """
    asked = [answer.country for answer in analysis.answers]
    return (
        analysis.endpoints.with_row_index("order")
        .join(analysis.classes.select(*ENDPOINT_KEY, *_CLASS), on=ENDPOINT_KEY, how="left", nulls_equal=True)
        .join(analysis.traits.select(*ENDPOINT_KEY, *_TRAIT), on=ENDPOINT_KEY, how="left", nulls_equal=True)
        .join(
            analysis.places.select("vantage", "server_ip", *_PLACE, bound_ns="rtt_ns"),
            on=["vantage", "server_ip"],
            how="left",
        )
        .join(_leads(analysis.answers), on=ENDPOINT_KEY, how="left", nulls_equal=True)
        .with_columns(controlled=_controlled(asked), unlocated=_unlocated())
        .with_columns(rank=_rank(), concern=_words())
        .sort("rank", "payload_octets_up", "order", descending=[False, True, False])
    )


def _leads(answers: tuple[Answer, ...]) -> pl.DataFrame:
    """Worst lead of each endpoint: ``lead_rank`` and ``lead`` such as ``witness CN``."""
    worst: dict[tuple[str, str, str, int | None], tuple[int, list[str]]] = {}
    for rank, answer, lead in _each(answers):
        known, countries = worst.setdefault(_key(lead), (rank, []))
        if rank == known and answer.country not in countries:
            countries.append(answer.country)
    rows = [
        (*key, rank, f"{'witness' if rank == WITNESS else 'possible'} {_list(countries)}")
        for key, (rank, countries) in worst.items()
    ]
    return pl.DataFrame(rows, schema={**_KEY_TYPES, "lead_rank": pl.Int32, "lead": pl.String}, orient="row")


def _list(countries: list[str]) -> str:
    """``CN``, ``CN,SG``, ``CN,SG+3``: short enough for a column."""
    more = len(countries) - 2
    return ",".join(countries[:2]) + (f"+{more}" if more > 0 else "")


def _each(answers: tuple[Answer, ...]) -> list[tuple[int, Answer, Lead]]:
    """Every lead of every answer, witnesses of all countries first."""
    witnesses = [(WITNESS, answer, lead) for answer in answers for lead in answer.witnesses]
    return witnesses + [(POSSIBLE, answer, lead) for answer in answers for lead in answer.possible]


def _key(lead: Lead) -> tuple[str, str, str, int | None]:
    return lead.vantage, lead.server_ip, lead.transport, lead.server_port


def _controlled(asked: list[str]) -> pl.Expr:
    """Country asked about that controls the operator, else the host; null where none does."""
    by_service = pl.col("control_country").is_in(asked)
    by_host = pl.col("hosting_control_country").is_in(asked)
    return (
        pl.when(by_service)
        .then(pl.col("control_country"))
        .when(by_host)
        .then(pl.col("hosting_control_country"))
        .otherwise(None)
    )


def _unlocated() -> pl.Expr:
    unknown = pl.col("status").is_null() | (pl.col("status") == "unknown")
    return (pl.col("scope") != "local") & unknown


def _rank() -> pl.Expr:
    return (
        pl.when(pl.col("lead_rank").is_not_null())
        .then(pl.col("lead_rank"))
        .when(pl.col("controlled").is_not_null())
        .then(CONTROL)
        .when(pl.col("unlocated"))
        .then(UNLOCATED)
        .otherwise(NONE)
        .cast(pl.Int32)
    )


def _words() -> pl.Expr:
    return (
        pl.when(pl.col("lead").is_not_null())
        .then(pl.col("lead"))
        .when(pl.col("controlled").is_not_null())
        .then(pl.concat_str(pl.lit("control "), "controlled"))
        .when(pl.col("unlocated"))
        .then(pl.lit("unlocated"))
        .otherwise(pl.lit(""))
    )
