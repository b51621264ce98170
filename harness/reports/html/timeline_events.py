"""Contacts of a verification, or flows of an analysis -> what was sent to one endpoint at one time, for drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from harness.model.words import Scope, Standing
from harness.reports.html.endpoint_keys import key_of
from harness.reports.html.endpoint_rows import said_of
from harness.reports.html.far_flows import far_flows
from harness.reports.html.standings import by_contact
from harness.reports.verification_facts import Facts
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.verification import Verification

BINS: Final = 240
"""Spans of time that events of one endpoint are put together by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was sent to one endpoint."""

    vantage: str
    who: str
    """Name, else address, with port."""
    first_ns: int
    last_ns: int
    at_ns: int
    flows: int
    up: int
    down: int
    standing: Standing | None
    step: str | None


def contact_events(verification: Verification) -> list[Event]:
    """Times are true ones: by the capture's clock, with what the scenario says that it was off."""
    facts = Facts(verification)
    standings = by_contact(verification.leads)
    order = {cell.id: number for number, cell in enumerate(verification.scenario.cells)}
    offsets: dict[tuple[str, str, str], int] = {}
    found = []
    for row in verification.contacts.iter_rows(named=True):
        vantage = f"{row['cell']}/{row['vantage_point']}"
        held = (row["cell"], row["vantage_point"], facts.path(row["capture"], vantage))
        off_ns = offsets.setdefault(held, facts.offset_ns(*held))
        at_ns = row["first_ns"] if row["data_ns"] is None else row["data_ns"]
        found.append(
            Event(
                vantage=vantage,
                who=_who(row),
                first_ns=row["first_ns"] + off_ns,
                last_ns=row["last_ns"] + off_ns,
                at_ns=at_ns + off_ns,
                flows=row["flows"],
                up=row["payload_octets_up"],
                down=row["payload_octets_down"],
                standing=standings.get(row["contact_id"]),
                step=row["step"],
            )
        )
    return sorted(
        found, key=lambda event: (order.get(event.vantage.partition("/")[0], 0), event.vantage, event.at_ns)
    )


def flow_events(analysis: Analysis) -> list[Event]:
    """Flows of each endpoint in each of some hundred spans of time, together."""
    beyond = analysis.endpoints.filter(pl.col("scope") != Scope.LOCAL.value).select(*ENDPOINT_KEY, "name")
    flows = far_flows(analysis).join(beyond, on=ENDPOINT_KEY, how="inner", nulls_equal=True)
    begin, end = pl.col("start_ns").min().over("vantage"), pl.col("end_ns").max().over("vantage")
    binned = (
        flows.with_columns(bin=(pl.col("start_ns") - begin) * BINS // (end - begin + 1))
        .group_by(*ENDPOINT_KEY, "name", "bin")
        .agg(
            first_ns=pl.col("start_ns").min(), last_ns=pl.col("end_ns").max(), flows=pl.len(), up=pl.col("up").sum(),
            down=pl.col("down").sum(),
        )
        .sort("vantage", "first_ns", *ENDPOINT_KEY)
    )  # fmt: skip
    said = said_of(analysis)
    return [
        Event(
            vantage=row["vantage"],
            who=_who(row),
            first_ns=row["first_ns"],
            last_ns=row["last_ns"],
            at_ns=row["first_ns"],
            flows=row["flows"],
            up=row["up"],
            down=row["down"],
            standing=said[key_of(row)][0].standing if key_of(row) in said else None,
            step=None,
        )
        for row in binned.iter_rows(named=True)
    ]


def _who(row: dict[str, Any]) -> str:
    name = row["name"] or row["server_ip"]
    return (
        f"{name} {row['transport']}"
        if row["server_port"] is None
        else f"{name} {row['transport']}/{row['server_port']}"
    )
