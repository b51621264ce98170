"""Blocks of a pcapng file that are not packets: octets in, values out.

Format: draft-ietf-opsawg-pcapng §4. Options that are cut or overrun their block end the
list; what came before them counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

SECTION_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
"""Type of the section header block: the same in both byte orders."""
INTERFACE_DESCRIPTION: Final = 1
OBSOLETE_PACKET: Final = 2
INTERFACE_STATISTICS: Final = 5

_IF_TSRESOL, _IF_TSOFFSET = 9, 14
_ISB_IFDROP, _ISB_OSDROP = 5, 7

Order = Literal["big", "little"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """What the packets of an interface have in common (§4.2)."""

    link_type: int
    snaplen: int
    """0: no limit."""
    tick_power: int = 6
    """One tick is 10^-power seconds, or 2^-power where ``tick_binary``."""
    tick_binary: bool = False
    offset_s: int = 0


def byte_order(magic: bytes) -> Order | None:
    """Byte order by a section's byte-order magic 0x1A2B3C4D; None where it is neither."""
    if magic == b"\x1a\x2b\x3c\x4d":
        return "big"
    return "little" if magic == b"\x4d\x3c\x2b\x1a" else None


def options(body: bytes, start: int, order: Order) -> Iterator[tuple[int, bytes]]:
    """Give (code, value) of each option from ``start`` to opt_endofopt or the end (§3.5)."""
    while start + 4 <= len(body):
        code = _number(body[start : start + 2], order)
        length = _number(body[start + 2 : start + 4], order)
        start += 4
        if code == 0 or start + length > len(body):
            return
        yield code, body[start : start + length]
        start += (length + 3) & ~3


def interface_of(body: bytes, order: Order) -> Interface:
    """Parse an interface description block; one cut short describes a link type that is not read."""
    values = dict(options(body, 8, order))
    resolution = values.get(_IF_TSRESOL, b"\x06")[:1] or b"\x06"
    offset = values.get(_IF_TSOFFSET, b"")
    return Interface(
        link_type=_number(body[0:2], order) if len(body) >= 8 else 0xFFFF,
        snaplen=_number(body[4:8], order) if len(body) >= 8 else 0,
        tick_power=resolution[0] & 0x7F,
        tick_binary=bool(resolution[0] & 0x80),
        offset_s=int.from_bytes(offset, order, signed=True) if len(offset) == 8 else 0,
    )


def reported_drops(body: bytes, order: Order) -> tuple[int, int | None]:
    """Interface and packets lost by it and the system (§4.6); None where it counts neither."""
    values = dict(options(body, 12, order))
    lost = [_number(values[code], order) for code in (_ISB_IFDROP, _ISB_OSDROP) if code in values]
    return _number(body[0:4], order), sum(lost) if lost else None


def _number(octets: bytes, order: Order) -> int:
    return int.from_bytes(octets, order)
