"""One endpoint and its place in, out: in a country, possibly there, or clear of it; and a witness or not.

Definition: DESIGN section 6. Decisions made here, with their reasons:

* What physics excludes is clear, whatever databases, registration and operator say, and for anycast too: the node that answered
  this vantage point is within its reach. Of a group of countries all must be excluded.
* Physics alone never witnesses: a country that it leaves as the only one is possible until locators say so too, because something
  nearby that answers for servers makes the disc too small. For the same reason a locator's answer still counts against a witness where
  physics excludes it.
* Otherwise an unknown place, an anycast address and a carrier's address are possible for every
  country: nothing seen rules any country out. Locators' answers for anycast describe one
  node at best, so they neither witness nor clear. Where physics excludes every answer of the locators, all else is possible.
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
from dataclasses import dataclass, replace
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
_OPEN_STATUS = (PlaceStatus.UNKNOWN, PlaceStatus.ANYCAST, PlaceStatus.REFUTED)


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
    by_physics: bool = False
    """CLEAR: whatever the age of place data. What several vantage points exclude together rests on a cloud's list, and is not."""


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
    if place is not None and set(countries) <= set(place["excluded"]):
        alone = set(countries).isdisjoint(place["excluded_jointly"])
        return PlaceJudgement(Contact.CLEAR, _out_of_reach(countries, place), by_physics=alone)
    if place is None or not place["also"]:
        found = _judge(countries, endpoint, place)
    else:
        found = _judge_translated(countries, endpoint, place)
    if (
        found.contact is Contact.POSSIBLE
        and place is not None
        and place["rtt_doubts"]
        and place["rtt_ns"] is None
    ):
        doubts = ", ".join(place["rtt_doubts"]).replace("_", " ")
        return replace(found, reason=f"{found.reason}; its round trips bound no distance ({doubts})")
    return found


def _judge(countries: Collection[str], endpoint: Row, place: Row | None) -> PlaceJudgement:
    """Say what the data of one address, on the wire or behind a prefix, come to."""
    if place is None or place["status"] in _OPEN_STATUS:
        return _undecided(_why_unknown(endpoint, place))
    if not set(countries) & set(place["candidates"]):
        return _absent(countries, place)
    if not {*place["candidates"], *(vote["country"] for vote in place["located"])} <= set(countries):
        return _undecided(f"The locators disagree: {_said(place)}")
    if not _agreed_by_two(place):
        return _undecided(f"Only one independent locator answers: {_said(place)}")
    if not place["routed"]:
        return _undecided(f"{_said(place)}; but no AS announced it when the routing data were made")
    return PlaceJudgement(Contact.WITNESS, _said(place))


def _judge_translated(countries: Collection[str], endpoint: Row, place: Row) -> PlaceJudgement:
    """Judge an address in a told NAT64 prefix: any address behind it may refute, and all must be clear to clear.

    Where the address itself would be a witness, the vantage point that saw the prefix told cannot say which of the
    two was reached; for any other vantage point the address is what it is.
    """
    every = (place, *(one | {"excluded": place["excluded"]} for one in place["also"]))
    judged = [(one, _judge(countries, endpoint, one)) for one in every]
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
    if place["status"] == PlaceStatus.REFUTED:
        return f"{_said(place)}; but none of these is within reach of its answer, and where it is instead is not known"
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
    """Whether two locators of separate lineage answer within reach, so that one that is wrong cannot decide alone."""
    standing = (vote for vote in place["located"] if vote["country"] in place["candidates"])
    return len(independent(vote["lineage"] for vote in standing)) > 1


def _is_published(place: Row) -> bool:
    """Whether the operator's own list names a country for it that is within reach."""
    return any(
        vote["lineage"] == PUBLISHED_LIST and vote["country"] in place["candidates"]
        for vote in place["located"]
    )


def _out_of_reach(countries: Collection[str], place: Row) -> str:
    """Why an address is in none of the countries, by a round trip that can be looked up."""
    if not set(countries).isdisjoint(place["excluded_jointly"]):
        vouched = f"which count together because {place['cloud']}'s list puts it in one region ({place['cloud_region']})"
        return (
            f"Out of reach by the round trips of several vantage points, {vouched}: {few(sorted(countries))}"
        )
    return (
        f"It answered within {place['rtt_ns'] / 1e6:.1f} ms ({place['rtt_kind']}, flow that begins with packet {place['rtt_packet']} of capture "
        f"{place['rtt_capture']}), so it is at most {place['radius_km']:,.0f} km away, and {few(sorted(countries))} "
        f"{'is' if len(countries) == 1 else 'are'} farther"
    )


def _said(place: Row) -> str:
    votes = (
        f"{vote['source']} says {vote['country']}{' (out of reach)' if vote['country'] in place['excluded'] else ''}"
        for vote in place["located"]
    )
    said = ", ".join(votes) or "No locator answers"
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
