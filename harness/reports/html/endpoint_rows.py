"""Endpoints of a result with what they are, where they are and what they mean to its claims, the largest concern first.

Order of concern, as on the terminal: witness; open, which could be one; under the legal control of a country that was asked
about; nowhere located; the rest. Within one concern the endpoint that was sent most payload comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from harness.model.words import Scope, Standing
from harness.reports.html.endpoint_keys import key_of
from harness.tables.analysis import Analysis
from harness.tables.endpoints import ENDPOINT_KEY
from harness.tables.verification import Verification

Key = tuple[str, str, str, int | None]
CONTROL, UNLOCATED, REST = 2, 3, 4
RANKS: Final = {Standing.WITNESS: 0, Standing.OPEN: 1}
"""Smaller is of more concern; what is excluded ranks by its place and control alone."""
_CLASS: Final = {
    name: name
    for name in (
        "rule", "category", "operator", "control_country", "confidence", "matched", "hosting_rule", "hosting_operator",
        "hosting_control_country",
    )
} | {"also_rules": "also"}  # fmt: skip
_TRAIT: Final = ("protocols", "port_protocol", "proxy_targets", "obscured")
_PLACE: Final = {
    name: name
    for name in (
        "looked_up_ip", "routed", "asn", "as_org", "registered_country", "operator_country", "located", "cloud",
        "cloud_region", "anycast", "candidates", "status", "country", "radius_km", "excluded", "excluded_jointly",
        "possible", "rtt_doubts",
    )
} | {"bound_ns": "rtt_ns", "bound_kind": "rtt_kind", "bound_capture": "rtt_capture", "bound_packet": "rtt_packet"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one endpoint is to one claim in one cell, or to one country asked about."""

    about: str
    """Claim, or country code."""
    cell: str | None
    """None: of an analysis."""
    standing: Standing
    reason: str
    blind_spot: str | None
    finding: str | None
    under_interference: bool
    capture: str
    packet: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One endpoint."""

    row: dict[str, Any]
    """Columns of endpoints, and those of classes, traits and places (null where there is no row)."""
    said: tuple[Said, ...]
    """Firmest first."""
    rank: int
    concern: str
    """In a few words; empty: none."""

    @property
    def standing(self) -> Standing | None:
        """Firmest of all; None: it matters to no claim."""
        return self.said[0].standing if self.said else None


def listed(result: Verification | Analysis) -> list[Listed]:
    """Every endpoint, the largest concern first."""
    said, asked = said_of(result), countries_asked(result)
    found = [_listed(row, said.get(key_of(row), ()), asked) for row in _joined(result).iter_rows(named=True)]
    return sorted(found, key=lambda one: (one.rank, -one.row["payload_octets_up"]))


def said_of(result: Verification | Analysis) -> dict[Key, tuple[Said, ...]]:
    """What each endpoint is to claims or countries; endpoints that are clear of all are not there."""
    pairs = _of_leads(result) if isinstance(result, Verification) else _of_answers(result)
    found: dict[Key, list[Said]] = {}
    for key, one in pairs:
        found.setdefault(key, []).append(one)
    order = list(Standing)
    return {
        key: tuple(sorted(many, key=lambda one: order.index(one.standing))) for key, many in found.items()
    }


def countries_asked(result: Verification | Analysis) -> tuple[str, ...]:
    """Countries that claims or answers are about, each once, in order."""
    if isinstance(result, Analysis):
        return tuple(answer.country for answer in result.answers)
    return tuple(dict.fromkeys(country for claim in result.scenario.claims for country in claim.countries))


def _of_leads(verification: Verification) -> Iterator[tuple[Key, Said]]:
    columns = ("contact_id", "vantage_point", *ENDPOINT_KEY[1:], "capture", "packet")
    contacts = {row["contact_id"]: row for row in verification.contacts.select(columns).iter_rows(named=True)}
    for lead in verification.leads.iter_rows(named=True):
        contact = contacts[lead["contact_id"]]
        vantage = f"{lead['cell']}/{contact['vantage_point']}"
        yield (
            key_of(contact | {"vantage": vantage}),
            Said(
                about=lead["claim"],
                cell=lead["cell"],
                standing=Standing(lead["standing"]),
                reason=lead["reason"],
                blind_spot=lead["blind_spot"],
                finding=lead["finding"],
                under_interference=lead["under_interference"],
                capture=contact["capture"],
                packet=contact["packet"],
            ),
        )


def _of_answers(analysis: Analysis) -> Iterator[tuple[Key, Said]]:
    for answer in analysis.answers:
        for standing, leads in ((Standing.WITNESS, answer.witnesses), (Standing.OPEN, answer.possible)):
            for lead in leads:
                yield (
                    (lead.vantage, lead.server_ip, lead.transport, lead.server_port),
                    Said(
                        about=answer.country,
                        cell=None,
                        standing=standing,
                        reason=lead.reason,
                        blind_spot=None,
                        finding=None,
                        under_interference=False,
                        capture=lead.capture,
                        packet=lead.packet,
                    ),
                )


def _joined(result: Verification | Analysis) -> pl.DataFrame:
    classes = result.classes.select(*ENDPOINT_KEY, **{name: pl.col(of) for name, of in _CLASS.items()})
    places = result.places.select("vantage", "server_ip", **{name: pl.col(of) for name, of in _PLACE.items()})
    return (
        result.endpoints.join(classes, on=ENDPOINT_KEY, how="left", nulls_equal=True, maintain_order="left")
        .join(
            result.traits.select(*ENDPOINT_KEY, *_TRAIT),
            on=ENDPOINT_KEY,
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .join(places, on=["vantage", "server_ip"], how="left", maintain_order="left")
    )


def _listed(row: dict[str, Any], said: Sequence[Said], asked: Sequence[str]) -> Listed:
    standing = said[0].standing if said else None
    control = next(
        (row[name] for name in ("control_country", "hosting_control_country") if row[name] in asked), None
    )
    unlocated = row["scope"] != Scope.LOCAL.value and row["status"] in (None, "unknown")
    if standing in RANKS:
        rank, words = RANKS[standing], _standing_words(said)
    elif control is not None:
        rank, words = CONTROL, f"control {control}"
    elif unlocated:
        rank, words = UNLOCATED, "unlocated"
    else:
        rank, words = REST, _standing_words(said)
    return Listed(row=row, said=tuple(said), rank=rank, concern=words)


def _standing_words(said: Sequence[Said]) -> str:
    """``witness CN``; ``open no-data-to-cn, local-mode-silent`` and how many more."""
    if not said:
        return ""
    about = list(dict.fromkeys(one.about for one in said if one.standing is said[0].standing))
    more = f" and {len(about) - 2} more" if len(about) > 2 else ""
    return f"{said[0].standing.value} {', '.join(about[:2])}{more}"
