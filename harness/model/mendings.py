"""Mendings: what mends a blind spot of each kind, and which limits it may meet.

One table, with an entry for every kind (tested). ``harness.stages.plan_gaps`` chooses among the ways of a kind by the
situation of a single blind spot, never by what else is open: so a plan can only grow with what is open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from harness.model.blind_spots import BlindSpotKind
from harness.model.ways import LimitKind, Way


@dataclass(frozen=True, slots=True)
class Mending:
    """What mends one kind of blind spot."""

    ways: tuple[Way, ...]
    """Cheapest first; empty: none."""
    how: str
    """What the way has to see to, to follow on its title; a phrase."""
    limits: tuple[LimitKind, ...] = ()
    """That blind spots of this kind may meet."""


_AGAIN_ONLY = (Way.RECAPTURE,)
_STATE = "; if nobody knows, capture again"
MENDINGS: Mapping[BlindSpotKind, Mending] = MappingProxyType(
    {
        BlindSpotKind.PACKET_LOSS: Mending(_AGAIN_ONLY, "without loss: larger buffer, faster disk"),
        BlindSpotKind.LOSS_UNKNOWN: Mending(
            (Way.STATE_CAPTURE,), f"'drops', as the tool told it{_STATE} with one that counts"
        ),
        BlindSpotKind.UNREAD_FRAMES: Mending(
            _AGAIN_ONLY, "where frames are in clear and of a link type that is read"
        ),
        BlindSpotKind.TRUNCATED_FILE: Mending(_AGAIN_ONLY, "and end the capture before it is copied"),
        BlindSpotKind.CAPTURE_FILTER: Mending(_AGAIN_ONLY, "without a filter"),
        BlindSpotKind.FILTER_UNKNOWN: Mending(
            (Way.STATE_CAPTURE,), f"'filter', 'all' where there was none{_STATE} without one"
        ),
        BlindSpotKind.LATE_START: Mending(
            _AGAIN_ONLY, "from before the first step (or state 'from', if it ran and the network was quiet)"
        ),
        BlindSpotKind.EARLY_END: Mending(
            _AGAIN_ONLY, "until after the last step (or state 'to', if it ran and the network was quiet)"
        ),
        BlindSpotKind.NO_TRAFFIC: Mending(_AGAIN_ONLY, "at an interface that shows what the subject sends"),
        BlindSpotKind.CLOCK_SET: Mending(
            _AGAIN_ONLY,
            "with a clock that is right before it begins (or cut the file there, and state the parts' offsets)",
        ),
        BlindSpotKind.DEVICE_NOT_SEEN: Mending(
            (Way.STATE_STEPS, Way.RECAPTURE),
            "with each device sending in each step (check its addresses first)",
        ),
        BlindSpotKind.STEP_UNPROVEN: Mending(
            (Way.STATE_STEPS, Way.RECAPTURE), "with evidence of each step that the captures show"
        ),
        BlindSpotKind.STEP_MISSING: Mending(_AGAIN_ONLY, "with every step that the claim is asserted for"),
        BlindSpotKind.NO_STEPS: Mending((Way.STATE_STEPS,), "'steps', with times, devices and evidence"),
        BlindSpotKind.NO_CONTROL: Mending(
            (Way.CONTROL,), "each device seen sending, no step longer than in the cell that it is for"
        ),
        BlindSpotKind.UNOBSERVED_EGRESS: Mending(
            (Way.TAP_EGRESS,), "or disable it and say how that was verified, and capture the cells so"
        ),
        BlindSpotKind.EGRESS_NOT_CAPTURED: Mending(_AGAIN_ONLY, "at a vantage point of every tapped way out"),
        BlindSpotKind.INTERFERENCE: Mending(
            _AGAIN_ONLY, "passively: without interception, blocking or capture by VPN"
        ),
        BlindSpotKind.UNASSIGNED_SENDER: Mending(
            (Way.STATE_SENDER, Way.RECAPTURE, Way.RECAPTURE_UID, Way.BASELINE),
            "so that it is known who sent this",
        ),
        BlindSpotKind.DELEGATED_SENDER: Mending(
            (Way.RECAPTURE_UID,), "so that it is known for whom the system service sent this"
        ),
        BlindSpotKind.SHARED_WITH_BACKGROUND: Mending(
            (Way.RECAPTURE_UID,), "so that app and system are told apart"
        ),
        BlindSpotKind.TUNNEL: Mending((Way.TAP_BEYOND,), "behind the tunnel or proxy"),
        BlindSpotKind.UNDECIDED_PLACE: Mending(
            (Way.PLACE_DATA, Way.RECAPTURE),
            "with round trips short enough to exclude the countries",
            (LimitKind.DISTANCE, LimitKind.ANYCAST),
        ),
        BlindSpotKind.OLD_DATA: Mending(
            (Way.DATED_DATA,), "harness geo update, or harness geo import of the edition of that time"
        ),
        BlindSpotKind.NO_DISTANCE: Mending(
            _AGAIN_ONLY, "where nothing answers for servers, with landmarks behind a VPN's exit"
        ),
        BlindSpotKind.CARRIER_ONWARD: Mending(
            (Way.TAP_BEYOND,), "on the far side of the carrier's translator"
        ),
        BlindSpotKind.BELOW_LEVEL: Mending(
            _AGAIN_ONLY, "until the contact either carries data or does not occur"
        ),
        BlindSpotKind.RESOLVER_CHOICE_UNKNOWN: Mending(
            (Way.STATE_RESOLVERS,), "those that the access network gave"
        ),
        BlindSpotKind.REMOTE_SIDE_UNKNOWN: Mending(
            (Way.STATE_SENDER,), "so that it is known which side is ours"
        ),
        BlindSpotKind.OUTSIDE_STEP: Mending(
            _AGAIN_ONLY, "with traffic of other steps ended before the steps of the claim begin"
        ),
        BlindSpotKind.NAME_NOT_CERTAIN: Mending(_AGAIN_ONLY, "with the devices restarted before the step"),
        BlindSpotKind.NO_NAME: Mending(
            _AGAIN_ONLY, "from before the devices start, so that lookups are seen"
        ),
        BlindSpotKind.NO_SNI: Mending((Way.RECAPTURE_KEYS,), "for flows whose hello has no name"),
        BlindSpotKind.ECH: Mending(
            (Way.RECAPTURE_KEYS,), "for flows with an encrypted hello", (LimitKind.HIDDEN_NAME,)
        ),
        BlindSpotKind.ENCRYPTED_DNS: Mending((Way.RECAPTURE_KEYS,), "for flows to the encrypted resolver"),
        BlindSpotKind.HTTPDNS: Mending((Way.RECAPTURE_KEYS,), "for flows to the lookup service"),
        BlindSpotKind.MALFORMED_HELLO: Mending(_AGAIN_ONLY, "whole packets"),
        BlindSpotKind.OPAQUE: Mending(
            (), "find out which program speaks here", (LimitKind.APPLICATION_ENCRYPTION,)
        ),
        BlindSpotKind.UNDECODED: Mending(
            (Way.RECAPTURE, Way.RECAPTURE_KEYS),
            "for flows that are sealed",
            (LimitKind.APPLICATION_ENCRYPTION, LimitKind.NOT_READ),
        ),
        BlindSpotKind.CA_NOT_ACCEPTED: Mending(
            (Way.RECAPTURE_KEYS,), "or with the proxy's certificate in the system store"
        ),
        BlindSpotKind.PINNED: Mending(
            (Way.RECAPTURE_KEYS,), "taken from the app itself", (LimitKind.PINNED,)
        ),
        BlindSpotKind.CONTENT_NOT_CERTAIN: Mending(
            _AGAIN_ONLY, "with planted values that are longer, or of a rarer form"
        ),
        BlindSpotKind.UNKNOWN_OPERATOR: Mending(
            (Way.ADD_RULE,), "who runs it, who hosts its address, and under whose legal control they are"
        ),
        BlindSpotKind.RULE_NOT_FIRM: Mending(
            (Way.ADD_RULE,), "with a source that documents who runs it, in a rule of your own"
        ),
        BlindSpotKind.SCOPE_NOT_TESTED: Mending(
            (Way.RUN_PLANNED, Way.NEW_CELLS),
            "what the claim is asserted for",
            (LimitKind.ANY_VALUE, LimitKind.OTHER_PRODUCT),
        ),
        BlindSpotKind.CELL_NOT_RUN: Mending((Way.RUN_PLANNED,), "as planned"),
        BlindSpotKind.IP_VERSION_NOT_OFFERED: Mending(
            (Way.RUN_PLANNED, Way.NEW_CELLS), "where the access network offers IPv4 and IPv6"
        ),
    }
)
"""Every kind has its entry."""
