"""One contact, judged for a claim of kind location: no data to a country, or to a group of countries.

A VPN server or proxy is judged like any server by where it is; that what lies behind it is not seen
is an open lead besides, unless the server itself is a witness. That holds of the resolver that the access network gave
too: what is no DNS there was not for it.
"""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import ContactLevel, Onward, Scope, Standing
from harness.stages.place_judging import BELOW_DATA, Contact, PlaceJudgement, judge_place, was_sent
from harness.stages.standing import (
    Lead,
    Row,
    Setting,
    doubt_of_owner,
    in_steps,
    is_ours,
    level_of,
    reaches,
    resolver,
)

_TELLS_WHO = {
    BlindSpotKind.UNASSIGNED_SENDER: "but whose it is is not known well enough",
    BlindSpotKind.DELEGATED_SENDER: "but a system service sent it, and for whom is not known",
    BlindSpotKind.SHARED_WITH_BACKGROUND: "but the device contacts it without the app too",
}

_ONWARD = {
    Onward.PROXY: "A proxy: it was asked to reach another server, which is not seen.",
    Onward.TUNNEL: "A tunnel, by what is spoken: the servers behind it are not seen.",
    Onward.LIKELY_TUNNEL: "Probably a tunnel or proxy, by its transport or port: the servers behind it are not seen.",
    Onward.STAND_IN: (
        "198.18.0.0/15 and 2001:2::/48 are handed out by proxy apps in place of real servers, which are not seen."
    ),
    Onward.RESERVED: "The address is reserved; where it leads is not known.",
}


def judge_location(contact: Row, setting: Setting) -> Lead | None:
    """Say what a contact is to the claim; None where it is clear of the countries."""
    steps = in_steps(contact, setting)
    if steps is False:
        return None
    place = _place(contact, setting)
    if place.contact is Contact.CLEAR and not _leads_on(contact):
        return None
    if is_ours(contact):
        return Lead(Standing.EXCLUDED, f"{place.reason}; but {contact['reason']}")
    given = resolver(contact, setting.vantage_point)
    if given and not _leads_on(contact):
        return Lead(
            Standing.EXCLUDED,
            f"{place.reason}; but the access network gave this resolver, the product did not choose it.",
        )
    if place.contact is Contact.WITNESS and not given:
        return _there(contact, setting, place.reason, steps=steps, chosen=given is False)
    if _leads_on(contact):
        return Lead(Standing.OPEN, _onward(contact), BlindSpotKind.TUNNEL)
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


def _there(contact: Row, setting: Setting, where: str, *, steps: bool | None, chosen: bool) -> Lead:
    """Judge a contact with an address that is in the countries, as far as places can say."""
    claim = setting.claim
    if not contact["remote_known"]:
        reason = f"{where}; but which side is ours is not known."
        return Lead(Standing.OPEN, reason, BlindSpotKind.REMOTE_SIDE_UNKNOWN)
    if not reaches(contact, claim.level):
        return Lead(Standing.OPEN, f"{where}; but {_below(contact)}.", BlindSpotKind.BELOW_LEVEL)
    if not chosen:
        reason = f"{where}; but only DNS queries went there, and who chose the resolver is not stated."
        return Lead(Standing.OPEN, reason, BlindSpotKind.RESOLVER_CHOICE_UNKNOWN)
    if doubt := doubt_of_owner(contact, claim):
        return Lead(Standing.OPEN, f"{where}; {_TELLS_WHO[doubt]}: {contact['reason']}", doubt)
    if steps is None:
        reason = f"{where}; but it lies only partly in the steps that the claim is about."
        return Lead(Standing.OPEN, reason, BlindSpotKind.OUTSIDE_STEP)
    sent = was_sent(contact["payload_octets_up"], contact["senders"], level_of(contact))
    return Lead(Standing.WITNESS, f"{where}; {sent}.")


def _below(contact: Row) -> str:
    return BELOW_DATA.get(level_of(contact), "no application data was seen")


def _leads_on(contact: Row) -> bool:
    """Whether something was sent there that is passed on to somebody who is not seen."""
    sent = (
        bool(contact["payload_octets_up"]) or level_of(contact) is ContactLevel.DATA
    )  # records may not count octets
    return contact["onward"] is not None and sent


def _onward(contact: Row) -> str:
    return _ONWARD[Onward(contact["onward"])]
