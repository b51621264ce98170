"""One capture file -> the records of all its packets, for looking into a capture.

Memory grows with the packets, 200 octets each; the main run does not keep them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from harness.kernel.records import PACKET
from harness.sources.compression import Readable
from harness.sources.packet_walk import walk_packets


class _Keeper:
    """Keeps every record."""

    def __init__(self) -> None:
        self.batches: list[NDArray[np.void]] = [np.zeros(0, dtype=PACKET)]

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """See packet_walk.Taker; what points into ``buf`` is of no use afterwards."""
        del buf
        self.batches.append(packets.copy())


def read_packets(raw: Readable, path: str) -> NDArray[np.void]:
    """Decode every packet of a capture.

    Args:
        raw: Opened for reading octets.
        path: As the user named it, for messages.

    Returns:
        PACKET records in the order of the file.

    Raises:
        CaptureError: Not a pcap or pcapng file.
    """
    keeper = _Keeper()
    walk_packets(raw, path, keeper)
    return np.concatenate(keeper.batches)
