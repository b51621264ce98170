"""Ways: what can be done about blind spots, what it costs, and why some things no capture can mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Cost(IntEnum):
    """Classes of effort, least first; within one, nothing is said of which costs more."""

    STATEMENT = 0
    """A fact to be written down."""
    MEASUREMENT = 1
    """Something to look up, take in or measure."""
    RECAPTURE = 2
    """A cell to be captured again."""
    NEW_CELL = 3
    """A cell, region or vantage point that is not there yet."""
    NEW_TAP = 4
    """A tap where none is."""


class Way(StrEnum):
    """What can be done. Public: never renamed."""

    STATE_CAPTURE = "state_capture"
    """Of the captures of a cell: filter, lost packets."""
    STATE_STEPS = "state_steps"
    """Of a cell: steps, their devices and evidence."""
    STATE_RESOLVERS = "state_resolvers"
    """Of a vantage point."""
    STATE_SENDER = "state_sender"
    """Whose some addresses are."""
    ADD_RULE = "add_rule"
    """Who runs an endpoint."""
    PLACE_DATA = "place_data"
    """More on where an address is."""
    DATED_DATA = "dated_data"
    """Place data of the time of a cell's captures."""
    RECAPTURE = "recapture"
    """A cell again, passively."""
    RECAPTURE_UID = "recapture_uid"
    """Likewise, with the app named by the system."""
    RECAPTURE_KEYS = "recapture_keys"
    """Likewise, with keys."""
    RUN_PLANNED = "run_planned"
    """A planned cell."""
    NEW_CELLS = "new_cells"
    """Cells in a region."""
    BASELINE = "baseline"
    """What the devices send without the app."""
    CONTROL = "control"
    """The same rig with the mode off."""
    TAP_EGRESS = "tap_egress"
    """A way out that nobody watched."""
    TAP_BEYOND = "tap_beyond"
    """The far side of what passes things on."""


COSTS: Mapping[Way, Cost] = MappingProxyType(
    {
        Way.STATE_CAPTURE: Cost.STATEMENT,
        Way.STATE_STEPS: Cost.STATEMENT,
        Way.STATE_RESOLVERS: Cost.STATEMENT,
        Way.STATE_SENDER: Cost.STATEMENT,
        Way.ADD_RULE: Cost.STATEMENT,
        Way.PLACE_DATA: Cost.MEASUREMENT,
        Way.DATED_DATA: Cost.MEASUREMENT,
        Way.RECAPTURE: Cost.RECAPTURE,
        Way.RECAPTURE_UID: Cost.RECAPTURE,
        Way.RECAPTURE_KEYS: Cost.RECAPTURE,
        Way.RUN_PLANNED: Cost.NEW_CELL,
        Way.NEW_CELLS: Cost.NEW_CELL,
        Way.BASELINE: Cost.NEW_CELL,
        Way.CONTROL: Cost.NEW_CELL,
        Way.TAP_EGRESS: Cost.NEW_TAP,
        Way.TAP_BEYOND: Cost.NEW_TAP,
    }
)

_AGAIN = (Way.RECAPTURE, Way.STATE_CAPTURE, Way.STATE_STEPS)
COVERS: Mapping[Way, tuple[Way, ...]] = MappingProxyType(
    {
        **{way: (way,) for way in Way},
        Way.RECAPTURE: _AGAIN,
        Way.RECAPTURE_UID: (Way.RECAPTURE_UID, *_AGAIN),
        Way.RECAPTURE_KEYS: (Way.RECAPTURE_KEYS, *_AGAIN),
    }
)
"""What a way does besides, of the same cell: what is captured again comes with its own captures and steps, stated anew."""


class LimitKind(StrEnum):
    """Why no capture mends something. Public: never renamed."""

    ANY_VALUE = "any_value"
    OTHER_PRODUCT = "other_product"
    DISTANCE = "distance"
    ANYCAST = "anycast"
    APPLICATION_ENCRYPTION = "application_encryption"
    NOT_READ = "not_read"
    PINNED = "pinned"
    HIDDEN_NAME = "hidden_name"


@dataclass(frozen=True, slots=True)
class LimitText:
    """What is said of one kind of limit."""

    why: str
    """Why no capture can; one sentence."""
    instead: str | None
    """What else could; None: nothing."""


LIMITS: Mapping[LimitKind, LimitText] = MappingProxyType(
    {
        LimitKind.ANY_VALUE: LimitText(
            "No list of cells covers 'any value'.",
            "Narrow what the claim is asserted for to values that can be listed: the vendor's sentence then has to be no wider.",
        ),
        LimitKind.OTHER_PRODUCT: LimitText(
            "A scenario has one product, so no capture for it tells of another.",
            "Test the other product in a scenario of its own, and name only this product in this claim's scope.",
        ),
        LimitKind.DISTANCE: LimitText(
            "No round trip from where it was seen can exclude the countries of the claim.",
            "The operator's own published range, where the operator publishes one (harness geo import).",
        ),
        LimitKind.ANYCAST: LimitText(
            "Announced from many places at once: only a round trip from where it was seen tells how near the node was that answered.",
            None,
        ),
        LimitKind.APPLICATION_ENCRYPTION: LimitText(
            "What the program itself encrypts stays closed when the transport is open: no capture, key log or proxy reads it.",
            "Find out which program speaks there: its keys or code, or the vendor's cooperation; without them nothing can.",
        ),
        LimitKind.NOT_READ: LimitText(
            "It is there and this program does not read it: a further capture would hold the same.",
            "A decoder for it in this program.",
        ),
        LimitKind.PINNED: LimitText(
            "No capture through a proxy can: the app accepts only certificates that it knows, also with the proxy's in the system store.",
            "Keys taken from the app itself, or the vendor's cooperation.",
        ),
        LimitKind.HIDDEN_NAME: LimitText(
            "No capture without keys can: the hello is encrypted, and where names were asked for is hidden too.",
            "Keys taken from the app itself, or the vendor's cooperation.",
        ),
    }
)
"""Not the same as what a capture could show and nobody has captured: that is an action."""
