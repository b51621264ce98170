"""Undecided places + what physics can do (``harness.stages.geo_plan``) -> what would decide each, or why nothing measured can.

A verdict reads only what was captured in its own cell, from there (decisions 0154 and 0157): a round trip measured from elsewhere, or
by ``harness geo probe``, clears nothing here. So an address is decided by more place data, or by a capture of the same cell in which
it answers soon enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from harness.model.claims import Claim, ClaimKind
from harness.model.geo_needs import Lack, Need, Offer
from harness.model.listing import few
from harness.model.plans import Act, Gap
from harness.model.ways import LimitKind, Way
from harness.stages.geo_plan import plan
from harness.tables.country_cells import CountryCells
from harness.tables.verification import Verification

Row = dict[str, Any]
_DATA: Final[Mapping[Lack, str]] = {
    Lack.DISPUTED: "the operator's own published range (harness geo import)",
    Lack.SINGLE: "a further locator of separate lineage (harness geo import), or the operator's own published range",
    Lack.OPERATOR: "the operator's own published range (harness geo import); further databases do not help",
    Lack.UNKNOWN: "newer place data (harness geo update), or the operator's own published range (harness geo import)",
    Lack.REFUTED: "newer place data (harness geo update), or the operator's own published range (harness geo import)",
}
"""What data would decide; of what is left out none would."""
Needs = Mapping[tuple[str, str], Need]


class Places:
    """Needs of every claim of a verification, by vantage point and address; worked out once for each set of countries."""

    def __init__(self, verification: Verification, cells: CountryCells) -> None:
        self._told = verification
        self._cells = cells
        self._of = cache(self._needs)

    def needs(self, claim: Claim) -> Needs:
        """What addresses lack for a claim; nothing for a claim that is not about places."""
        return self._of(claim.countries) if claim.kind is ClaimKind.LOCATION else {}

    def _needs(self, countries: tuple[str, ...]) -> Needs:
        told = self._told
        found = plan(
            countries,
            told.endpoints.to_dicts(),
            told.places.to_dicts(),
            told.distances.to_dicts(),
            [one.date for one in told.data_sources if one.meaning in ("geolocated", "cloud_region")],
            self._cells,
        )
        return {(need.vantage, need.server_ip): need for need in found.needs}


def place_gap(spot: int, contact: Row, claim: Claim, need: Need | None) -> Gap:
    """What would decide where a contact went.

    Args:
        spot: ``blind_spot_id``.
        contact: CONTACTS row.
        claim: That it is open for.
        need: What its address lacks; None where no measurement was thought of.
    """
    address, cell = contact["server_ip"], contact["cell"]
    asked = few(claim.countries)
    data = next((_DATA[lack] for lack in (need.lacks if need else (Lack.UNKNOWN,)) if lack in _DATA), None)
    own = next((offer for offer in need.offers if offer.own), None) if need else None
    limit, about = None, ""
    if need is not None and (need.inseparable or own is None or not _can(own)):
        limit = LimitKind.ANYCAST if Lack.ANYCAST in need.lacks else LimitKind.DISTANCE
        about = _why(contact, asked, need, own)
    if data is not None:
        return Gap(spot, Act(Way.PLACE_DATA, address), _or_measure(data, own, asked), limit, about)
    if own is not None and _can(own):
        return Gap(spot, Act(Way.RECAPTURE, cell), f"with {address} answering {_within(own)}", limit, about)
    return Gap(spot, None, "", limit or LimitKind.DISTANCE, about or _why(contact, asked, need, own))


def _can(own: Offer) -> bool:
    """Whether a round trip from there could exclude the countries: there is one, and none that was taken was too long."""
    if own.limit_ns is None or own.feasible is False:
        return False
    return own.observed_ns is None or own.observed_ns <= own.limit_ns


def _within(own: Offer) -> str:
    return f"within {_ms(own.limit_ns or 0)}"


def _or_measure(data: str, own: Offer | None, asked: str) -> str:
    if own is None or not _can(own):
        return data
    return f"{data}; or, in the cell captured again, an answer {_within(own)}, which excludes {asked}"


def _why(contact: Row, asked: str, need: Need | None, own: Offer | None) -> str:
    """Why distance does not help; one sentence."""
    address, vantage = contact["server_ip"], f"{contact['cell']}/{contact['vantage_point']}"
    if need is not None and need.inseparable:
        return f"{address}: if it is in {few(need.inseparable)}, no vantage point tells that from {asked} by distance: too near."
    if own is None:
        return f"{address}: it is not known from where {vantage} measures, or no round trip there counts."
    if own.limit_ns is None:
        return f"{address}: seen from {vantage}, {asked} may be right there."
    if own.observed_ns is not None and own.observed_ns > own.limit_ns:
        took = f"its soonest answer took {_ms(own.observed_ns)}"
        return f"{address}: seen from {vantage}, {took}; only one {_within(own)} excludes {asked}."
    return f"{address}: seen from {vantage}, light needs longer to where locators put it than the {_ms(own.limit_ns)} that exclude {asked}."


def _ms(time_ns: int) -> str:
    """Cut: below it holds all the same."""
    return f"{time_ns // 100_000 / 10:,.1f} ms"
