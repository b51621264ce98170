"""Names of the applications that a capture says its packets are from: number -> name, as the first that tells has it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.sources.pcapdroid_blocks import NO_NAME
from harness.sources.pcapng_blocks import text_of

PROCESS_COMMENTER: Final = "pymobiledevice3"
"""Program whose comments tell processes (shb_userappl)."""
MAX_APPS: Final = 100_000
"""Names kept; applications beyond have none. Android gives out at most 10,000 user ids a user."""


class AppNames:
    """Collects the names of one capture."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        """Number (``harness.kernel.apps``) to name; one whose first name is empty is missing."""
        self._seen: set[int] = set()

    def take(self, buf: NDArray[np.uint8], packets: NDArray[np.void]) -> None:
        """Look at a batch of decoded PACKET records; ``buf`` is the buffer that they point into."""
        if not packets["app_at"].any():
            return
        naming = packets[packets["app_at"] > 0]
        numbers, firsts = np.unique(naming["app_id"], return_index=True)
        for number, first in zip(numbers.tolist(), firsts.tolist(), strict=True):
            if number not in self._seen:
                at = int(naming["offset"][first]) + int(naming["app_at"][first])
                name = buf[at : at + int(naming["app_octets"][first])].tobytes()
                self.tell(number, text_of(name.partition(b"\0")[0]))

    def tell(self, number: int, name: str | None) -> None:
        """Take a name, unless one was told before; None: an empty one."""
        if number in self._seen or len(self._seen) >= MAX_APPS:
            return
        self._seen.add(number)
        if name is not None and name != NO_NAME:
            self.names[number] = name
