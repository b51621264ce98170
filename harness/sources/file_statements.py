"""What a capture file says of itself: who made it, where, with which filter, from when to when.

Format: draft-ietf-opsawg-pcapng §4.1 (shb_hardware, shb_os, shb_userappl, opt_comment), §4.2
(if_name, if_filter) and §4.6 (isb_starttime, isb_endtime); and which blocks stand in it beside those. A pcap file says nothing. All of it is hearsay: any
program can write it. Whatever cannot be read is counted, and left out.

Blind spots: dumpcap (seen in 4.0.17) counts the two times in microseconds, also where it
declares nanoseconds. Both readings are tried, and the one that meets the packets of
the file counts; times that meet no packet are left out. An interface without filter
option adds nothing: either it had none, or it does not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from harness.sources.app_names import AppNames
from harness.sources.pcapdroid_blocks import User
from harness.sources.pcapng_blocks import Interface, Section, Statistics

_MARK: Final = re.compile(r"SYNTHETIC\b[\s:;,.-]*")
_UNNAMED: Final = "a maker that the file does not name"
_TEXTS: Final = 16
"""Different texts kept of one kind; a file that says more says it to confuse."""
_KINDS: Final = 64
"""Kinds of blocks told apart."""
_MORE_KINDS: Final = "further types"
_SPANS: Final = 4_096
"""Interfaces whose times are kept."""
MAX_NAMES: Final = 16_384
"""Pairs of address and name kept."""
_NAME_OCTETS: Final = 1_024
"""Longest name kept, as text: 255 octets (RFC 1035 §2.3.4), each of which may stand as an escape."""
MAX_SECRETS_OCTETS: Final = 16 * 1024**2
"""Octets kept of key logs: some 30,000 sessions."""
_INT64: Final = range(-(2**63) + 1, 2**63)
_US: Final = 1_000
_NS: Final = 1_000_000_000

Span = tuple[int | None, int | None]
"""Begin and end, ns since the epoch; None where it is not said."""
Readings = tuple[Span | None, Span | None]
"""By the interface's clock, and in microseconds; None where int64 cannot hold a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a capture file says of itself; None where it does not say."""

    made_by: str | None = None
    """Maker of a file that says it was made up."""
    tool: str | None = None
    filter: str | None = None
    began_ns: int | None = None
    ended_ns: int | None = None
    hardware: str | None = None
    os: str | None = None
    interfaces: str | None = None
    """Names of the interfaces captured at."""
    comments: tuple[str, ...] = ()
    """The first of them."""
    comments_total: int = 0
    other_blocks: tuple[tuple[str, int], ...] = ()
    """(name, how many) of blocks that hold no packet and are not read, by first place."""
    names: tuple[tuple[str, str], ...] = ()
    """(address, name) of its name resolution blocks, each once, in order."""
    secrets: bytes = field(default=b"", repr=False)
    """TLS key logs of its decryption secrets blocks, one after the other."""
    odd_options: int = 0
    """Statements that could not be read, or that contradict the packets."""


class FileStatements:
    """Collects what the blocks of one file say."""

    def __init__(self) -> None:
        self.apps = AppNames()
        """Applications that its blocks name."""
        self._makers: dict[str, None] = {}
        self._tools: dict[str, None] = {}
        self._filters: dict[str, None] = {}
        self._hardware: dict[str, None] = {}
        self._systems: dict[str, None] = {}
        self._interfaces: dict[str, None] = {}
        self._comments: list[str] = []
        self._comments_total = 0
        self._others: dict[str, int] = {}
        self._names: dict[tuple[str, str], None] = {}
        self._spans: dict[tuple[int, int], Readings] = {}
        self._secrets: list[bytes] = []
        self._odd = 0

    def add_section(self, section: Section) -> None:
        """Take note of a section header."""
        self._odd += section.odd
        self._keep(self._tools, section.tool)
        self._keep(self._makers, maker_of(section.tool, section.comments))
        self._keep(self._hardware, section.hardware)
        self._keep(self._systems, section.os)
        for text in section.comments:
            self.add_comment(text)

    def add_interface(self, interface: Interface) -> None:
        """Take note of an interface description."""
        self._odd += interface.odd
        self._keep(self._filters, interface.filter)
        self._keep(self._interfaces, interface.name)
        for text in interface.comments:
            self.add_comment(text)

    def add_comment(self, text: str | None) -> None:
        """Take note of a comment on anything; None: an empty one."""
        self._comments_total += 1
        if text is not None and len(self._comments) < _TEXTS:
            self._comments.append(text)

    def pass_comments(self, count: int) -> None:
        """Count comments whose words are not kept."""
        self._comments_total += count

    def add_user(self, user: User) -> None:
        """Take note of which application a user id is."""
        if user.number is not None:
            self.apps.tell(user.number, user.name)

    def add_other(self, name: str) -> None:
        """Count a block that is not read."""
        if name not in self._others and len(self._others) >= _KINDS:
            name = _MORE_KINDS
        self._others[name] = self._others.get(name, 0) + 1

    def add_names(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take note of what the file calls addresses: address and name; each that is not kept is counted as odd."""
        for pair in pairs:
            if pair in self._names:
                continue
            if len(self._names) == MAX_NAMES or len(pair[1]) > _NAME_OCTETS:
                self._odd += 1
            else:
                self._names[pair] = None

    def add_secrets(self, log: bytes) -> None:
        """Take note of a TLS key log; one that there is no room for is counted as odd."""
        if sum(map(len, self._secrets)) + len(log) > MAX_SECRETS_OCTETS:
            self._odd += 1
        else:
            self._secrets.append(log)

    def add_statistics(self, section: int, statistics: Statistics, interface: Interface | None) -> None:
        """Take note of an interface's statistics; the last of each interface count. None: it was never declared."""
        self._odd += statistics.odd
        if statistics.began_ticks is None and statistics.ended_ticks is None:
            return
        key = section, statistics.interface
        if interface is None or (len(self._spans) == _SPANS and key not in self._spans):
            self._odd += 1
            return
        microseconds = Interface(link_type=0, snaplen=0, offset_s=interface.offset_s)
        self._spans[key] = _span(statistics, interface), _span(statistics, microseconds)

    def said(self, first_ns: int | None, last_ns: int | None) -> Said:
        """What was said, held against the times of the first and last packet."""
        spans = [_chosen(readings, first_ns, last_ns) for readings in self._spans.values()]
        told = [span for span in spans if span is not None]
        return Said(
            made_by=_joined(self._makers),
            tool=_joined(self._tools),
            filter=_joined(self._filters),
            began_ns=min((began for began, _ in told if began is not None), default=None),
            ended_ns=max((ended for _, ended in told if ended is not None), default=None),
            hardware=_joined(self._hardware),
            os=_joined(self._systems),
            interfaces=_joined(self._interfaces),
            comments=tuple(self._comments),
            comments_total=self._comments_total,
            other_blocks=tuple(self._others.items()),
            names=tuple(self._names),
            secrets=b"\n".join(self._secrets),
            odd_options=self._odd + len(spans) - len(told),
        )

    def _keep(self, texts: dict[str, None], text: str | None) -> None:
        if text is None or text in texts:
            return
        if len(texts) == _TEXTS:
            self._odd += 1
        else:
            texts[text] = None


def maker_of(tool: str | None, comments: Iterable[str | None]) -> str | None:
    """Who made a file up: by its program's name, else by a comment; None where neither says that it was."""
    for text in (tool, *comments):
        if text is not None and (mark := _MARK.match(text)):
            return text[mark.end() :] or (tool if text != tool else None) or _UNNAMED
    return None


def _joined(texts: dict[str, None]) -> str | None:
    return "; ".join(texts) or None


def _span(statistics: Statistics, interface: Interface) -> Span | None:
    """Both times by the interface's clock; None where int64 cannot hold one of them."""
    began, ended = statistics.began_ticks, statistics.ended_ticks
    span = tuple(None if ticks is None else _time_ns(ticks, interface) for ticks in (began, ended))
    return (span[0], span[1]) if all(time is None or time in _INT64 for time in span) else None


def _time_ns(ticks: int, interface: Interface) -> int:
    """A time by the interface's clock (if_tsresol, if_tsoffset)."""
    if interface.tick_binary:
        time_ns = ticks * _NS >> interface.tick_power
    else:
        time_ns = ticks * _NS // 10**interface.tick_power
    return time_ns + interface.offset_s * _NS


def _chosen(readings: Readings, first_ns: int | None, last_ns: int | None) -> Span | None:
    """The reading that meets the packets, that of the format first; None where neither does."""
    if first_ns is None or last_ns is None:  # nothing to meet: right where both readings agree
        by_clock, in_microseconds = readings
        return by_clock if by_clock == in_microseconds and by_clock and _in_order(by_clock) else None
    return next((span for span in readings if span and _meets(span, first_ns, last_ns)), None)


def _meets(span: Span, first_ns: int, last_ns: int) -> bool:
    """Whether capturing and packets overlap; to the microsecond, which either may be cut to."""
    began, ended = span
    early = began is None or began <= last_ns + _US
    late = ended is None or ended >= first_ns - _US
    return early and late and _in_order(span)


def _in_order(span: Span) -> bool:
    began, ended = span
    return began is None or ended is None or began <= ended
