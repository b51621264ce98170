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
from harness.kernel.apps import BY_PROCESSES, BY_USERS
from harness.kernel.codes import BLOCK, DAMAGE, FULL, MORE
from harness.kernel.framing import (
    MAX_BLOCK,
    NOTED_COMMENTS,
    NOTED_COUNTERS,
    NOTED_DROPS,
    NOTED_FOUND,
    NOTED_LENGTH,
    NOTED_PLACES,
    frame_pcap,
    frame_pcapng,
)
from harness.kernel.records import INTERFACE
from harness.sources.app_names import PROCESS_COMMENTER
from harness.sources.file_statements import FileStatements
from harness.sources.name_blocks import NAME_RESOLUTION, stated_names
from harness.sources.pcapdroid_blocks import user_of
from harness.sources.pcapng_blocks import (
    INTERFACE_DESCRIPTION,
    INTERFACE_STATISTICS,
    SECTION_MAGIC,
    Interface,
    Order,
    block_name,
    byte_order,
    interface_of,
    section_of,
    statistics_of,
    text_of,
    tls_secrets,
)

PCAP_HEADER: Final = 24
_RECORD_HEADER: Final = 16
_MODIFIED_HEADER: Final = 24
_PCAP_MAGIC: Final = {
    b"\xd4\xc3\xb2\xa1": ("pcap", False),
    b"\xa1\xb2\xc3\xd4": ("pcap", True),
    b"\x4d\x3c\xb2\xa1": ("pcap-ns", False),
    b"\xa1\xb2\x3c\x4d": ("pcap-ns", True),
    b"\x34\xcd\xb2\xa1": ("pcap-modified", False),
    b"\xa1\xb2\xcd\x34": ("pcap-modified", True),
}
"""Magic -> (format, big-endian)."""
_OTHER_FORMATS: Final = {
    b"PK\x03\x04": "a zip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "compressed, and once more inside",
    b"\x28\xb5\x2f\xfd": "compressed, and once more inside",
    b"\xfd7zX": "compressed, and once more inside",
    b"\x04\x22\x4d\x18": "compressed, and once more inside",
    b"BZh": "compressed, and once more inside",
}
_LAST_DROPS: Final = 2**63 - 1


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
        """``pcap``, ``pcap-ns``, ``pcap-modified`` or ``pcapng``."""
        ...

    @property
    def drops(self) -> int | None:
        """Packets reported as lost so far; None without a counter."""
        ...

    @property
    def statements(self) -> FileStatements:
        """What the file says of itself so far."""
        ...

    def frame(self, buf: NDArray[np.uint8], p: int, end: int, number: int, packets: NDArray[np.void]) -> Step:
        """Fill ``packets`` from ``p`` on; ``number`` is that of the last packet before."""
        ...


class PcapFramer:
    """pcap: microseconds or nanoseconds, either byte order; also as Kuznetsov's libpcap wrote it."""

    drops: int | None = None

    def __init__(self, form: str, *, big: bool) -> None:
        self.format = form
        self._big, self._nanoseconds = big, form == "pcap-ns"
        self._head = _MODIFIED_HEADER if form == "pcap-modified" else _RECORD_HEADER
        self._dlt: int | None = None
        self.statements = FileStatements()

    def frame(self, buf: NDArray[np.uint8], p: int, end: int, number: int, packets: NDArray[np.void]) -> Step:
        """See Framer."""
        if self._dlt is None:
            if end - p < PCAP_HEADER:
                return Step(0, p, MORE)
            # The upper bits tell of a frame check sequence (draft-ietf-opsawg-pcap §4). It is left standing
            # behind the packet (decision 0083): IP's own length says where the packet ends.
            field = bytes(buf[p + 20 : p + 24])
            self._dlt = int.from_bytes(field, "big" if self._big else "little") & 0x03FFFFFF
            p += PCAP_HEADER
        found, p, status = frame_pcap(
            buf, p, end, self._big, self._nanoseconds, self._head, self._dlt, number, packets
        )
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
        self._commented = 0
        self._noted = np.zeros(NOTED_LENGTH, dtype=np.int64)
        self._told_drops: int | None = None
        self.statements = FileStatements()

    @property
    def drops(self) -> int | None:
        """Lost packets by the last statistics of each interface or by its packets, whichever is more; None: not told."""
        if not self._drops:
            return self._told_drops
        return min(max(sum(self._drops.values()), self._told_drops or 0), _LAST_DROPS)

    def frame(self, buf: NDArray[np.uint8], p: int, end: int, number: int, packets: NDArray[np.void]) -> Step:
        """See Framer."""
        total = 0
        while True:
            found, p, status = frame_pcapng(
                buf,
                p,
                end,
                self._order == "big",
                self._interfaces,
                self._known,
                self._commented,
                number + total,
                packets[total:],
                self._noted,
            )
            total += found
            self._take_noted(buf)
            if status == DAMAGE:
                return Step(total, p, status, "a packet block contradicts itself or names no interface")
            if status != BLOCK:
                return Step(total, p, status)
            step = self._block(buf, p, end)
            if step.status != FULL:
                return Step(total, step.position, step.status, step.problem)
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
            section = section_of(body, order)
            self._commented = BY_PROCESSES if section.tool == PROCESS_COMMENTER else 0
            self.statements.add_section(section)
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
        elif (user := user_of(kind, body, order)) is not None:
            self._commented = BY_USERS
            self.statements.add_user(user)
        else:
            if kind == NAME_RESOLUTION:
                self.statements.add_names(stated_names(body, order))
            if (log := tls_secrets(kind, body, order)) is not None:
                self.statements.add_secrets(log)
            self.statements.add_other(block_name(kind, body, order))

    def _take_noted(self, buf: NDArray[np.uint8]) -> None:
        """Take over what packets told of losses and comments."""
        noted = self._noted
        if noted[NOTED_COUNTERS]:
            self._told_drops = min((self._told_drops or 0) + int(noted[NOTED_DROPS]), _LAST_DROPS)
        elif not noted[NOTED_FOUND]:
            return
        count = int(noted[NOTED_FOUND])
        places = noted[NOTED_PLACES:].reshape(-1, 2)[: min(count, NOTED_COMMENTS)].tolist()
        for place, octets in places:
            self.statements.add_comment(text_of(bytes(buf[place : place + octets])))
        self.statements.pass_comments(count - len(places))
        noted[:] = 0

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


def is_capture(magic: bytes) -> bool:
    """Whether a file that begins with these four octets is a capture."""
    return magic == SECTION_MAGIC or magic in _PCAP_MAGIC


def framer_for(magic: bytes, path: str) -> Framer:
    """The framer for a file that begins with these octets; four tell.

    Raises:
        CaptureError: Neither pcap nor pcapng, with what it seems to be.
    """
    if magic == SECTION_MAGIC:
        return PcapngFramer()
    if magic in _PCAP_MAGIC:
        form, big = _PCAP_MAGIC[magic]
        return PcapFramer(form, big=big)
    if not magic:
        raise CaptureError(f"{path}: is empty; a capture begins with a file header")
    for start, name in _OTHER_FORMATS.items():
        if magic.startswith(start):
            raise CaptureError(f"{path}: is {name}; decompress it and pass the capture itself")
    raise CaptureError(
        f"{path}: is not a pcap or pcapng capture (it begins with {magic.hex(' ')}); "
        "if another tool wrote it, convert it with `editcap -F pcapng IN OUT`"
    )
