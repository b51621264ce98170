"""Octets per minute: what a flow had counted when a packet of another minute came.

Minutes are those since the Unix epoch by the capture's clock. A flow of one minute is told by its
FLOW record alone and leaves nothing here. Records hold running sums: a minute's own are the
difference to the flow's record before, and what comes after the last record, in the last minute,
stands in the FLOW record still. So a FLOW record needs to know its minute only, and it makes no
difference when it is put away. ``harness.stages.minutes.close_minutes`` takes the differences.

Where the clock goes back, a minute of a flow has several records; they are summed later.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.jit import layer

MINUTE_NS: Final = 60_000_000_000

DEPTHS: Final = 128
"""More than the IP headers that a packet has, as ``encapsulated`` counts them."""

MINUTE = np.dtype(
    [
        ("flow", "i8"),  # flow_number of it
        ("minute", "i8"),  # since the epoch; negative before
        ("packets", "i8", (2,)),  # as in FLOW, up to the minute's last packet
        ("ip_octets", "i8", (2,)),
        ("payload_octets", "i8", (2,)),
    ],
    align=True,
)


@layer
def flow_number(flow):
    """What a flow is known by in its capture, wherever its record lies.

    Not the first packet alone: a packet out of a tunnel may begin a flow for each IP header that it has.
    """
    return flow["first_packet"] * DEPTHS + flow["first_depth"]


def flow_numbers(rows: NDArray[np.void]) -> NDArray[np.int64]:
    """``flow_number`` of each of some FLOW records."""
    numbers: NDArray[np.int64] = rows["first_packet"] * DEPTHS + rows["first_depth"]
    return numbers


@layer
def note_minute(flow, time_ns, minutes, used):
    """Keep a flow's sums where the next packet is of another minute; called before it is counted.

    Args:
        flow: FLOW record that the packet belongs to.
        time_ns: Time that the packet counts at.
        minutes: MINUTE array with room for one more; of no length where minutes are not wanted.
        used: Records in it.

    Returns:
        Records in it now.
    """
    begins = np.int64(flow["minute"]) * MINUTE_NS
    if begins <= time_ns < begins + MINUTE_NS:  # a multiplication, where a division takes ten times as long
        return used
    minute = time_ns // MINUTE_NS
    if minute != flow["minute"] and used < minutes.shape[0]:
        record = minutes[used]
        record["flow"] = flow_number(flow)
        record["minute"] = flow["minute"]
        for s in range(2):
            record["packets"][s] = flow["packets"][s]
            record["ip_octets"][s] = flow["ip_octets"][s]
            record["payload_octets"][s] = flow["payload_octets"][s]
        used += 1
    flow["minute"] = minute
    return used
