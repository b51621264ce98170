"""Names of the applications that a capture says its packets are from: id -> name, as the first packet has it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.apps import NAME_OCTETS
from harness.sources.pcapng_blocks import text_of

MAX_APPS: Final = 100_000
"""Names kept; ids beyond have none. Android gives out at most 10,000 user ids a user."""


class AppNames:
    """Collects the names of one capture."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        """Id to name; an id whose first name is empty is missing."""
        self._seen: set[int] = set()

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """Look at a batch of decoded PACKET records; ``buf`` is the buffer that they point into."""
        if not packets["app_at"].any():
            return
        naming = packets[packets["app_at"] > 0]
        ids, firsts = np.unique(naming["app_id"], return_index=True)
        for app_id, first in zip(ids.tolist(), firsts.tolist(), strict=True):
            if app_id not in self._seen and len(self._seen) < MAX_APPS:
                self._seen.add(app_id)
                at = int(naming["offset"][first]) + int(naming["app_at"][first])
                name = text_of(buf[at : at + NAME_OCTETS].tobytes().partition(b"\0")[0])
                if name is not None:
                    self.names[app_id] = name
