"""Packets of each capture format: times, byte orders, interfaces, sections, and blocks between them."""

from __future__ import annotations

import struct

import pytest

from harness.errors import CaptureError
from harness.sources.framers import PcapFramer, PcapngFramer, framer_for
from tests.support import frames
from tests.support.conversations import SECOND, START_NS, up
from tests.support.frames import block, enhanced, interface, option, section, simple
from tests.support.reading import outcome, read

TIME_NS = START_NS + 123_456_789
FRAME = up(b"x")
DATAGRAM = FRAME[14:]


def first_ns(octets: bytes) -> int | None:
    return read(octets).tally.first_ns


def statistics(interface_id: int, received: int, lost: int, *, big: bool = False) -> bytes:
    """An interface statistics block with both counters."""
    order = ">" if big else "<"
    body = struct.pack(order + "III", interface_id, 0, 0) + option(
        4, struct.pack(order + "Q", received), big=big
    )
    return block(5, body + option(5, struct.pack(order + "Q", lost), big=big), big=big)


def test_the_first_four_octets_choose_the_framer() -> None:
    assert isinstance(framer_for(section()[:4], "a"), PcapngFramer)
    assert isinstance(framer_for(frames.pcap([])[:4], "a"), PcapFramer)


@pytest.mark.parametrize(("magic", "what", "advice"), [
    (b"", "is empty", "begins with a file header"),
    (b"\x1f\x8b\x08\0", "gzip", "decompress"),
    (b"\x28\xb5\x2f\xfd", "zstd", "decompress"),
    (b"text", "is not a pcap or pcapng capture (it begins with 74 65 78 74)", "editcap -F pcapng IN OUT"),
    (b"\xd4", "is not a pcap or pcapng capture (it begins with d4)", "editcap -F pcapng IN OUT"),
])  # fmt: skip
def test_anything_else_is_named_with_what_to_do(magic: bytes, what: str, advice: str) -> None:
    with pytest.raises(CaptureError) as fault:
        framer_for(magic, "some/file")
    assert str(fault.value).startswith("some/file: ")
    assert what in str(fault.value)
    assert advice in str(fault.value)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize(("nanoseconds", "name", "expected"), [
    (False, "pcap", TIME_NS // 1000 * 1000), (True, "pcap-ns", TIME_NS),
])  # fmt: skip
def test_pcap_variants(big: bool, nanoseconds: bool, name: str, expected: int) -> None:
    result = read(frames.pcap([(TIME_NS, FRAME)], big=big, nanoseconds=nanoseconds))
    assert (result.file.format, result.tally.first_ns, result.tally.link_types) == (
        name,
        expected,
        ("ETHERNET",),
    )
    assert len(result.flows[0]) == 1


def test_a_pcap_header_that_tells_of_frame_check_sequences_keeps_its_link_type() -> None:
    octets = bytearray(frames.pcap([(TIME_NS, FRAME)]))
    octets[20:24] = struct.pack("<I", 1 | 0x24000000)
    assert read(bytes(octets)).tally.link_types == ("ETHERNET",)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize(("resolution", "per_second"), [
    (b"\x03", 10**3), (b"\x06", 10**6), (b"\x09", 10**9), (b"\x8a", 2**10), (b"\x9e", 2**30),
])  # fmt: skip
def test_resolutions_of_an_interface(big: bool, resolution: bytes, per_second: int) -> None:
    seconds, part = START_NS // SECOND, per_second // 8 * 5
    file = section(big=big) + interface(options=option(9, resolution, big=big), big=big)
    file += enhanced(seconds * per_second + part, FRAME, big=big)
    assert first_ns(file) == START_NS + part * SECOND // per_second


@pytest.mark.parametrize("offset_s", [3600, -3600])
def test_an_offset_of_an_interface_is_added(offset_s: int) -> None:
    file = section() + interface(options=option(14, struct.pack("<q", offset_s)))
    file += enhanced(START_NS // 1000, FRAME)
    assert first_ns(file) == START_NS + offset_s * SECOND


def test_interfaces_have_their_own_link_type_and_clock() -> None:
    file = section() + interface(1) + interface(101, options=option(9, b"\x09")) + interface(147)
    file += enhanced(START_NS // 1000, FRAME) + enhanced(START_NS + 7, DATAGRAM, interface_id=1)
    file += enhanced(START_NS // 1000, b"opaque", interface_id=2)
    result = read(file)
    assert result.tally.link_types == ("ETHERNET", "RAW", "USER0")
    assert result.tally.unread == (("link type not read: USER0", 1, 3),)
    assert (result.tally.first_ns, result.tally.last_ns) == (START_NS, START_NS + 7)
    assert [row["packets"][0].tolist() + row["packets"][1].tolist() for row in result.flows[0]] == [2]


def test_sections_in_different_byte_orders_each_declare_their_interfaces() -> None:
    little = section() + interface(101) + enhanced(START_NS // 1000, DATAGRAM)
    big = section(big=True) + interface(1, big=True) + enhanced(START_NS // 1000 + 5, FRAME, big=True)
    result = read(little + big + little)
    assert (result.tally.packets, result.tally.link_types) == (3, ("RAW", "ETHERNET"))
    assert (result.file.stopped_at, result.tally.unread) == (None, ())
    assert result.tally.last_ns == START_NS + 5000


def test_a_packet_of_an_interface_of_the_section_before_is_damage() -> None:
    good = section() + interface() + enhanced(1, FRAME)
    result = read(good + section() + enhanced(2, FRAME))
    assert result.tally.packets == 1
    assert result.file.stopped_at == len(good + section())
    assert "names no interface" in str(result.file.problem)


def test_a_simple_packet_has_no_time_but_counts() -> None:
    file = section() + interface(snaplen=40) + enhanced(START_NS // 1000, FRAME) + simple(FRAME)
    result = read(file)
    assert (result.tally.packets, result.tally.first_ns, result.tally.last_ns) == (2, START_NS, START_NS)
    assert result.tally.cut == 1
    assert read(section() + interface() + simple(FRAME)).tally.first_ns is None


def test_an_obsolete_packet_block_is_counted_as_unread() -> None:
    file = section() + interface() + block(2, bytes(20) + FRAME) + enhanced(START_NS // 1000, FRAME)
    result = read(file + block(2, bytes(20)))
    assert [(reason, count) for reason, count, _ in result.tally.unread] == [
        ("obsolete pcapng packet block not read", 2)
    ]
    assert len(result.flows[0]) == 1


def test_other_blocks_are_passed() -> None:
    names, secrets, custom = block(4, bytes(8)), block(10, bytes(40)), block(0x0BAD, b"any octets at all")
    packets = enhanced(START_NS // 1000, FRAME)
    plain = section() + interface() + packets * 2
    mixed = section() + names + interface() + custom + packets + secrets + custom + packets + custom
    differ = {"sha256", "octets"}
    assert {k: v for k, v in outcome(read(mixed)).items() if k not in differ} == {
        k: v for k, v in outcome(read(plain)).items() if k not in differ
    }


def test_drops_are_those_of_the_last_statistics_of_each_interface_and_section() -> None:
    part = section() + interface() + interface() + enhanced(1, FRAME)
    part += statistics(0, 10, 1) + statistics(0, 20, 3) + statistics(1, 5, 4)
    assert read(part).file.drops == 7
    assert (
        read(part + section(big=True) + interface(big=True) + statistics(0, 1, 5, big=True)).file.drops == 12
    )
    assert read(section() + interface() + enhanced(1, FRAME)).file.drops is None


def test_many_interfaces() -> None:
    file = section() + interface(147) * 20 + interface(1) + enhanced(1, FRAME, interface_id=20)
    result = read(file)
    assert (result.tally.unread, result.tally.link_types) == ((), ("ETHERNET",))


def test_a_time_that_int64_nanoseconds_cannot_hold_is_no_time() -> None:
    file = section() + interface(options=option(9, b"\x00"))
    result = read(file + enhanced(2**62, FRAME) + enhanced(5, FRAME))
    assert (result.tally.packets, result.tally.first_ns) == (2, 5 * SECOND)


@pytest.mark.parametrize(("octets", "problem"), [
    (block(0x0A0D0D0A, b"\1\2\3\4" + bytes(12)), "byte-order magic"),
    (struct.pack("<II", 0x0BAD, 8) + bytes(20), "claims 8 octets"),
    (struct.pack("<II", 0x0BAD, 2**24 + 16) + bytes(20), "claims 16,777,232 octets"),
    (struct.pack("<II", 6, 2**25) + bytes(20), "packet block contradicts itself"),
    (enhanced(1, FRAME)[:-4] + b"\0\0\0\0", "packet block contradicts itself"),
])  # fmt: skip
def test_damage_is_told_with_its_place(octets: bytes, problem: str) -> None:
    good = section() + interface() + enhanced(1, FRAME)
    result = read(good + octets + enhanced(2, FRAME))
    assert (result.tally.packets, result.file.stopped_at) == (1, len(good))
    assert problem in str(result.file.problem)
