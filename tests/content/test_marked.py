"""Octets and their packets."""

from __future__ import annotations

from harness.content.marked import Marked
from harness.model.content import Seen

ONE, TWO, THREE = Seen(1, 10), Seen(2, 20), Seen(3, 30)


def three() -> Marked:
    marked = Marked()
    for data, seen in ((b"ab", ONE), (b"", TWO), (b"c", TWO), (b"d", TWO), (b"efg", THREE)):
        marked.add(data, seen)
    return marked


def test_each_octet_has_its_packet() -> None:
    assert [three().seen_at(at).packet for at in range(8)] == [1, 1, 2, 2, 3, 3, 3, 3]


def test_parts_keep_their_packets() -> None:
    behind, before = three().behind(3), three().upto(3)
    assert (bytes(behind.data), behind.seen_at(0), behind.seen_at(1)) == (b"defg", TWO, THREE)
    assert (bytes(before.data), before.seen_at(1), before.seen_at(2)) == (b"abc", ONE, TWO)
    assert len(three().behind(-5)) == 7
    assert len(three().behind(9)) == 0


def test_parts_know_their_place_in_the_whole() -> None:
    whole = three()
    part = whole.behind(3).behind(1)
    assert (part.whole, part.behind_octets) == (whole.whole, 4)
    assert whole.upto(3).behind_octets == 0
    assert three().whole is not whole.whole
