"""802.11 management frames -> facts: Remote ID that a drone, or whoever imitates one, sends to all.

Of a position only that it was there is told, and by which message; of the operator's registration only that it was there.

Blind spots: what stands behind the first Remote ID of a frame; free texts.
"""

from __future__ import annotations

from harness.model.facts import Facts
from harness.model.malformed import Malformed
from harness.model.protocols import Protocol
from harness.wire.drone_id import DroneId
from harness.wire.remote_id import RemoteId
from harness.wire.remote_id_frames import decode_frame
from harness.wire.told import details, listed, messages_of


def frame_facts(frame: bytes) -> Facts | Malformed:
    """Read one frame from its frame control field.

    Returns:
        Which scheme it is, whose serial numbers, whether positions; Malformed as of ``decode_frame``.
    """
    found = decode_frame(frame)
    if isinstance(found, Malformed):
        return found
    return (
        *details(
            Protocol.REMOTE_ID,
            scheme=_scheme(found),
            operator_id=isinstance(found, RemoteId) and found.operator_id is not None,
        ),
        *listed(Protocol.REMOTE_ID, "serial", _serials(found)),
        *listed(Protocol.REMOTE_ID, "position", messages_of(found.positions)),
    )


def _scheme(found: RemoteId | DroneId) -> str:
    scheme = found.scheme if isinstance(found, DroneId) else "Open Drone ID"
    return scheme.lower().replace(" ", "_")


def _serials(found: RemoteId | DroneId) -> list[str]:
    if isinstance(found, RemoteId):
        return [uas_id.text for uas_id in found.uas_ids]
    return [] if found.serial is None else [found.serial]
