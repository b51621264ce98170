"""Events of connection tracking as text in; flows with their sender before and after translation, out.

The text is what ``conntrack --event --output timestamp,extended,id`` writes (conntrack(8)). Each event names a flow twice: as its first packet
came in, and as answers come back. Where the two differ, addresses were translated, and they join what a LAN capture and a WAN capture show of one
flow, whatever its protocol: for TCP beside (server address, port, ISN), for UDP in its place.

**Blind spots**: what connection tracking does not track is not here: frames that a program writes to an interface itself (DHCP clients, this
program's own canaries on the LAN side), ARP, neighbour discovery, rules of others with ``notrack``. Events are lost where nobody takes
them in time; conntrack says so, and that is told (``complete``). A flow that was there before the gateway is seen from its next packet on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

_LINE: Final = re.compile(
    r"\[(\d{1,12})\.(\d{6})\]\s+\[(NEW|DESTROY)\]\s+ipv([46])\s+\d+\s+(\S+)\s+(\d+)\s(.*)"
)
_LOST: Final = ("ENOBUFS", "losing events")
_PAIR: Final = re.compile(r"(src|dst|sport|dport|mark|id)=(\S+)")
_TUPLE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """One direction of a flow."""

    source: str
    source_port: int | None
    """None: a protocol without ports."""
    destination: str
    destination_port: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedFlow:
    """A flow when it began, as this machine saw it."""

    began_ns: int
    """Wall time of the event, some microseconds after the packet's."""
    protocol: str
    """``tcp``, ``udp``, ``icmp`` ..."""
    first: Ends
    """As its first packet came in: the device's own address."""
    answers: Ends
    """As answers come back: their destination is the sender as the WAN side shows it."""
    mark: int
    """0: none."""

    @property
    def translated(self) -> bool:
        """Whether the WAN side shows another sender than the flow has."""
        return self.answers.destination != self.first.source

    @property
    def redirected(self) -> bool:
        """Whether it ended at this machine although it was meant for another."""
        return self.answers.source != self.first.destination


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRecord:
    """All that was read."""

    flows: tuple[TrackedFlow, ...]
    complete: bool
    """False: events were lost, so that a flow that is not here may have been there all the same."""
    odd: int
    """Lines that could not be read; the last one may have been being written."""


def parse_flow_events(lines: Iterable[str]) -> FlowRecord:
    """The file's lines in, in order; flows as they began."""
    flows: list[TrackedFlow] = []
    complete, odd = True, 0
    for line in lines:
        if any(word in line for word in _LOST):
            complete = False
        elif match := _LINE.match(line):
            if match[3] == "NEW":
                flow = _flow(match)
                flows += [flow] if flow else []
                odd += flow is None
        elif line.strip() and not line.startswith(("NOTICE", "conntrack v")):
            odd += 1
    return FlowRecord(flows=tuple(flows), complete=complete, odd=odd)


def _flow(match: re.Match[str]) -> TrackedFlow | None:
    pairs = _PAIR.findall(match[7])
    try:
        first, answers = _ends(pairs)
        last = dict(pairs)
        return TrackedFlow(
            began_ns=int(match[1]) * 1_000_000_000 + int(match[2]) * 1_000,
            protocol=match[5],
            first=first,
            answers=answers,
            mark=int(last.get("mark", "0")),
        )
    except ValueError:
        return None


def _ends(pairs: list[tuple[str, str]]) -> Iterator[Ends]:
    """Both directions: each begins with its ``src``.

    Raises:
        ValueError: There are not two, or something is no address or number.
    """
    starts = [index for index, (key, _) in enumerate(pairs) if key == "src"]
    if len(starts) != _TUPLE:
        raise ValueError("not two directions")
    for begin, end in zip(starts, (starts[1], len(pairs)), strict=True):
        told = dict(pairs[begin:end])
        yield Ends(
            source=str(ip_address(told["src"])),
            source_port=_port(told.get("sport")),
            destination=str(ip_address(told.get("dst", ""))),
            destination_port=_port(told.get("dport")),
        )


def _port(text: str | None) -> int | None:
    if text is None:
        return None
    port = int(text)
    if not 0 <= port <= 0xFFFF:
        raise ValueError("no port")
    return port
