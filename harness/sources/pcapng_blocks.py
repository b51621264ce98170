"""Blocks of a pcapng file that are not packets: octets in, values out.

Format: draft-ietf-opsawg-pcapng §4. Options that are cut or overrun their block end the
list; what came before them counts. What cannot be read of an option is counted as odd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

SECTION_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
"""Type of the section header block: the same in both byte orders."""
INTERFACE_DESCRIPTION: Final = 1
INTERFACE_STATISTICS: Final = 5

MAX_OPTIONS: Final = 1_000
"""Options read of one block; writers give some ten."""
_OPT_COMMENT, _SHB_HARDWARE, _SHB_OS, _SHB_USERAPPL = 1, 2, 3, 4
_IF_NAME, _IF_DESCRIPTION, _IF_TSRESOL, _IF_FILTER, _IF_TSOFFSET = 2, 3, 9, 11, 14
_ISB_STARTTIME, _ISB_ENDTIME, _ISB_IFDROP, _ISB_OSDROP = 2, 3, 5, 7
_TEXT_CHARACTERS: Final = 1_000
"""Kept of a text from a file; of a character at most four octets are needed."""

Order = Literal["big", "little"]

_NAME_RESOLUTION, _SECRETS = 4, 10
_OTHER_BLOCKS: Final = {
    _NAME_RESOLUTION: "name resolution",
    7: "IRIG timestamp",
    8: "ARINC 429",
    9: "systemd journal",
    _SECRETS: "decryption secrets",
    0x0BAD: "custom",
    0x4000_0BAD: "custom, not to be copied",
}
"""Blocks of the draft's registry (§11.1) that hold no packet and are counted by name; of one the names are read too."""
TLS_SECRETS: Final = 0x544C_534B
_SECRETS_OF: Final = {
    TLS_SECRETS: "TLS",
    0x5353_484B: "SSH",
    0x5747_4B4C: "WireGuard",
    0x5A4E_574B: "ZigBee network",
    0x5A41_5053: "ZigBee APS",
    0x5541_4950: "OPC UA",
}
"""Kinds of secrets (§4.7)."""


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
    filter: str | None = None
    """Capture filter in the language of libpcap; None where the block names none."""
    name: str | None = None
    """What the system called it, else how it is described; None where the block names none."""
    comments: tuple[str, ...] = ()
    odd: int = 0
    """Options that could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What a section header says of how the capture came about (§4.1)."""

    tool: str | None
    """Program that wrote it."""
    comments: tuple[str, ...]
    hardware: str | None = None
    os: str | None = None
    odd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Counters of one interface and when they were counted (§4.6)."""

    interface: int
    drops: int | None
    """Packets lost by it and the system; None where it counts neither."""
    began_ticks: int | None
    """In ticks of the interface; None where it is not said."""
    ended_ticks: int | None
    odd: int = 0


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one block."""

    pairs: tuple[tuple[int, bytes], ...]
    """Code and value, in order."""
    odd: int
    """1 where the list overruns its block or is longer than MAX_OPTIONS."""

    def last(self, code: int) -> bytes | None:
        """The value of an option; of several the last, None without any."""
        found = [value for given, value in self.pairs if given == code]
        return found[-1] if found else None

    def text(self, code: int) -> str | None:
        """The value of an option as text; None where it is empty or not there."""
        value = self.last(code)
        return None if value is None else text_of(value)

    def comments(self) -> tuple[str, ...]:
        """Its comments that are not empty, in order."""
        texts = (text_of(value) for code, value in self.pairs if code == _OPT_COMMENT)
        return tuple(text for text in texts if text is not None)


def byte_order(magic: bytes) -> Order | None:
    """Byte order by a section's byte-order magic 0x1A2B3C4D; None where it is neither."""
    if magic == b"\x1a\x2b\x3c\x4d":
        return "big"
    return "little" if magic == b"\x4d\x3c\x2b\x1a" else None


def options(body: bytes, start: int, order: Order) -> Options:
    """Read options from ``start`` to opt_endofopt or the end (§3.5)."""
    pairs: list[tuple[int, bytes]] = []
    while start + 4 <= len(body):
        code = _number(body[start : start + 2], order)
        length = _number(body[start + 2 : start + 4], order)
        start += 4
        if code == 0:
            break
        if start + length > len(body) or len(pairs) == MAX_OPTIONS:
            return Options(tuple(pairs), 1)
        pairs.append((code, body[start : start + length]))
        start += (length + 3) & ~3
    return Options(tuple(pairs), 0)


def section_of(body: bytes, order: Order) -> Section:
    """Parse a section header block."""
    given = options(body, 16, order)
    return Section(
        tool=given.text(_SHB_USERAPPL),
        comments=given.comments(),
        hardware=given.text(_SHB_HARDWARE),
        os=given.text(_SHB_OS),
        odd=given.odd,
    )


def interface_of(body: bytes, order: Order) -> Interface:
    """Parse an interface description block; one cut short describes a link type that is not read."""
    given = options(body, 8, order)
    resolution, offset = given.last(_IF_TSRESOL), given.last(_IF_TSOFFSET)
    odd = given.odd + (resolution is not None and len(resolution) != 1)
    odd += offset is not None and len(offset) != 8
    power = (resolution or b"\x06")[0]
    return Interface(
        link_type=_number(body[0:2], order) if len(body) >= 8 else 0xFFFF,
        snaplen=_number(body[4:8], order) if len(body) >= 8 else 0,
        tick_power=power & 0x7F,
        tick_binary=bool(power & 0x80),
        offset_s=int.from_bytes(offset, order, signed=True) if offset and len(offset) == 8 else 0,
        filter=_filter(given.last(_IF_FILTER)),
        name=given.text(_IF_NAME) or given.text(_IF_DESCRIPTION),
        comments=given.comments(),
        odd=odd,
    )


def statistics_of(body: bytes, order: Order) -> Statistics:
    """Parse an interface statistics block."""
    given = options(body, 12, order)
    drops = [given.last(code) for code in (_ISB_IFDROP, _ISB_OSDROP)]
    counted = [_number(value, order) for value in drops if value is not None]
    times = [given.last(code) for code in (_ISB_STARTTIME, _ISB_ENDTIME)]
    began, ended = (_ticks(value, order) for value in times)
    return Statistics(
        interface=_number(body[0:4], order),
        drops=sum(counted) if counted else None,
        began_ticks=began,
        ended_ticks=ended,
        odd=given.odd + sum(value is not None and len(value) != 8 for value in times),
    )


def block_name(kind: int, body: bytes, order: Order) -> str:
    """What to call a block that holds no packet and says nothing of the capture itself.

    >>> block_name(4, b"", "little"), block_name(0x80000001, b"", "little")
    ('name resolution', 'type 0x80000001')
    """
    name = _OTHER_BLOCKS.get(kind)
    if name is None:
        return f"type 0x{kind:08x}"
    if kind == _SECRETS:
        secrets = _number(body[:4], order)
        return f"{name} ({_SECRETS_OF.get(secrets, f'kind 0x{secrets:08x}')})"
    return name


def tls_secrets(kind: int, body: bytes, order: Order) -> bytes | None:
    """The key log that a decryption secrets block holds (§4.7); None for any other block. One that overruns its block is cut."""
    if kind != _SECRETS or _number(body[:4], order) != TLS_SECRETS:
        return None
    return body[8 : 8 + _number(body[4:8], order)]


def text_of(value: bytes) -> str | None:
    """A text from a file, at most 1,000 characters; octets that are not UTF-8 stand as escapes. None: empty."""
    text = value[: 4 * _TEXT_CHARACTERS].decode("utf-8", "backslashreplace")
    return text[:_TEXT_CHARACTERS].strip("\0 \t\r\n") or None


def _filter(value: bytes | None) -> str | None:
    """if_filter (§4.2): a code, then the filter; code 0 is a text. Any other form is named, not read."""
    if not value:
        return None
    return text_of(value[1:]) if value[0] == 0 else f"(filter of form {value[0]}, not read)"


def _ticks(value: bytes | None, order: Order) -> int | None:
    """A time of §4.6: the upper 32 bits, then the lower ones."""
    if value is None or len(value) != 8:
        return None
    return _number(value[:4], order) << 32 | _number(value[4:], order)


def _number(octets: bytes, order: Order) -> int:
    return int.from_bytes(octets, order)
