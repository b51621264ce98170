"""Looks at growing starts, with small protocols made up for it: who decides, when looking ends, what is told once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.model.facts import Fact, Facts, ProtocolFact
from harness.model.malformed import Malformed, Reason
from harness.wire.openings import (
    MAX_DATAGRAM_OCTETS,
    MAX_DATAGRAMS,
    MAX_LOOKS,
    Datagrams,
    DatagramStart,
    Stream,
    StreamStart,
)

NOT_THIS, MORE = Malformed(Reason.NOT_THIS, 0, "x"), Malformed(Reason.TRUNCATED, 0, "x")
UNKNOWN = (ProtocolFact("opaque"),)


def word(text: bytes, *, valid: bool = True, further: Callable[[bytes], Facts] | None = None) -> Stream:
    """A protocol that begins with a word."""

    def wanted(data: bytes) -> int:
        return len(text) if data[: len(text)] == text[: len(data)] else 0

    return Stream(wanted, lambda data: (ProtocolFact(text.decode()),) if valid else NOT_THIS, further)


def letters(data: bytes) -> Facts:
    """A fact for each octet behind the first four."""
    return tuple(ProtocolFact("word", "letter", chr(octet)) for octet in data[4:])


def unknown(_: bytes) -> Facts:
    return UNKNOWN


def test_the_first_that_is_sure_decides_and_nothing_more_is_wanted() -> None:
    start = StreamStart((word(b"hello"), word(b"help")), unknown)
    assert start.look(b"hel") == ((), False)
    assert start.look(b"help") == ((ProtocolFact("help"),), True)
    assert not start.known


def test_what_none_can_be_is_unknown_at_once() -> None:
    start = StreamStart((word(b"hello"), word(b"help")), unknown)
    assert start.look(b"he") == ((), False)
    assert start.look(b"hex") == (UNKNOWN, True)


def test_what_stays_cut_is_unknown_at_the_end() -> None:
    start = StreamStart((word(b"hello"),), unknown)
    assert start.look(b"hel") == ((), False)
    assert start.end(b"hel") == UNKNOWN
    assert StreamStart((word(b"hello"),), unknown).end(b"hello") == (ProtocolFact("hello"),)


def test_octets_of_the_form_that_are_at_fault_are_left_to_the_next() -> None:
    both = (word(b"word", valid=False), word(b"words"))
    assert StreamStart(both, unknown).look(b"word") == ((), False)
    assert StreamStart(both, unknown).look(b"words") == ((ProtocolFact("words"),), True)
    assert StreamStart(both[:1], unknown).look(b"word") == (UNKNOWN, True)


def test_what_follows_is_told_once_each_until_the_end() -> None:
    start = StreamStart((word(b"word", further=letters),), unknown)
    assert start.look(b"wordab") == ((ProtocolFact("word"), *letters(b"wordab")), False)
    assert start.known
    assert start.look(b"wordabac") == (letters(b"wordc"), False)
    assert start.end(b"wordabacd") == letters(b"wordd")


def test_looks_at_tiny_segments_are_bounded_and_the_end_tells_the_rest() -> None:
    looks = 0

    def counted(data: bytes) -> Facts:
        nonlocal looks
        looks += 1
        return letters(data)

    start = StreamStart((word(b"word", further=counted),), unknown)
    data = b"word" + bytes(range(200)) * 80
    told: list[Fact] = []
    for octets in range(1, len(data) + 1):
        told += start.look(data[:octets])[0]
    told += start.end(data)
    assert looks < MAX_LOOKS + 12
    assert told == [ProtocolFact("word"), *letters(data[:204])]


def one(text: bytes) -> Callable[[bytes], Facts | Malformed]:
    return lambda data: (ProtocolFact(text.decode()),) if data == text else NOT_THIS


def pair(count: int, at_end: Callable[[Sequence[bytes]], Facts] | None = None) -> Datagrams:
    """A protocol of so many datagrams that begin with a."""

    def facts(seen: Sequence[bytes]) -> Facts | Malformed:
        if any(data[:1] != b"a" for data in seen):
            return NOT_THIS
        return (ProtocolFact("several"),) if len(seen) == count else MORE

    return Datagrams(facts, at_end)


def test_one_datagram_tells_or_several_together() -> None:
    start = DatagramStart((one(b"one"),), (pair(3),), unknown)
    assert [start.feed(data) for data in (b"a1", b"a2", b"a3")] == [
        ((), False),
        ((), False),
        ((ProtocolFact("several"),), True),
    ]
    start = DatagramStart((one(b"one"),), (pair(3),), unknown)
    assert start.feed(b"a1") == ((), False)
    assert start.feed(b"one") == ((ProtocolFact("one"),), True)


def test_what_none_waits_for_is_unknown_by_its_first() -> None:
    start = DatagramStart((), (pair(2),), lambda data: (ProtocolFact("unknown", "data", data.decode()),))
    assert start.feed(b"a1") == ((), False)
    assert start.feed(b"b") == ((ProtocolFact("unknown", "data", "a1"),), True)


def test_waiting_is_bounded_in_datagrams_and_octets() -> None:
    start = DatagramStart((), (pair(99),), unknown)
    for _ in range(MAX_DATAGRAMS - 1):
        assert start.feed(b"a" * 5_000) == ((), False)
    assert start.held_octets == (MAX_DATAGRAMS - 1) * MAX_DATAGRAM_OCTETS
    assert start.feed(b"a") == (UNKNOWN, True)


def test_at_the_end_what_is_certain_already_is_told_as_far_as_it_goes() -> None:
    told = (ProtocolFact("cut"),)
    start = DatagramStart((), (pair(2, lambda seen: told),), unknown)
    assert start.end() == ()
    start.feed(b"a1")
    assert start.end() == told
    waiting = DatagramStart((), (pair(2),), unknown)
    waiting.feed(b"a1")
    assert waiting.end() == UNKNOWN
