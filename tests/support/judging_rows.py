"""Claims, and rows of the tables that verdicts are made from, for tests of stages; all made up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from harness.model.blind_spots import BLIND_SPOTS as RULES
from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim, ClaimKind, Grade, Scope
from harness.model.scenario import AcceptedLimit, Expectation, Scenario, VendorStatement
from harness.model.verdicts import Verdict
from harness.model.words import ContactLevel
from harness.stages.standing import Lead, Setting
from harness.tables.blind_spots import BLIND_SPOTS
from harness.tables.contacts import CONTACTS
from harness.tables.coverage import COVERAGE
from harness.tables.judgements import FINDINGS, JUDGEMENTS
from harness.tables.leads import LEADS
from harness.tables.places import PLACES
from tests.support.places_example import frame, place
from tests.support.scenario_parts import at, cell, scenario, vantage_point

Row = dict[str, Any]
LOG = "log.skylark.example"
CN_IP, US_IP = "8.0.0.1", "8.0.0.2"


def claim(name: str = "no-cn", kind: ClaimKind = ClaimKind.LOCATION, **given: Any) -> Claim:
    """A claim about CN, at level data, by device, with the floor at everything and no bounds."""
    located = kind is ClaimKind.LOCATION
    fields: dict[str, Any] = {
        "id": name, "kind": kind, "text": "No.", "source": None, "countries": ("CN",) if located else (),
        "group": None, "level": ContactLevel.DATA, "attribution": Grade.DEVICE, "floor_ratio": 1.0,
        "scope": Scope(), "permitted_services": (), "permitted_hosts": (), "line": 1,
    }  # fmt: skip
    return Claim(**(fields | given))


def silence(name: str = "silent", **given: Any) -> Claim:
    return claim(name, ClaimKind.SILENCE, **given)


def contact(**given: Any) -> Row:
    """One CONTACTS row: application data of the phone, well attributed, in step login, to an address in CN."""
    row: Row = dict.fromkeys(CONTACTS.columns)
    row |= {
        "contact_id": 0, "cell": "us", "vantage_point": "lan", "server_ip": CN_IP, "transport": "tcp",
        "server_port": 443, "scope": "internet", "scope_kind": "global", "onward": None, "name": LOG, "owner": "subject",
        "grade": "device", "device": "phone", "senders": ["192.168.1.20"], "reason": "Its address.", "flows": 1,
        "payload_octets_up": 400, "payload_octets_down": 90, "contact": "data", "remote_known": True,
        "first_ns": at(1), "last_ns": at(2), "data_ns": at(1), "capture": "c0", "packet": 7, "step": "login",
        "steps": ["login"],
    }  # fmt: skip
    return row | given


def contacts_of(*rows: Row) -> pl.DataFrame:
    return frame(CONTACTS, *rows)


def setting(of: Claim, **given: Any) -> Setting:
    """What a contact is judged in: its place agreed to be CN, and one step of kind login, one of kind idle."""
    fields: dict[str, Any] = {
        "claim": of, "vantage_point": vantage_point(resolvers=()), "place": place(), "stale": False,
        "step_kinds": {"login": "login", "idle": "idle"},
    }  # fmt: skip
    return Setting(**(fields | given))


def standing_of(found: Lead | None) -> tuple[str, str | None] | None:
    """Standing and blind spot of a lead, whose reason is a sentence; None where the contact is clear."""
    if found is None:
        return None
    assert found.reason.endswith(".")
    return found.standing.value, found.blind_spot and found.blind_spot.value


def places_of(*rows: Row, seen: Iterable[Row] = ()) -> pl.DataFrame:
    """PLACES rows, for every vantage point that contacts were seen at."""
    vantages = {f"{contact['cell']}/{contact['vantage_point']}" for contact in seen} or {"us/lan"}
    return frame(PLACES, *(row | {"vantage": vantage} for vantage in sorted(vantages) for row in rows))


def lead(**given: Any) -> Row:
    """One LEADS row: a witness of claim no-cn."""
    row: Row = {
        "lead_id": 0, "claim": "no-cn", "cell": "us", "contact_id": 0, "standing": "witness", "blind_spot": None,
        "reason": "It is there.", "finding": f"no-cn/{LOG}", "under_interference": False,
    }  # fmt: skip
    return row | given


def open_lead(**given: Any) -> Row:
    return lead(**({"standing": "open", "blind_spot": "below_level", "finding": None} | given))


def leads_of(*rows: Row) -> pl.DataFrame:
    return frame(LEADS, *rows)


def spot_row(kind: BlindSpotKind = BlindSpotKind.TRUNCATED_FILE, **given: Any) -> Row:
    """One BLIND_SPOTS row that blocks every claim of the kinds that it blinds."""
    row: Row = dict.fromkeys(BLIND_SPOTS.columns)
    row |= {
        "blind_spot_id": 0, "cell": "us", "kind": kind.value, "detail": "Cut.", "remedy": RULES[kind].remedy,
        "blinds": sorted(one.value for one in RULES[kind].blinds),
    }  # fmt: skip
    return row | given


def spots_of(*rows: Row) -> pl.DataFrame:
    return frame(BLIND_SPOTS, *rows)


def measure(ratio: float | None = 1.0, name: str = "packets", **given: Any) -> Row:
    """One COVERAGE row that weighs."""
    total = None if ratio is None else 1.0
    row: Row = {
        "cell": "us", "measure": name, "seen": ratio, "total": total, "ratio": ratio, "unit": "", "weighs": True,
    }  # fmt: skip
    return row | given


def coverage_of(*rows: Row) -> pl.DataFrame:
    return frame(COVERAGE, *rows)


def judgement_row(cell_id: str, verdict: str, **given: Any) -> Row:
    """One JUDGEMENTS row of claim no-cn, wholly covered."""
    row: Row = {
        "claim": "no-cn", "cell": cell_id, "verdict": verdict, "under_interference": False, "witnesses": [],
        "blind_spots": [], "coverage_ratio": 1.0, "floor_ratio": 1.0,
    }  # fmt: skip
    return row | given


def judgements_of(*rows: Row) -> pl.DataFrame:
    return frame(JUDGEMENTS, *rows)


def findings_of(*ids: str, status: str = "open") -> pl.DataFrame:
    """FINDINGS rows, each seen in cell us."""
    shared: Row = {"status": status, "why": "Seen.", "first_ns": at(1), "last_ns": at(2), "cells": ["us"]}
    rows = (
        {"finding": one, "claim": one.partition("/")[0], "cells_since": [], "leads": [0]} | shared
        for one in ids
    )
    return frame(FINDINGS, *rows)


def expectation(
    of: str = "no-cn", tested: str = "PASS", asserted: str = "PASS", *findings: str
) -> Expectation:
    return Expectation(
        claim=of, as_tested=Verdict[tested], as_asserted=Verdict[asserted], findings=findings, line=1
    )


def accepted(kind: BlindSpotKind, *cells: str, expires: date = date(2027, 3, 1)) -> AcceptedLimit:
    return AcceptedLimit(kind=kind, reason="no counter", expires=expires, cells=cells, line=1)


def statement(host: str = LOG, version: str = "1.1") -> VendorStatement:
    return VendorStatement(host=host, text="removed", source="a mail", version=version)


def one_cell(*claims: Claim, **given: Any) -> Scenario:
    """A scenario with cell us and these claims."""
    return scenario(cell(**given), claims=claims)
