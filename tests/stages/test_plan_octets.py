"""Payload is counted once: flows may have several kinds of blind spot, and one contact may be open for several claims."""

from __future__ import annotations

from harness.model.blind_spots import BlindSpotKind as Kind
from harness.stages.plan_octets import octets_of
from tests.support.judging_rows import contact, contacts_of, leads_of, open_lead
from tests.support.planned import situation, spot, verified


def test_kinds_of_the_same_flows_are_not_added_up_and_cells_are() -> None:
    spots = [
        spot(Kind.NO_SNI, payload_octets=400),
        spot(Kind.UNDECODED, payload_octets=900),
        spot(Kind.UNDECODED, "de", payload_octets=70),
        spot(Kind.PACKET_LOSS),
    ]
    at = situation(verified(spots))
    assert octets_of(at.spots, at) == 970


def test_a_contact_counts_once() -> None:
    leads = leads_of(
        open_lead(lead_id=0), open_lead(lead_id=1, claim="silent"), open_lead(lead_id=2, contact_id=1)
    )
    contacts = contacts_of(contact(), contact(contact_id=1, payload_octets_up=1, payload_octets_down=2))
    spots = [spot(Kind.BELOW_LEVEL, lead_id=number, detail=str(number)) for number in range(3)]
    at = situation(verified(spots, leads=leads, contacts=contacts))
    assert octets_of(at.spots, at) == 400 + 90 + 3
    assert octets_of([], at) == 0
