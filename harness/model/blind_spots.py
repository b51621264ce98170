"""Blind spots: what could hide a witness, which kinds of claim each blinds, and what would mend it.

Definition: DESIGN section 5. A blind spot that blinds a kind blocks PASS of every claim of
that kind; it never takes a witness away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from harness.model.claims import ClaimKind


class BlindSpotKind(StrEnum):
    """Every kind, by the part of the chain that it lies in. Public: never renamed."""

    # What was captured
    PACKET_LOSS = "packet_loss"
    LOSS_UNKNOWN = "loss_unknown"
    UNREAD_FRAMES = "unread_frames"
    TRUNCATED_FILE = "truncated_file"
    CAPTURE_FILTER = "capture_filter"
    FILTER_UNKNOWN = "filter_unknown"
    LATE_START = "late_start"
    EARLY_END = "early_end"
    NO_TRAFFIC = "no_traffic"
    CLOCK_SET = "clock_set"
    """Steps are told by times, and the clock was set while a capture ran: its times go back, or whoever watched the clock says so."""
    # What was done
    DEVICE_NOT_SEEN = "device_not_seen"
    STEP_UNPROVEN = "step_unproven"
    STEP_MISSING = "step_missing"
    NO_STEPS = "no_steps"
    NO_CONTROL = "no_control"
    UNOBSERVED_EGRESS = "unobserved_egress"
    EGRESS_NOT_CAPTURED = "egress_not_captured"
    INTERFERENCE = "interference"
    # Whose it was
    UNASSIGNED_SENDER = "unassigned_sender"
    DELEGATED_SENDER = "delegated_sender"
    SHARED_WITH_BACKGROUND = "shared_with_background"
    # Where it went
    TUNNEL = "tunnel"
    """A flow carries what is meant for others: a proxy was asked, a tunnel is spoken, or port, transport or address say so."""
    UNDECIDED_PLACE = "undecided_place"
    OLD_DATA = "old_data"
    NO_DISTANCE = "no_distance"
    """Round trips that bound no distance: somebody nearer than the server may have answered, or from where they are is not certain."""
    CARRIER_ONWARD = "carrier_onward"
    BELOW_LEVEL = "below_level"
    RESOLVER_CHOICE_UNKNOWN = "resolver_choice_unknown"
    REMOTE_SIDE_UNKNOWN = "remote_side_unknown"
    OUTSIDE_STEP = "outside_step"
    NAME_NOT_CERTAIN = "name_not_certain"
    # What it was called, and what was in it
    NO_NAME = "no_name"
    """Nothing names the endpoint, or only hearsay does."""
    NO_SNI = "no_sni"
    """A ClientHello without a name."""
    ECH = "ech"
    """An encrypted hello that may be real (decision 0131)."""
    ENCRYPTED_DNS = "encrypted_dns"
    """Names asked for in encrypted DNS: by port 853, by ALPN, or of a resolver that the catalogue knows."""
    HTTPDNS = "httpdns"
    """Names asked for over HTTP, past every resolver; also where the first answer was read, as later ones of the flow are not."""
    MALFORMED_HELLO = "malformed_hello"
    """A ClientHello that is cut or cannot be decoded."""
    OPAQUE = "opaque"
    """No header in clear and no pattern (decision 0109)."""
    UNDECODED = "undecoded"
    """Payload that is sealed, of no protocol in clear, or handed on by a proxy, and that no key or proxy opened; or that was searched, and not all of it could be read."""
    CA_NOT_ACCEPTED = "ca_not_accepted"
    """A client did not accept the certificate of an intercepting proxy, or left as soon as it had seen it."""
    PINNED = "pinned"
    """Likewise, where the proxy's CA is known to be in the system's store."""
    CONTENT_NOT_CERTAIN = "content_not_certain"
    """Planted data in a form that chance may have made."""
    # Whose it is
    UNKNOWN_OPERATOR = "unknown_operator"
    """No rule of the catalogue knows who runs or hosts it, under whose control that is, or what it is for."""
    RULE_NOT_FIRM = "rule_not_firm"
    """A rule knows it, but is inferred or unconfirmed: it neither contradicts nor clears."""
    # What is asserted beyond what was tested
    SCOPE_NOT_TESTED = "scope_not_tested"
    CELL_NOT_RUN = "cell_not_run"
    IP_VERSION_NOT_OFFERED = "ip_version_not_offered"


@dataclass(frozen=True, slots=True)
class BlindSpotRule:
    """What one kind means for claims."""

    blinds: frozenset[ClaimKind]
    remedy: str
    """What would have to be captured, done or stated for PASS; one sentence, imperative."""


_ALL = frozenset(ClaimKind)
_PLACE = frozenset({ClaimKind.LOCATION})
_SILENCE = frozenset({ClaimKind.SILENCE})
_NAME = frozenset({ClaimKind.NAME})
_OPERATOR = frozenset({ClaimKind.NAME, ClaimKind.CONTROL})
_CONTENT = frozenset({ClaimKind.CONTENT})
_FLOWS = frozenset({ClaimKind.LOCATION, ClaimKind.SILENCE, ClaimKind.CONTROL, ClaimKind.NAME})

BLIND_SPOTS: Mapping[BlindSpotKind, BlindSpotRule] = MappingProxyType(
    {
        BlindSpotKind.PACKET_LOSS: BlindSpotRule(
            _ALL, "Capture again without loss: larger buffer, faster disk, shorter snaplen."
        ),
        BlindSpotKind.LOSS_UNKNOWN: BlindSpotRule(
            _ALL,
            "Capture with a tool that counts lost packets (dumpcap writes it into pcapng), or state 'drops'.",
        ),
        BlindSpotKind.UNREAD_FRAMES: BlindSpotRule(
            _ALL, "Capture where frames are in clear and of a link type that is read."
        ),
        BlindSpotKind.TRUNCATED_FILE: BlindSpotRule(
            _ALL, "Capture again, and end the capture before copying it."
        ),
        BlindSpotKind.CAPTURE_FILTER: BlindSpotRule(_ALL, "Capture without a filter."),
        BlindSpotKind.FILTER_UNKNOWN: BlindSpotRule(
            _ALL, "State the capture's filter; 'all' where there was none."
        ),
        BlindSpotKind.LATE_START: BlindSpotRule(
            _ALL, "Begin to capture before the first step, and state 'from' where the network was quiet."
        ),
        BlindSpotKind.EARLY_END: BlindSpotRule(
            _ALL, "Capture until after the last step, and state 'to' where the network was quiet."
        ),
        BlindSpotKind.NO_TRAFFIC: BlindSpotRule(
            _ALL, "Check the interface: this tap shows nothing that the subject sent."
        ),
        BlindSpotKind.CLOCK_SET: BlindSpotRule(
            _ALL,
            "Capture again with a clock that nobody sets, or cut the file where it was set and state each part's 'clock_offset_ms'.",
        ),
        BlindSpotKind.DEVICE_NOT_SEEN: BlindSpotRule(
            _ALL, "Check the device's address, MAC, radio and interface, and repeat the step."
        ),
        BlindSpotKind.STEP_UNPROVEN: BlindSpotRule(
            _ALL, "Repeat the step, or name evidence of it that the captures show."
        ),
        BlindSpotKind.STEP_MISSING: BlindSpotRule(_ALL, "Do the step that the claim is asserted for."),
        BlindSpotKind.NO_STEPS: BlindSpotRule(
            _ALL, "List what was done in the cell as steps with times and evidence."
        ),
        BlindSpotKind.NO_CONTROL: BlindSpotRule(
            _SILENCE,
            "Run a control cell on the same rig with the mode off, in which each device is seen sending.",
        ),
        BlindSpotKind.UNOBSERVED_EGRESS: BlindSpotRule(
            _ALL, "Tap the egress, or disable it and say how that was verified."
        ),
        BlindSpotKind.EGRESS_NOT_CAPTURED: BlindSpotRule(
            _ALL, "Capture at a vantage point of this egress in the cell."
        ),
        BlindSpotKind.INTERFERENCE: BlindSpotRule(
            frozenset({ClaimKind.LOCATION, ClaimKind.SILENCE, ClaimKind.NAME}),
            "Repeat passively: without interception, blocking or capture by VPN.",
        ),
        BlindSpotKind.UNASSIGNED_SENDER: BlindSpotRule(
            _ALL, "Find out who sent this: baseline without the app, uid from the phone, or list the device."
        ),
        BlindSpotKind.DELEGATED_SENDER: BlindSpotRule(
            _ALL, "Find out for whom the system service sent this: uid from the phone."
        ),
        BlindSpotKind.SHARED_WITH_BACKGROUND: BlindSpotRule(
            _ALL, "The device contacts this without the app too: capture with uid to tell who sent what."
        ),
        BlindSpotKind.TUNNEL: BlindSpotRule(_ALL, "Capture behind the tunnel or proxy."),
        BlindSpotKind.UNDECIDED_PLACE: BlindSpotRule(
            _PLACE,
            "Establish where the address is: RTT from a near vantage point, or the operator's published ranges.",
        ),
        BlindSpotKind.OLD_DATA: BlindSpotRule(_PLACE, "Judge with place data of the time of the capture."),
        BlindSpotKind.NO_DISTANCE: BlindSpotRule(
            _PLACE,
            "Capture where nothing answers for servers: no interception, no local VPN, landmarks behind a VPN's exit.",
        ),
        BlindSpotKind.CARRIER_ONWARD: BlindSpotRule(
            _FLOWS - _NAME, "Capture on the far side of the carrier's translator."
        ),
        BlindSpotKind.BELOW_LEVEL: BlindSpotRule(
            _FLOWS, "Repeat until the contact either carries data or does not occur."
        ),
        BlindSpotKind.RESOLVER_CHOICE_UNKNOWN: BlindSpotRule(
            _FLOWS, "State at the vantage point which resolvers the access network gave."
        ),
        BlindSpotKind.REMOTE_SIDE_UNKNOWN: BlindSpotRule(
            _ALL, "Name the device under test that took part in this flow."
        ),
        BlindSpotKind.OUTSIDE_STEP: BlindSpotRule(
            _ALL, "Let traffic of other steps end before the steps that the claim is about begin."
        ),
        BlindSpotKind.NAME_NOT_CERTAIN: BlindSpotRule(
            _SILENCE | _OPERATOR,
            "Restart the device before the step, so that it asks for the name of each address that it contacts.",
        ),
        BlindSpotKind.NO_NAME: BlindSpotRule(
            _OPERATOR,
            "Capture from before the device starts, so that its lookups are seen, or open its traffic with keys.",
        ),
        BlindSpotKind.NO_SNI: BlindSpotRule(
            _NAME, "Open these flows with keys or a proxy, or name the server by other means."
        ),
        BlindSpotKind.ECH: BlindSpotRule(
            _OPERATOR, "Open these flows with keys, or repeat where DNS gives no keys for encrypted hellos."
        ),
        BlindSpotKind.ENCRYPTED_DNS: BlindSpotRule(
            _NAME, "Open the flows to the resolver with keys, or repeat where it cannot be reached."
        ),
        BlindSpotKind.HTTPDNS: BlindSpotRule(
            _NAME, "Open the flows to the lookup service with keys, or repeat where it cannot be reached."
        ),
        BlindSpotKind.MALFORMED_HELLO: BlindSpotRule(
            _NAME, "Capture whole packets without loss; look at the packet if it is whole."
        ),
        BlindSpotKind.OPAQUE: BlindSpotRule(
            _OPERATOR | _CONTENT, "Find out what the program is that speaks here; it may be a tunnel."
        ),
        BlindSpotKind.UNDECODED: BlindSpotRule(
            _CONTENT, "Open the flows with keys or a proxy, and the content by what encoded it."
        ),
        BlindSpotKind.CA_NOT_ACCEPTED: BlindSpotRule(
            _CONTENT, "Put the proxy's certificate into the device's system store, or take keys from the app."
        ),
        BlindSpotKind.PINNED: BlindSpotRule(
            _CONTENT, "Take keys from the app itself: it accepts only certificates that it knows."
        ),
        BlindSpotKind.CONTENT_NOT_CERTAIN: BlindSpotRule(
            _CONTENT, "Look at the packet; plant values that are longer or of a rarer form."
        ),
        BlindSpotKind.UNKNOWN_OPERATOR: BlindSpotRule(
            _OPERATOR,
            "Find out who it is and add a rule: `harness endpoints unmatched` proposes one for each of them.",
        ),
        BlindSpotKind.RULE_NOT_FIRM: BlindSpotRule(
            _OPERATOR,
            "Find a source that documents who runs it, and add a rule of your own to 'endpoint_rules'.",
        ),
        BlindSpotKind.SCOPE_NOT_TESTED: BlindSpotRule(
            _ALL, "Add cells for what the claim is asserted for, or narrow the claim."
        ),
        BlindSpotKind.CELL_NOT_RUN: BlindSpotRule(_ALL, "Run the planned cell."),
        BlindSpotKind.IP_VERSION_NOT_OFFERED: BlindSpotRule(
            _ALL, "Add a cell whose access network offers the other IP version too."
        ),
    }
)
"""Every kind has its rule."""

STANDING_LIMITS = (
    "A server outside the country may pass data on into it; captures show only the first server.",
    "Data that a device holds back and sends later is not in these captures.",
    "What a resolver asks of others on behalf of the device is not seen.",
    "What is sent to other hosts of the local network is not followed beyond them, unless they are devices under test.",
    "Not seen is not the same as not there: a verdict covers these captures and no other time, place or setting.",
)
"""True of every verdict; printed with each and never blocking."""
