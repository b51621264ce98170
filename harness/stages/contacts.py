"""One endpoint and its place in, out: witness for a country, possibly there, or clear of it.

Definition: DESIGN section 6. Decisions made here, with their reasons:

* An unknown place, an anycast address and a carrier's address are possible for every
  country: nothing seen rules any country out. Locators' answers for anycast describe one
  node at best, so they neither witness nor clear; RTT will, later.
* Where the operator (by AS registration or by known control) or the registration is the
  country's, databases are not enough to clear the address, because they may rest on
  registration abroad; a published range of the operator is.
* A witness needs application data sent to the server. A TLS or QUIC handshake is not; it
  leaves the endpoint possible, with that reason. ICMP is not either: echo and error
  messages carry no data of the application.

Blind spots: an address that is anycast and not known as such is treated as unicast.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from harness.model.control import controlled_from
from harness.model.lineages import PUBLISHED_LIST
from harness.model.words import ContactLevel, PlaceStatus, Scope

NOT_APPLICATION = frozenset({"icmp", "icmpv6", "igmp"})
"""Transports whose payload is not the application's."""

_BELOW_DATA = {
    ContactLevel.ATTEMPTED: "only attempts to connect were seen",
    ContactLevel.CONNECTED: "no payload was seen going to it",
    ContactLevel.HANDSHAKE: "only a TLS or QUIC handshake was seen, no application data",
}

DNS_PORTS = (53, 853)
"""A resolver that DHCP gave is not the product's choice; which it was, packets alone do not say."""

Row = dict[str, Any]


class Contact(StrEnum):
    """What an endpoint is for the country asked about."""

    WITNESS = "witness"
    POSSIBLE = "possible"
    CLEAR = "clear"


def judge_contact(country: str, endpoint: Row, place: Row | None) -> tuple[Contact, str]:
    """Judge one endpoint.

    Args:
        country: ISO 3166-1 alpha-2.
        endpoint: One ``ENDPOINTS`` row of scope carrier or internet.
        place: The ``PLACES`` row of its address; None where there is none.

    Returns:
        The judgement and its reason, one sentence.
    """
    if endpoint["scope"] == Scope.CARRIER.value:
        return Contact.POSSIBLE, "An address inside the access network: what lies behind it is not seen."
    if place is None or place["status"] in (PlaceStatus.UNKNOWN, PlaceStatus.ANYCAST):
        return Contact.POSSIBLE, _why_unknown(endpoint, place)
    if country not in place["candidates"]:
        return _absent(country, place)
    if place["status"] == PlaceStatus.DISPUTED:
        return Contact.POSSIBLE, f"The locators disagree: {_said(place)}."
    if place["status"] == PlaceStatus.SINGLE:
        return Contact.POSSIBLE, f"Only one independent locator answers: {_said(place)}."
    if not place["routed"]:
        return Contact.POSSIBLE, f"{_said(place)}; but no AS announced it when the routing data were made."
    return _data_sent(endpoint, place)


def _why_unknown(endpoint: Row, place: Row | None) -> str:
    if endpoint["scope_kind"] == "documentation":
        return "A documentation address stands for a server anywhere."
    if place is None:
        return "Its place was not looked up."
    if place["status"] == PlaceStatus.ANYCAST:
        return "Announced from many places at once: which of them answered is not known."
    if place["routed"] is False:
        return "No AS announced it when the routing data were made, so databases cannot say where it is."
    return "No locator knows where it is."


def _absent(country: str, place: Row) -> tuple[Contact, str]:
    """Judge an address that no locator puts in the country."""
    ties = []
    if place["operator_country"] == country:
        ties.append(f"its operator is of {country}")
    if place["registered_country"] == country:
        ties.append(f"it is registered in {country}")
    if (control := controlled_from(place["asn"])) and control[0] == country:
        ties.append(f"AS{place['asn']} belongs to {control[1]}, controlled from {country}")
    if not ties or _is_published(place):
        return Contact.CLEAR, f"{_said(place)}."
    return Contact.POSSIBLE, f"{_said(place)}; but {' and '.join(ties)}, so databases alone cannot clear it."


def _is_published(place: Row) -> bool:
    """Whether the operator's own list names a country for it."""
    return any(vote["lineage"] == PUBLISHED_LIST for vote in place["located"])


def _said(place: Row) -> str:
    return ", ".join(f"{vote['source']} says {vote['country']}" for vote in place["located"])


def _data_sent(endpoint: Row, place: Row) -> tuple[Contact, str]:
    """Judge an address that is in the country as far as places can say: did data go there?"""
    level = ContactLevel(endpoint["contact"])
    if endpoint["transport"] in NOT_APPLICATION:
        found, seen = Contact.POSSIBLE, f"but only {endpoint['transport']} was seen, no application data"
    elif level is not ContactLevel.DATA:
        found, seen = Contact.POSSIBLE, f"but {_BELOW_DATA[level]}"
    elif not endpoint["remote_known"]:
        found, seen = Contact.POSSIBLE, "but which side is ours is not known; name your device with --device"
    elif endpoint["server_port"] in DNS_PORTS:
        found, seen = (
            Contact.POSSIBLE,
            "but only DNS queries went there, and who chose the resolver is not known",
        )
    else:
        found, seen = Contact.WITNESS, _was_sent(endpoint)
    return found, f"{_said(place)}; {seen}."


def _was_sent(endpoint: Row) -> str:
    octets = endpoint["payload_octets_up"]
    counted = "1 octet of payload was" if octets == 1 else f"{octets:,} octets of payload were"
    return f"{counted} sent to it by {', '.join(endpoint['clients'])}"
