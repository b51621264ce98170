"""A verification with what planning looks up in it: rows by number, and what the scenario says of each blind spot."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.model.claims import Claim
from harness.model.scenario import Cell, Scenario, Tap
from harness.stages.campaign_spots import egress_spots, unstated_spots
from harness.stages.plan_cells import Wanted
from harness.stages.plan_places import Places
from harness.tables.country_cells import CountryCells
from harness.tables.verification import Verification

Row = dict[str, Any]


@dataclass(frozen=True)
class Situation:
    """A verification with what planning looks up in it; made once."""

    verification: Verification
    country_cells: CountryCells

    @property
    def scenario(self) -> Scenario:
        """Its scenario."""
        return self.verification.scenario

    @cached_property
    def places(self) -> Places:
        """What addresses lack."""
        return Places(self.verification, self.country_cells)

    @cached_property
    def claims(self) -> dict[str, Claim]:
        """By id."""
        return {claim.id: claim for claim in self.scenario.claims}

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """By id."""
        return {cell.id: cell for cell in self.scenario.cells}

    @cached_property
    def wanted(self) -> dict[str, Wanted]:
        """What each claim is asserted for."""
        return {claim.id: Wanted.of(claim, self.scenario) for claim in self.scenario.claims}

    @cached_property
    def spots(self) -> dict[int, Row]:
        """BLIND_SPOTS rows by number."""
        return {row["blind_spot_id"]: row for row in self.verification.blind_spots.iter_rows(named=True)}

    @cached_property
    def behind_translation(self) -> frozenset[str]:
        """Vantage points where senders are not told apart."""
        return frozenset(one.id for one in self.scenario.vantage_points if one.tap is Tap.GATEWAY_WAN)

    @cached_property
    def _contacts(self) -> dict[int, Row]:
        contacts = {row["contact_id"]: row for row in self.verification.contacts.iter_rows(named=True)}
        leads = self.verification.leads.select("lead_id", "contact_id").iter_rows()
        return {lead: contacts[contact] for lead, contact in leads}

    def contact(self, spot: Row) -> Row | None:
        """The contact that a blind spot comes from."""
        return None if spot["lead_id"] is None else self._contacts.get(spot["lead_id"])

    @cached_property
    def unstated(self) -> set[tuple[str | None, str, str]]:
        """Cell, kind and detail of what the scenario file alone leaves open."""
        return {
            (spot.cell, spot.kind.value, spot.detail)
            for cell in self.scenario.cells
            for spot in unstated_spots(cell, self.scenario.devices)
        }

    @cached_property
    def unwatched(self) -> dict[tuple[str | None, str], str]:
        """Way out by cell and detail of its blind spot."""
        return {
            (spot.cell, spot.detail): egress.id
            for cell in self.scenario.cells
            for egress in self.scenario.subject.egresses
            for spot in egress_spots(cell, (egress,))
            if spot.kind is Kind.UNOBSERVED_EGRESS
        }

    @cached_property
    def undecoded(self) -> dict[tuple[str, str], set[str]]:
        """Reasons by cell and capture."""
        found: dict[tuple[str, str], set[str]] = {}
        if self.verification.undecoded is not None:
            rows = self.verification.undecoded.select("vantage", "reason").iter_rows()
            for vantage, reason in rows:
                cell, _, point = vantage.partition("/")
                found.setdefault((cell, point), set()).add(reason)
        return found
