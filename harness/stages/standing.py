"""What a contact is to a claim, as a value; and the part of judging that kinds of claim share: whose it is."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.model.blind_spots import BlindSpotKind
from harness.model.claims import Claim, Grade
from harness.model.scenario import VantagePoint
from harness.model.words import ContactLevel, Owner, Standing
from harness.stages.known_contacts import UNKNOWN, Known
from harness.stages.place_judging import DNS_PORTS, NOT_APPLICATION

LEVELS = tuple(ContactLevel)
_WHOSE = {
    Owner.UNASSIGNED: BlindSpotKind.UNASSIGNED_SENDER,
    Owner.DELEGATED: BlindSpotKind.DELEGATED_SENDER,
    Owner.BACKGROUND: BlindSpotKind.SHARED_WITH_BACKGROUND,
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lead:
    """A contact's standing and why."""

    standing: Standing
    reason: str
    """One sentence."""
    blind_spot: BlindSpotKind | None = None
    """Open: what keeps it from being decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What one contact is judged in."""

    claim: Claim
    vantage_point: VantagePoint
    place: Row | None
    stale: bool
    """The place data are too far in time from the cell's captures."""
    step_kinds: Mapping[str, str]
    """Step id to its kind."""
    known: Known = UNKNOWN
    """What the catalogue knows of the far side."""
    content: tuple[Row, ...] = ()
    """CONTENT rows of planted values that the claim is about, sent in the contact's flows; with ``step``."""


def level_of(contact: Row) -> ContactLevel:
    """Level of a contact; ICMP and IGMP carry no application data, so they connect at most."""
    level = ContactLevel(contact["contact"])
    if contact["transport"] in NOT_APPLICATION and level is not ContactLevel.ATTEMPTED:
        return ContactLevel.CONNECTED
    return level


def reaches(contact: Row, level: ContactLevel) -> bool:
    """Whether a contact is at a level or above."""
    return LEVELS.index(level_of(contact)) >= LEVELS.index(level)


def resolver(contact: Row, point: VantagePoint) -> bool | None:
    """Whether this is DNS to a resolver that the access network gave; None where that is not known.

    False for what is no DNS, and for resolvers that the access network did not give, which
    the product or its system chose.
    """
    if contact["server_port"] not in DNS_PORTS:
        return False
    if point.resolvers is None:
        return None
    given = {ipaddress.ip_address(text) for text in point.resolvers}
    return ipaddress.ip_address(contact["server_ip"]) in given


def doubt_of_owner(contact: Row, claim: Claim) -> BlindSpotKind | None:
    """What keeps a contact from being held against the subject; None where it is the subject's, well enough known."""
    owner = Owner(contact["owner"])
    if owner in _WHOSE:
        return _WHOSE[owner]
    grade = contact["grade"]
    known = grade is not None and Grade(grade).rank >= claim.attribution.rank
    return None if known else BlindSpotKind.UNASSIGNED_SENDER


def is_ours(contact: Row) -> bool:
    """Whether it is our own tools' or another listed device's."""
    return contact["owner"] in (Owner.TOOL.value, Owner.OTHER.value)


def in_steps(contact: Row, setting: Setting) -> bool | None:
    """Whether a contact lies in the steps that the claim is asserted for; None where it only touches them."""
    wanted = setting.claim.scope.steps
    if not wanted or setting.step_kinds.get(contact["step"]) in wanted:
        return True
    touched = any(setting.step_kinds.get(step) in wanted for step in contact["steps"])
    return None if touched else False
