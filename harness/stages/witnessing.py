"""A contact that is contrary to a claim by what it is: whether it may be held against the subject, and what else is open.

Shared by the kinds of claim that ask who the far side is: location, control and name.
"""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind
from harness.model.words import ContactLevel, Onward, Standing
from harness.stages.place_judging import BELOW_DATA, was_sent
from harness.stages.standing import Lead, Row, Setting, doubt_of_owner, is_ours, level_of, reaches, resolver

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


def contrary(contact: Row, setting: Setting, what: str, *, steps: bool | None, chosen: bool) -> Lead:
    """Judge a contact whose far side is one that the claim excludes.

    Args:
        contact: CONTACTS row.
        setting: Of the contact.
        what: Why the far side is contrary to the claim; the beginning of a sentence.
        steps: Whether it lies in the claim's steps; None: only partly.
        chosen: Whether the product chose the server; False: a resolver that somebody else may have chosen.
    """
    if not contact["remote_known"]:
        reason = f"{what}; but which side is ours is not known."
        return Lead(Standing.OPEN, reason, BlindSpotKind.REMOTE_SIDE_UNKNOWN)
    if not reaches(contact, setting.claim.level):
        return Lead(Standing.OPEN, f"{what}; but {_below(contact)}.", BlindSpotKind.BELOW_LEVEL)
    if not chosen:
        reason = f"{what}; but only DNS queries went there, and who chose the resolver is not stated."
        return Lead(Standing.OPEN, reason, BlindSpotKind.RESOLVER_CHOICE_UNKNOWN)
    if open_lead := not_held_against(contact, setting, what, steps=steps):
        return open_lead
    sent = was_sent(contact["payload_octets_up"], contact["senders"], level_of(contact))
    return Lead(Standing.WITNESS, f"{what}; {sent}.")


def ours_only(contact: Row, what: str) -> Lead | None:
    """A contact that would matter, and is our own tools' or another listed device's."""
    return Lead(Standing.EXCLUDED, f"{what}; but {contact['reason']}") if is_ours(contact) else None


def left_out(contact: Row, setting: Setting, what: str) -> Lead | None:
    """A contact that would matter and is listed only: our own tools', another device's, or a query to the network's own resolver.

    Args:
        contact: CONTACTS row.
        setting: Of the contact.
        what: Why it would matter; the beginning of a sentence.
    """
    if ours := ours_only(contact, what):
        return ours
    if resolver(contact, setting.vantage_point) and not leads_on(contact):
        reason = f"{what}; but the access network gave this resolver, the product did not choose it."
        return Lead(Standing.EXCLUDED, reason)
    return None


def not_held_against(contact: Row, setting: Setting, what: str, *, steps: bool | None) -> Lead | None:
    """What keeps a contact from being the subject's doing in the claim's steps; None where nothing does."""
    if doubt := doubt_of_owner(contact, setting.claim):
        return Lead(Standing.OPEN, f"{what}; {_TELLS_WHO[doubt]}: {contact['reason']}", doubt)
    if steps is None:
        reason = f"{what}; but it lies only partly in the steps that the claim is about."
        return Lead(Standing.OPEN, reason, BlindSpotKind.OUTSIDE_STEP)
    return None


def _below(contact: Row) -> str:
    return BELOW_DATA.get(level_of(contact), "no application data was seen")


def leads_on(contact: Row) -> bool:
    """Whether something was sent there that is passed on to somebody who is not seen."""
    sent = (
        bool(contact["payload_octets_up"]) or level_of(contact) is ContactLevel.DATA
    )  # records may not count octets
    return contact["onward"] is not None and sent


def behind(contact: Row) -> Lead | None:
    """What a contact that is clear by itself leaves open: that what lies behind it is not seen, where it leads on and is not ours."""
    return hidden_behind(contact) if leads_on(contact) and not is_ours(contact) else None


def hidden_behind(contact: Row) -> Lead:
    """That what lies behind a contact is not seen; only where it leads on."""
    return Lead(Standing.OPEN, _ONWARD[Onward(contact["onward"])], BlindSpotKind.TUNNEL)
