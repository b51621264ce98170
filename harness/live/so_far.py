"""What claims have come to while capturing goes on: refuted for good, or open; never that they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from harness.inference import Inferred
from harness.judging import Judged, Observed, judge_campaign
from harness.live.shown_endpoints import Key
from harness.model.answers import Answer, Lead
from harness.model.live import LiveClaim
from harness.model.ruleset import Ruleset
from harness.model.scenario import Scenario
from harness.model.selection import Selection
from harness.model.words import CountryAnswer
from harness.reading import IDLE_TIMEOUT_S
from harness.reports.places import socket
from harness.reports.units import counted
from harness.stages.proxied import own_names
from harness.tables.parts import FactParts, collect

_UNDECIDED = "nothing refutes it so far"


def countries_so_far(answers: Sequence[Answer]) -> tuple[LiveClaim, ...]:
    """What stands of each country that was asked about."""
    return tuple(
        LiveClaim(
            id=one.country,
            text=f"no data to {one.country}",
            refuted=one.answer is CountryAnswer.WITNESSED,
            words=_country_words(one),
            witnesses=tuple(map(_witness, one.witnesses)),
            witness_keys=tuple(
                f"{lead.vantage} {socket(lead.server_ip, lead.transport, lead.server_port)}"
                for lead in one.witnesses
            ),
        )
        for one in answers
    )


def _country_words(answer: Answer) -> str:
    possible = counted(len(answer.possible), "endpoint")
    if answer.answer is CountryAnswer.WITNESSED:
        return f"REFUTED: application data went to {counted(len(answer.witnesses), 'endpoint')} there"
    return f"{_UNDECIDED}; {possible} could be there" if answer.possible else _UNDECIDED


def _witness(lead: Lead) -> str:
    where = socket(lead.server_ip, lead.transport, lead.server_port)
    return f"{lead.name or '(no name seen)'} {where}, packet {lead.packet} of {lead.capture}"


def claims_so_far(
    scenario: Scenario,
    rules: Ruleset,
    captures: pl.DataFrame,
    facts: FactParts,
    sightings: pl.DataFrame,
    inferred: Inferred,
    now_ns: int,
) -> tuple[tuple[LiveClaim, ...], dict[Key, str]]:
    """Judge the claims on what was seen so far.

    Args:
        scenario: From ``harness.model.running``.
        rules: The catalogue, with the scenario's own rules.
        captures, facts, sightings: Of that cell; facts may be compacted.
        inferred: From these.
        now_ns: Wall time.

    Returns:
        What each claim has come to, and which claim each endpoint refutes.
    """
    seen = _observed(rules, captures, facts, sightings, inferred)
    today = datetime.fromtimestamp(now_ns / 1e9, UTC).date()
    judged = judge_campaign(scenario, seen, only=Selection(), today=today)
    leads = _leads(judged)
    claims = tuple(_claim(leads, claim.id, claim.text) for claim in scenario.claims)
    witnesses = leads.filter(pl.col("standing") == "witness")
    return claims, {_key(row): row["claim"] for row in witnesses.iter_rows(named=True)}


def _observed(
    rules: Ruleset, captures: pl.DataFrame, facts: FactParts, sightings: pl.DataFrame, inferred: Inferred
) -> Observed:
    tables = inferred.tables
    return Observed(
        captures=captures,
        flows=collect(facts.flows),
        names=own_names(collect(facts.names), inferred.proxied),
        sightings=sightings,
        endpoints=tables["endpoints"],
        places=tables["places"],
        classes=tables["classes"],
        traits=tables["traits"],
        obscured=tables["obscured"],
        hellos=pl.concat(facts.hellos.frames(["flow_id", "ech"])),
        proxy_failures=collect(facts.proxy_failures),
        content=None,
        rules=rules,
        signs=inferred.signs,
        offsets=dict.fromkeys(captures["capture"], 0),
        broken=frozenset(),
        data_sources=inferred.data_sources,
        idle_timeout_s=IDLE_TIMEOUT_S,
    )


def _leads(judged: Judged) -> pl.DataFrame:
    """Leads with the contacts that they are of."""
    return judged["leads"].join(judged["contacts"], on="contact_id", how="left", suffix="_of_contact")


def _claim(leads: pl.DataFrame, claim: str, text: str) -> LiveClaim:
    own = leads.filter(pl.col("claim") == claim)
    witnesses = own.filter(pl.col("standing") == "witness")
    interfered = bool(witnesses.height) and bool(witnesses["under_interference"].all())
    return LiveClaim(
        id=claim,
        text=text,
        refuted=bool(witnesses.height),
        words=_claim_words(
            witnesses.height, own.filter(pl.col("standing") == "open").height, interfered=interfered
        ),
        witnesses=tuple(_witness_rows(witnesses)),
        witness_keys=tuple(
            f"{row['vantage_point']} {socket(row['server_ip'], row['transport'], row['server_port'])}"
            for row in witnesses.iter_rows(named=True)
        ),
    )


def _claim_words(witnesses: int, open_leads: int, *, interfered: bool) -> str:
    if witnesses:
        under = " UNDER INTERFERENCE" if interfered else ""
        return f"REFUTED{under}: {counted(witnesses, 'contact')} against it"
    return f"{_UNDECIDED}; {counted(open_leads, 'contact')} could" if open_leads else _UNDECIDED


def _witness_rows(rows: pl.DataFrame) -> Iterator[str]:
    for row in rows.iter_rows(named=True):
        where = socket(row["server_ip"], row["transport"], row["server_port"])
        yield f"{row['name'] or '(no name seen)'} {where}, packet {row['packet']} of {row['capture']}"


def _key(row: Mapping[str, Any]) -> Key:
    return f"{row['cell']}/{row['vantage_point']}", row["server_ip"], row["transport"], row["server_port"]
