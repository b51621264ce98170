"""What a flow's side sent first -> the protocol spoken, and what its messages tell: by content, never by port.

``StreamStart`` looks at the growing start of a TCP direction, ``DatagramStart`` at a side's first datagrams. Each
protocol of the registries below says for itself how sure it is (its module); the first that is sure decides.

Blind spots: what comes behind the octets looked at; a protocol that begins after another (STARTTLS).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from harness.model.facts import Fact, Facts
from harness.model.malformed import Malformed, Reason

Looked = tuple[Facts, bool]
"""What was told, and whether no more is wanted."""

MAX_LOOKS: Final = 64
"""Looks at one growing start: beyond, only when it has doubled, so that tiny segments cost no square of their octets."""
MAX_DATAGRAMS: Final = 8
"""Of a side's first datagrams: enough for the sequence numbers of RTP to agree."""
MAX_DATAGRAM_OCTETS: Final = 2_048


class Stream(NamedTuple):
    """A protocol over TCP."""

    wanted: Callable[[bytes], int]
    """Octets that its first message needs; 0 = not this protocol; more than there are = more."""
    facts: Callable[[bytes], Facts | Malformed]
    further: Callable[[bytes], Facts] | None = None
    """What the messages behind the first tell, as far as the stream goes; more octets only add. None = nothing is read."""


class StreamStart:
    """One direction of a TCP connection that begins with nothing that the kernel knows.

    Args:
        protocols: Those that it may be, in the order in which they are asked.
        unknown: Says what octets are that none of them knows.
    """

    __slots__ = ("_known", "_left", "_looks", "_next", "_told", "_unknown")

    def __init__(self, protocols: Sequence[Stream], unknown: Callable[[bytes], Facts]) -> None:
        self._left = list(protocols)
        self._unknown = unknown
        self._known: Stream | None = None
        self._told: set[Fact] = set()
        self._looks = 0
        self._next = 1

    @property
    def known(self) -> bool:
        """Whether a protocol was recognised."""
        return self._known is not None

    def look(self, prefix: bytes) -> Looked:
        """Look at what is there from the start on; call again with more until no more is wanted."""
        if len(prefix) < self._next:
            return (), False
        self._looks += 1
        facts, done = self._tell(prefix)
        if not done:
            again = len(prefix) + 1 if self._looks < MAX_LOOKS else 2 * len(prefix)
            self._next = max(self._next, again)
        return facts, done

    def end(self, prefix: bytes) -> Facts:
        """No more comes: what is there must do."""
        facts, done = self._tell(prefix)
        if done or self._known is not None:
            return facts
        return facts or self._unknown(prefix)

    def _tell(self, prefix: bytes) -> Looked:
        if self._known is not None:
            return self._further(self._known, prefix), False
        waiting = []
        for protocol in self._left:
            wanted = protocol.wanted(prefix)
            if wanted > len(prefix):
                waiting.append(protocol)
            elif wanted > 0:
                found = protocol.facts(prefix)
                if isinstance(found, Malformed):
                    continue
                if protocol.further is None:
                    return found, True
                self._known = protocol
                self._told.update(found)
                return found + self._further(protocol, prefix), False
        self._left = waiting
        return ((), False) if waiting else (self._unknown(prefix), True)

    def _further(self, protocol: Stream, prefix: bytes) -> Facts:
        """What was not told before; how much that can be, the decoders bound."""
        told = () if protocol.further is None else protocol.further(prefix)
        new = tuple([fact for fact in dict.fromkeys(told) if fact not in self._told])
        self._told.update(new)
        return new


class Datagrams(NamedTuple):
    """A protocol over UDP that several datagrams of a side tell."""

    facts: Callable[[Sequence[bytes]], Facts | Malformed]
    """Truncated = more datagrams are wanted."""
    at_end: Callable[[Sequence[bytes]], Facts] | None = None
    """What they tell where no more come, of a protocol that is certain before it has told all; None = nothing."""


class DatagramStart:
    """The first datagrams of one side of a UDP flow.

    Args:
        protocols: Those that one datagram tells, in the order in which they are asked.
        over_several: Those that need more than one.
        unknown: Says what a first datagram is that none of them knows.
    """

    __slots__ = ("_over_several", "_protocols", "_seen", "_unknown", "held_octets")

    def __init__(
        self,
        protocols: Sequence[Callable[[bytes], Facts | Malformed]],
        over_several: Sequence[Datagrams],
        unknown: Callable[[bytes], Facts],
    ) -> None:
        self._protocols = protocols
        self._over_several = over_several
        self._unknown = unknown
        self._seen: list[bytes] = []
        self.held_octets = 0

    def feed(self, datagram: bytes) -> Looked:
        """Look at the side's next datagram."""
        for decode in self._protocols:
            found = decode(datagram)
            if not isinstance(found, Malformed):
                return found, True
        self._seen.append(datagram[:MAX_DATAGRAM_OCTETS])
        self.held_octets += len(self._seen[-1])
        facts, waits = self._of_several()
        if facts or (waits and len(self._seen) < MAX_DATAGRAMS):
            return facts, bool(facts)
        return self.end(), True

    def end(self) -> Facts:
        """No more comes: what is there must do, and be it only what the first of them looks like."""
        if not self._seen:
            return ()
        for protocol in self._over_several:
            found = protocol.facts(self._seen)
            if isinstance(found, Malformed) and found.reason is Reason.TRUNCATED and protocol.at_end:
                return protocol.at_end(self._seen)
        return self._unknown(self._seen[0])

    def _of_several(self) -> Looked:
        """What they tell together, and whether more may."""
        waits = False
        for protocol in self._over_several:
            found = protocol.facts(self._seen)
            if not isinstance(found, Malformed):
                return found, False
            waits = waits or found.reason is Reason.TRUNCATED
        return (), waits
