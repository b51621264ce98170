"""endpoints + places + captures -> the answer for one country, with packets to look at.

"Was X contacted?" has three answers. *Witnessed*: some endpoint is in X by two or more
independent locators with none against, routed and unicast, and application data went
there. *None seen*: every endpoint is clear of X and everything was read. *Possible*: all
between. Which endpoint is what, and why, is in ``harness.stages.place_judging``; what the captures
could not show, in ``harness.stages.limits``.

Blind spots: the standing limits in ``STANDING_LIMITS``, which every answer carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from harness.model.answers import Answer, Lead
from harness.model.name_sources import HEARSAY
from harness.model.words import CountryAnswer, Scope
from harness.stages.limits import capture_limits, unseen_devices
from harness.stages.place_judging import Contact, judge_contact
from harness.tables.captures import CAPTURES
from harness.tables.endpoints import ENDPOINTS
from harness.tables.places import PLACES
from harness.tables.schema import conform
from harness.tables.traits import TRAITS

STANDING_LIMITS = (
    "A server outside the country may pass data on into it; captures show only the first server.",
    "What is sent to local and carrier addresses is not followed beyond them.",
    "Not seen is not the same as not there: the answer covers these captures and no other time, place or setting.",
)


def answer_country(
    country: str,
    endpoints: pl.DataFrame,
    places: pl.DataFrame,
    captures: pl.DataFrame,
    traits: pl.DataFrame,
    devices_unseen: Sequence[str] = (),
    unfinished: Sequence[str] = (),
    remarks: Sequence[str] = (),
) -> Answer:
    """Say what the captures show of contact with one country.

    Args:
        country: ISO 3166-1 alpha-2; HK, MO and TW are countries of their own here.
        endpoints: ``ENDPOINTS`` rows of all vantage points; local ones take no part.
        places: ``PLACES`` rows; an endpoint without one is in an unknown place.
        captures: ``CAPTURES`` rows that the endpoints come from.
        traits: ``TRAITS`` rows of the endpoints.
        devices_unseen: Devices under test that no packet belongs to.
        unfinished: Sentences on what was left unread when reading was interrupted.
        remarks: Sentences on what the answer rests on.

    Returns:
        Leads most payload sent first, one per endpoint and vantage point; octets of
        several vantage points are never added up. Row order never matters.

    Raises:
        ValueError: Not a two-letter code.
    """
    if not re.fullmatch("[A-Z]{2}", country):
        raise ValueError(f"{country!r} is not an ISO 3166-1 alpha-2 code in capitals")
    remote = conform(endpoints, ENDPOINTS).filter(pl.col("scope") != Scope.LOCAL.value)
    known = {_address(place): place for place in conform(places, PLACES).iter_rows(named=True)}
    judged = [
        (row, *judge_contact(country, row, known.get(_address(row)))) for row in remote.iter_rows(named=True)
    ]
    witnesses = _leads((row, reason) for row, contact, reason in judged if contact is Contact.WITNESS)
    possible = _leads((row, reason) for row, contact, reason in judged if contact is Contact.POSSIBLE)
    blocking, lesser = capture_limits(conform(captures, CAPTURES), endpoints, conform(traits, TRAITS))
    blocking = (*unfinished, *unseen_devices(devices_unseen), *blocking)
    return Answer(
        country=country,
        answer=_answer(witnessed=bool(witnesses), undecided=bool(possible or blocking)),
        witnesses=witnesses,
        possible=possible,
        limits=(*blocking, *lesser, *remarks, *STANDING_LIMITS),
    )


def _address(row: dict[str, Any]) -> tuple[str, str]:
    """What a place is known by."""
    return row["vantage"], row["server_ip"]


def _answer(*, witnessed: bool, undecided: bool) -> CountryAnswer:
    if witnessed:
        return CountryAnswer.WITNESSED
    return CountryAnswer.POSSIBLE if undecided else CountryAnswer.NONE_SEEN


def _leads(found: Iterable[tuple[dict[str, Any], str]]) -> tuple[Lead, ...]:
    leads = [_lead(row, reason) for row, reason in found]
    return tuple(sorted(leads, key=_by_payload))


def _by_payload(lead: Lead) -> tuple[int, str, str, str, int]:
    port = -1 if lead.server_port is None else lead.server_port
    return -lead.payload_octets_up, lead.vantage, lead.server_ip, lead.transport, port


def _lead(row: dict[str, Any], reason: str) -> Lead:
    return Lead(
        vantage=row["vantage"],
        server_ip=row["server_ip"],
        transport=row["transport"],
        server_port=row["server_port"],
        name=None if row["name_source"] in HEARSAY else row["name"],
        reason=reason,
        payload_octets_up=row["payload_octets_up"],
        payload_octets_down=row["payload_octets_down"],
        capture=row["capture"],
        packet=row["packet"],
    )
