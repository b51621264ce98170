"""Framer: finds the packets of one capture format in windows of octets.

pcap has one header and then packets. In pcapng the kernel finds the packets, and the
blocks between them (sections, interfaces, statistics) are parsed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from harness.errors import CaptureError
from harness.kernel.codes import BLOCK, DAMAGE, FULL, MORE
from harness.kernel.framing import MAX_BLOCK, frame_pcap, frame_pcapng
from harness.kernel.records import INTERFACE
from harness.sources.file_statements import FileStatements
from harness.sources.pcapng_blocks import (
    INTERFACE_DESCRIPTION,
    INTERFACE_STATISTICS,
    OBSOLETE_PACKET,
    SECTION_MAGIC,
    Interface,
    Order,
    byte_order,
    interface_of,
    section_of,
    statistics_of,
)

PCAP_HEADER: Final = 24
_PCAP_MAGIC: Final = {
    b"\xd4\xc3\xb2\xa1": (False, False),
    b"\xa1\xb2\xc3\xd4": (True, False),
    b"\x4d\x3c\xb2\xa1": (False, True),
    b"\xa1\xb2\x3c\x4d": (True, True),
}
"""Magic -> (big-endian, nanoseconds)."""
_OTHER_FORMATS: Final = {
    b"\x1f\x8b": "compressed with gzip",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\xfd7zX": "compressed with xz",
    b"\x04\x22\x4d\x18": "compressed with lz4",
    b"BZh": "compressed with bzip2",
    b"PK\x03\x04": "a zip archive",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What one call of a framer found."""

    packets: int
    position: int
    status: int
    """FULL: call again. MORE: the window ends inside a record. DAMAGE: stop."""
    problem: str | None = None


class Framer(Protocol):
    """One capture file being read."""

    @property
    def format(self) -> str:
        """``pcap``, ``pcap-ns`` or ``pcapng``."""
        ...

    @property
    def drops(self) -> int | None:
        """Packets reported as lost so far; None without a counter."""
        ...

    @property
    def unread_blocks(self) -> int:
        """Packets in blocks that are not read."""
        ...

    @property
    def statements(self) -> FileStatements:
        """What the file says of itself so far."""
        ...

    def frame(self, buf: NDArray[np.uint8], p: int, end: int, number: int, packets: NDArray[np.void]) -> Step:
        """Fill ``packets`` from ``p`` on; ``number`` is that of the last packet before."""
        ...


class PcapFramer:
    """pcap: microseconds or nanoseconds, either byte order."""

    drops: int | None = None
    unread_blocks = 0

    def __init__(self, *, big: bool, nanoseconds: bool) -> None:
        self.format = "pcap-ns" if nanoseconds else "pcap"
        self._big, self._nanoseconds = big, nanoseconds
        self._dlt: int | None = None
        self.statements = FileStatements()

    def frame(self, buf: NDArray[np.uint8], p: int, end: int, number: int, packets: NDArray[np.void]) -> Step:
        """See Framer."""
        if self._dlt is None:
            if end - p < PCAP_HEADER:
                return Step(0, p, MORE)
            # The upper bits tell of a frame check sequence (draft-ietf-opsawg-pcap §4).
            field = bytes(buf[p + 20 : p + 24])
            self._dlt = int.from_bytes(field, "big" if self._big else "little") & 0x03FFFFFF
            p += PCAP_HEADER
        found, p, status = frame_pcap(buf, p, end, self._big, self._nanoseconds, self._dlt, number, packets)
        problem = "a packet record claims more than 262,144 octets" if status == DAMAGE else None
        return Step(found, p, status, problem)


class PcapngFramer:
    """pcapng: several sections in either byte order, several interfaces."""

    format = "pcapng"

    def __init__(self) -> None:
        self._order: Order = "little"
        self._interfaces: NDArray[np.void] = np.zeros(0, dtype=INTERFACE)
        self._known = 0
        self._drops: dict[tuple[int, int], int] = {}
        self._section = 0
        self.unread_blocks = 0
        self.statements = FileStatements()

    @property
    def drops(self) -> int | None:
        """Lost packets by the last statistics of each interface; None without statistics."""
        return sum(self._drops.values()) if self._drops else None

    def frame(self, buf: NDArray[np.uint8], p: int, end: int, number: int, packets: NDArray[np.void]) -> Step:
        """See Framer."""
        while True:
            found, p, status = frame_pcapng(
                buf, p, end, self._order == "big", self._interfaces, self._known, number, packets
            )
            if status == DAMAGE:
                return Step(found, p, status, "a packet block contradicts itself or names no interface")
            if status != BLOCK:
                return Step(found, p, status)
            unread = self.unread_blocks
            step = self._block(buf, p, end)
            # A block that was passed while packets wait, or that is a packet: let the caller count first.
            if step.status != FULL or found or self.unread_blocks > unread:
                return Step(found, step.position, step.status, step.problem)
            p = step.position

    def _block(self, buf: NDArray[np.uint8], p: int, end: int) -> Step:
        """Parse the block at ``p``; status FULL means that it was passed."""
        order = self._order
        opens_section = bytes(buf[p : p + 4]) == SECTION_MAGIC
        if opens_section:
            found = byte_order(bytes(buf[p + 8 : p + 12]))
            if found is None:
                return Step(0, p, DAMAGE, "a section header without byte-order magic")
            order = found
        length = int.from_bytes(bytes(buf[p + 4 : p + 8]), order)
        if length < 12 or length > MAX_BLOCK:
            return Step(0, p, DAMAGE, f"a block that claims {length:,} octets")
        padded = (length + 3) & ~3
        if p + padded > end:
            return Step(0, p, MORE)
        body = bytes(buf[p + 8 : p + padded - 4])
        if opens_section:
            self._order, self._known = order, 0
            self._section += 1
            self.statements.add_section(section_of(body, order))
        else:
            self._note(int.from_bytes(bytes(buf[p : p + 4]), order), body)
        return Step(0, p + padded, FULL)

    def _note(self, kind: int, body: bytes) -> None:
        order = self._order
        if kind == INTERFACE_DESCRIPTION:
            self._declare(interface_of(body, order))
        elif kind == INTERFACE_STATISTICS:
            counted = statistics_of(body, order)
            if counted.drops is not None:
                self._drops[self._section, counted.interface] = counted.drops
            self.statements.add_statistics(self._section, counted, self._declared(counted.interface))
        elif kind == OBSOLETE_PACKET:
            self.unread_blocks += 1

    def _declared(self, index: int) -> Interface | None:
        """An interface of this section, as far as its clock is concerned."""
        if index >= self._known:
            return None
        row = self._interfaces[index]
        return Interface(
            link_type=int(row["link_type"]),
            snaplen=int(row["snaplen"]),
            tick_power=int(row["tick_power"]),
            tick_binary=bool(row["tick_binary"]),
            offset_s=int(row["offset_s"]),
        )

    def _declare(self, interface: Interface) -> None:
        self.statements.add_interface(interface)
        if self._known == len(self._interfaces):
            self._interfaces = np.concatenate(
                [self._interfaces, np.zeros(max(8, self._known), dtype=INTERFACE)]
            )
        self._interfaces[self._known] = (
            interface.link_type,
            interface.snaplen,
            interface.tick_power,
            interface.tick_binary,
            interface.offset_s,
        )
        self._known += 1


def framer_for(magic: bytes, path: str) -> Framer:
    """The framer for a file that begins with these octets; four tell.

    Raises:
        CaptureError: Neither pcap nor pcapng, with what it seems to be.
    """
    if magic == SECTION_MAGIC:
        return PcapngFramer()
    if magic in _PCAP_MAGIC:
        return PcapFramer(big=_PCAP_MAGIC[magic][0], nanoseconds=_PCAP_MAGIC[magic][1])
    if not magic:
        raise CaptureError(f"{path}: is empty; a capture begins with a file header")
    for start, name in _OTHER_FORMATS.items():
        if magic.startswith(start):
            raise CaptureError(f"{path}: is {name}; decompress it and pass the capture itself")
    raise CaptureError(
        f"{path}: is not a pcap or pcapng capture (it begins with {magic.hex(' ')}); "
        "if another tool wrote it, convert it with `editcap -F pcapng IN OUT`"
    )
