"""Claim -> what it denies, in words: the contact by its level, and with whom; for sentences and reports.

Every phrase says what a contact was seen to be and nothing that follows from it: a location claim speaks of addresses
located in a country, never of data that end there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from harness.model.claims import Claim, ClaimKind
from harness.model.listing import few
from harness.model.selectors import EndpointSelector
from harness.model.words import ContactLevel

_SHORT_LIST = 3
_NO_CONTACT = MappingProxyType(
    {
        ContactLevel.ATTEMPTED: "made no attempt to reach",
        ContactLevel.CONNECTED: "made no connection to",
        ContactLevel.HANDSHAKE: "made no TLS or QUIC handshake with",
        ContactLevel.DATA: "sent no application data to",
    }
)
_CONTACT = MappingProxyType(
    {
        ContactLevel.ATTEMPTED: "attempted to reach",
        ContactLevel.CONNECTED: "connected to",
        ContactLevel.HANDSHAKE: "made a TLS or QUIC handshake with",
        ContactLevel.DATA: "sent application data to",
    }
)
_SEEN = MappingProxyType(
    {
        ContactLevel.ATTEMPTED: "attempt to reach",
        ContactLevel.CONNECTED: "connection to",
        ContactLevel.HANDSHAKE: "TLS or QUIC handshake with",
        ContactLevel.DATA: "application data to",
    }
)


@dataclass(frozen=True, slots=True)
class ClaimWords:
    """What one claim denies."""

    none: str
    """What the product did not do, behind its name; only a PASS may say so."""
    seen: str
    """What may or may not have been seen, behind "no"."""
    endpoints: str
    """Which endpoints those are, behind their number; may be empty."""


def claim_words(claim: Claim) -> ClaimWords:
    """Say what a claim denies.

    Args:
        claim: Of any kind; its lists are shortened, each says how much it leaves out.
    """
    which = _which(claim)
    if claim.kind is ClaimKind.CONTENT:
        whom = f"endpoints {which}" if which else "any endpoint"
        data = f"planted data ({few(claim.data)}), in any form that is searched,"
        return ClaimWords(f"sent none of the {data} to {whom}", f"{data} to {whom}", which)
    noun = "addresses" if claim.kind is ClaimKind.LOCATION else "endpoints"
    whom = f"{noun} {which}".rstrip()
    return ClaimWords(f"{_NO_CONTACT[claim.level]} {whom}", f"{_SEEN[claim.level]} {whom}", which)


def contact_words(claim: Claim, level: ContactLevel) -> str:
    """What the product did that contradicts a claim, behind its name and before the endpoints.

    Args:
        claim: Content claims are contradicted by what was in a contact, others by its level.
        level: That every one of the contacts reached.
    """
    if claim.kind is ClaimKind.CONTENT:
        some = "" if len(claim.data) == 1 else "some of the "
        return f"sent {some}planted data ({few(claim.data)}) to"
    return _CONTACT[level]


def countries_words(claim: Claim) -> str:
    """Countries of a claim, by the name of their group where they are many; the list stands elsewhere."""
    if claim.group is not None and len(claim.countries) > _SHORT_LIST:
        return f"{claim.group} ({len(claim.countries)} countries)"
    return " or ".join(claim.countries)


def _which(claim: Claim) -> str:
    """Which endpoints a claim is about."""
    match claim.kind:
        case ClaimKind.LOCATION:
            return f"located in {countries_words(claim)}"
        case ClaimKind.CONTROL:
            return f"run or hosted by companies under the legal control of {countries_words(claim)}"
        case ClaimKind.SILENCE:
            permitted = (*(service.value for service in claim.permitted_services), *claim.permitted_hosts)
            but = f" other than those permitted ({few(permitted)})" if permitted else ""
            return f"beyond the local network{but}"
        case ClaimKind.NAME | ClaimKind.CONTENT:
            return _selected(claim)


def _selected(claim: Claim) -> str:
    about = f"that the claim is about ({selectors_words(claim.about)})" if claim.about else ""
    lists = (
        f"other than those allowed ({selectors_words(claim.only)})" if claim.only else "",
        f"that the claim forbids ({selectors_words(claim.never)})" if claim.never else "",
    )
    return " ".join(part for part in (about, " or ".join(text for text in lists if text)) if part)


def selectors_words(selectors: Sequence[EndpointSelector]) -> str:
    """Endpoints of any of several selectors.

    >>> selectors_words([EndpointSelector(suffixes=("a.example",), ports=(443,)), EndpointSelector(cidrs=("192.0.2.0/24",))])
    'a.example and below on port 443; 192.0.2.0/24'
    """
    return "; ".join(_selector(one) for one in selectors)


def _selector(selector: EndpointSelector) -> str:
    given = ("the resolvers that the access network gave",) if selector.given_resolvers else ()
    keys = (
        *selector.hosts,
        *(f"{name} and below" for name in selector.suffixes),
        *selector.cidrs,
        *(f"operator {name}" for name in selector.operators),
        *(f"category {category.value}" for category in selector.categories),
        *(f"rule {rule}" for rule in selector.rules),
        *given,
    )
    text = few(keys) or "any endpoint"
    if selector.except_operators:
        text += f" but those of {few(selector.except_operators)}"
    if selector.ports:
        text += f" on port {' or '.join(map(str, selector.ports))}"
    return f"{text} by {' or '.join(selector.transports)}" if selector.transports else text
