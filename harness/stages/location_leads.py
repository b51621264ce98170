"""One contact, judged for a claim of kind location: no data to a country, or to a group of countries.

A VPN server or proxy is judged like any server by where it is; that what lies behind it is not seen
is an open lead besides, unless the server itself is a witness. That holds of the resolver that the access network gave
too: what is no DNS there was not for it.
"""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import Scope, Standing
from harness.stages.place_judging import Contact, PlaceJudgement, judge_place
from harness.stages.standing import Lead, Row, Setting, in_steps, resolver
from harness.stages.witnessing import contrary, hidden_behind, leads_on, left_out


def judge_location(contact: Row, setting: Setting) -> Lead | None:
    """Say what a contact is to the claim; None where it is clear of the countries."""
    steps = in_steps(contact, setting)
    if steps is False:
        return None
    place = _place(contact, setting)
    if place.contact is Contact.CLEAR and not leads_on(contact):
        return None
    if listed := left_out(contact, setting, place.reason):
        return listed
    given = resolver(contact, setting.vantage_point)
    if place.contact is Contact.WITNESS and not given:
        return contrary(contact, setting, place.reason, steps=steps, chosen=given is False)
    if leads_on(contact):
        return hidden_behind(contact)
    return Lead(Standing.OPEN, f"{place.reason}.", place.blind_spot)


def _place(contact: Row, setting: Setting) -> PlaceJudgement:
    """Where it is; local addresses that lead on are clear by place."""
    if contact["scope"] == Scope.LOCAL.value:
        return PlaceJudgement(Contact.CLEAR, f"A local address ({contact['scope_kind']})")
    found = judge_place(setting.claim.countries, contact, setting.place)
    if setting.stale and found.contact is not Contact.POSSIBLE and not found.by_physics:
        reason = f"{found.reason}; but these data are too far in time from the capture"
        return PlaceJudgement(Contact.POSSIBLE, reason, BlindSpotKind.OLD_DATA)
    return found
