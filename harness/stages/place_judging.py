"""One endpoint and its place in, out: in a country, possibly there, or clear of it; and a witness or not.

Definition: DESIGN section 6. Decisions made here, with their reasons:

* An unknown place, an anycast address and a carrier's address are possible for every
  country: nothing seen rules any country out. Locators' answers for anycast describe one
  node at best, so they neither witness nor clear; RTT will, later.
* Where the operator (by AS registration or by known control) or the registration is the
  country's, databases are not enough to clear the address, because they may rest on
  registration abroad; a published range of the operator is.
* One locator alone neither witnesses nor clears, because it may be wrong; the operator's own
  published range clears.
* For a group of countries it is enough that all candidates lie in the group: two
  locators that say CN and HK witness for CN with HK, and for neither alone.
* An address in a NAT64 prefix that a DNS answer told may be the IPv4 address behind it or, if the
  answer lies, a host itself: either side may open the question, and both must be clear (decision 0098).
* A witness needs application data sent to the server. A TLS or QUIC handshake is not; it
  leaves the endpoint possible, with that reason. ICMP is not either: echo and error
  messages carry no data of the application.

Blind spots: an address that is anycast and not known as such is treated as unicast.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harness.model.blind_spots import BlindSpotKind
from harness.model.control import controlled_from
from harness.model.lineages import PUBLISHED_LIST, independent
from harness.model.listing import few
from harness.model.words import ContactLevel, PlaceStatus, Scope

NOT_APPLICATION = frozenset({"icmp", "icmpv6", "igmp"})
"""Transports whose payload is not the application's."""

BELOW_DATA = {
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


@dataclass(frozen=True, slots=True)
class PlaceJudgement:
    """Whether an address is in one of some countries."""

    contact: Contact
    """WITNESS: it is there, as far as places can say; nothing is said of data."""
    reason: str
    """Without a full stop, so that more can follow."""
    blind_spot: BlindSpotKind | None = None
    """POSSIBLE: what keeps it from being decided."""


def judge_place(countries: Collection[str], endpoint: Row, place: Row | None) -> PlaceJudgement:
    """Say whether an endpoint's address is in one of some countries.

    Args:
        countries: ISO 3166-1 alpha-2.
        endpoint: ``scope`` and ``scope_kind`` of an address of scope carrier or internet.
        place: The ``PLACES`` row of its address; None where there is none.
    """
    if endpoint["scope"] == Scope.CARRIER.value:
        reason = "An address inside the access network: what lies behind it is not seen"
        return PlaceJudgement(Contact.POSSIBLE, reason, BlindSpotKind.CARRIER_ONWARD)
    if place is None or not place["also"]:
        return _judge(countries, endpoint, place)
    return _judge_translated(countries, endpoint, place)


def _judge(countries: Collection[str], endpoint: Row, place: Row | None) -> PlaceJudgement:
    """Say what the data of one address, on the wire or behind a prefix, come to."""
    if place is None or place["status"] in (PlaceStatus.UNKNOWN, PlaceStatus.ANYCAST):
        return _undecided(_why_unknown(endpoint, place))
    if not set(countries) & set(place["candidates"]):
        return _absent(countries, place)
    if not set(place["candidates"]) <= set(countries):
        return _undecided(f"The locators disagree: {_said(place)}")
    if len(independent(vote["lineage"] for vote in place["located"])) < 2:
        return _undecided(f"Only one independent locator answers: {_said(place)}")
    if not place["routed"]:
        return _undecided(f"{_said(place)}; but no AS announced it when the routing data were made")
    return PlaceJudgement(Contact.WITNESS, _said(place))


def _judge_translated(countries: Collection[str], endpoint: Row, place: Row) -> PlaceJudgement:
    """Judge an address in a told NAT64 prefix: any address behind it may refute, and all must be clear to clear.

    Where the address itself would be a witness, the vantage point that saw the prefix told cannot say which of the
    two was reached; for any other vantage point the address is what it is.
    """
    judged = [(one, _judge(countries, endpoint, one)) for one in (place, *place["also"])]
    behind = [found for one, found in judged if one["looked_up_ip"] != place["server_ip"]]
    itself = [found for one, found in judged if one["looked_up_ip"] == place["server_ip"]]
    if there := [found for found in behind if found.contact is Contact.WITNESS]:
        return there[0]
    if own := [found for found in itself if found.contact is Contact.WITNESS]:
        if endpoint["scope_kind"] != "nat64":
            return own[0]
        return _undecided(f"{own[0].reason}; but by a DNS answer it is a NAT64 address: {behind[0].reason}")
    if open_ := [found for found in behind if found.contact is Contact.POSSIBLE]:
        return open_[0]
    if open_ := [found for found in itself if found.contact is Contact.POSSIBLE]:
        return _undecided(
            f"{behind[0].reason}; but the DNS answer may be wrong, and of itself: {open_[0].reason}"
        )
    return PlaceJudgement(Contact.CLEAR, "; ".join(found.reason for _, found in judged))


def judge_contact(country: str, endpoint: Row, place: Row | None) -> tuple[Contact, str]:
    """Judge one endpoint for one country, without a scenario.

    Args:
        country: ISO 3166-1 alpha-2.
        endpoint: One ``ENDPOINTS`` row of scope carrier or internet.
        place: The ``PLACES`` row of its address; None where there is none.

    Returns:
        The judgement and its reason, one sentence.
    """
    found = judge_place((country,), endpoint, place)
    if found.contact is not Contact.WITNESS:
        return found.contact, f"{found.reason}."
    contact, seen = _data_sent(endpoint)
    return contact, f"{found.reason}; {seen}."


def _undecided(reason: str) -> PlaceJudgement:
    return PlaceJudgement(Contact.POSSIBLE, reason, BlindSpotKind.UNDECIDED_PLACE)


def _why_unknown(endpoint: Row, place: Row | None) -> str:
    if endpoint["scope_kind"] == "documentation":
        return "A documentation address stands for a server anywhere"
    if place is None:
        return "Its place was not looked up"
    if place["status"] == PlaceStatus.ANYCAST:
        return "Announced from many places at once: which of them answered is not known"
    if place["routed"] is False:
        return "No AS announced it when the routing data were made, so databases cannot say where it is"
    if place["nat64_prefix"] is not None:
        return f"No locator knows where {place['looked_up_ip']} is, which stands behind the NAT64 prefix {place['nat64_prefix']}"
    return "No locator knows where it is"


def _absent(countries: Collection[str], place: Row) -> PlaceJudgement:
    """Judge an address that no locator puts in the countries."""
    ties = []
    if place["operator_country"] in countries:
        ties.append(f"its operator is of {place['operator_country']}")
    if place["registered_country"] in countries:
        ties.append(f"it is registered in {place['registered_country']}")
    if (control := controlled_from(place["asn"])) and control[0] in countries:
        ties.append(f"AS{place['asn']} belongs to {control[1]}, controlled from {control[0]}")
    if _is_published(place):
        return PlaceJudgement(Contact.CLEAR, _said(place))
    if ties:
        return _undecided(f"{_said(place)}; but {' and '.join(ties)}, so databases alone cannot clear it")
    if not _agreed_by_two(place):
        return _undecided(f"Only one independent locator answers, and it may be wrong: {_said(place)}")
    return PlaceJudgement(Contact.CLEAR, _said(place))


def _agreed_by_two(place: Row) -> bool:
    """Whether two locators of separate lineage answer, so that one that is wrong cannot decide alone."""
    return len(independent(vote["lineage"] for vote in place["located"])) > 1


def _is_published(place: Row) -> bool:
    """Whether the operator's own list names a country for it."""
    return any(vote["lineage"] == PUBLISHED_LIST for vote in place["located"])


def _said(place: Row) -> str:
    said = ", ".join(f"{vote['source']} says {vote['country']}" for vote in place["located"])
    if place["nat64_prefix"] is None:
        return said
    told = f"told by packet {place['nat64_packet']} of capture {place['nat64_capture']}"
    return f"{said} of {place['looked_up_ip']} behind the NAT64 prefix {place['nat64_prefix']}, {told}"


def _data_sent(endpoint: Row) -> tuple[Contact, str]:
    """Judge an address that is in the country as far as places can say: did data go there?"""
    level = ContactLevel(endpoint["contact"])
    if endpoint["transport"] in NOT_APPLICATION:
        return Contact.POSSIBLE, f"but only {endpoint['transport']} was seen, no application data"
    if level is not ContactLevel.DATA:
        return Contact.POSSIBLE, f"but {BELOW_DATA[level]}"
    if not endpoint["remote_known"]:
        return Contact.POSSIBLE, "but which side is ours is not known; name your device with --device"
    if endpoint["server_port"] in DNS_PORTS:
        return Contact.POSSIBLE, "but only DNS queries went there, and who chose the resolver is not known"
    return Contact.WITNESS, was_sent(endpoint["payload_octets_up"], endpoint["clients"])


def was_sent(octets: int, senders: Collection[str], level: ContactLevel = ContactLevel.DATA) -> str:
    """What went to an endpoint, in words; data without octets: a record tells that data was sent, and not how much."""
    if not octets and level is ContactLevel.DATA:
        return f"data, how much of it is not told, was sent to it by {few(senders)}"
    counted = "1 octet of payload was" if octets == 1 else f"{octets:,} octets of payload were"
    return f"{counted} sent to it by {few(senders)}"
