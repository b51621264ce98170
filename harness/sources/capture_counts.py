"""Tally: what is counted over all packets of a capture, batch by batch.

Blind spots: a clock that was set forward cannot be told from a network that was quiet, nor one that was set back by less
than there was quiet, or than ``REORDERED_NS``.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from harness.kernel.codes import NO_IP, UNKNOWN_LINK, VERDICT_WORDS
from harness.kernel.records import NO_TIME
from harness.sources.link_names import link_name
from harness.tables.captures import REORDERED_NS

_MOST_NS: Final = 2**63 - 1
"""The table's columns hold no more."""


class Tally:
    """Counts packets by verdict, the span of their times, and how far these go back."""

    def __init__(self) -> None:
        self.packets = 0
        self.cut = 0
        self.no_ip = 0
        self.encapsulated = 0
        self.first_ns: int | None = None
        self.last_ns: int | None = None
        self.set_back: tuple[int, int] | None = None
        """How far a time lies before the latest before it, ns, at most; and the number of the first packet with that."""
        self._dlts: dict[int, None] = {}
        self._unread: dict[str, list[int]] = {}

    @property
    def link_types(self) -> tuple[str, ...]:
        """Names of the link types that packets had, in order of first use."""
        return tuple(dict.fromkeys(link_name(dlt) for dlt in self._dlts))

    @property
    def unread(self) -> tuple[tuple[str, int, int], ...]:
        """(reason, packets, first packet) of packets that were not read, in order of the first."""
        rows = ((reason, count, first) for reason, (count, first) in self._unread.items())
        return tuple(sorted(rows, key=lambda row: row[2]))

    def add(self, packets: NDArray[np.void]) -> None:
        """Count a batch of decoded PACKET records."""
        self.packets += len(packets)
        self.cut += int((packets["captured"] < packets["wire"]).sum())
        self.encapsulated += int(np.count_nonzero(packets["encapsulated"]))
        self._add_times(packets["time_ns"], packets["number"])
        self._add_links(packets["dlt"])
        verdicts = packets["verdict"]
        if verdicts.any():
            self.no_ip += int((verdicts == NO_IP).sum())
            self._add_unread(packets[verdicts > NO_IP])

    def add_unread(self, reason: str, count: int, first: int) -> None:
        """Count packets that were not read."""
        entry = self._unread.setdefault(reason, [0, first])
        entry[0] += count

    def add_time(self, time_ns: int) -> None:
        """Let the span of times reach a time."""
        self.first_ns = time_ns if self.first_ns is None else min(self.first_ns, time_ns)
        self.last_ns = time_ns if self.last_ns is None else max(self.last_ns, time_ns)

    def _add_times(self, times: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        least, most = int(times.min()), int(times.max())
        if least == NO_TIME:
            timed = times != NO_TIME
            times, numbers = times[timed], numbers[timed]
            if not len(times):
                return
            least = int(times.min())
        self._add_set_back(times, numbers)
        self.first_ns = least if self.first_ns is None else min(self.first_ns, least)
        self.last_ns = most if self.last_ns is None else max(self.last_ns, most)

    def _add_set_back(self, times: NDArray[np.int64], numbers: NDArray[np.int64]) -> None:
        """Times are those there are, in the order of the file; before ``last_ns`` reaches them."""
        latest = np.maximum.accumulate(times)
        if self.last_ns is not None:
            latest = np.maximum(latest, self.last_ns)
        # Unsigned: no difference of two times is too large.
        behind = latest.astype(np.uint64) - times.astype(np.uint64)
        at = int(behind.argmax())
        most = min(int(behind[at]), _MOST_NS)
        if most > (REORDERED_NS if self.set_back is None else self.set_back[0]):
            self.set_back = most, int(numbers[at])

    def _add_links(self, dlts: NDArray[np.int32]) -> None:
        if int(dlts.min()) == int(dlts.max()):
            self._dlts.setdefault(int(dlts[0]))
        else:
            self._dlts.update(dict.fromkeys(dlts.tolist()))

    def _add_unread(self, packets: NDArray[np.void]) -> None:
        for packet in packets[["verdict", "dlt", "number"]].tolist():
            verdict, dlt, number = packet
            reason = VERDICT_WORDS[verdict]
            if verdict == UNKNOWN_LINK:
                reason = f"{reason}: {link_name(dlt)}"
            self.add_unread(reason, 1, number)
