"""Packets of each capture format: times, byte orders, interfaces, sections, and blocks between them."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from harness.errors import CaptureError
from harness.kernel.codes import FULL, MORE
from harness.kernel.records import PACKET
from harness.sources.framers import PcapFramer, PcapngFramer, framer_for
from tests.support import frames
from tests.support.conversations import SECOND, START_NS, up
from tests.support.frames import block, enhanced, interface, obsolete, option, section, simple
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
    (b"\x1f\x8b\x08\0", "compressed, and once more inside", "decompress"),
    (b"PK\x03\x04", "a zip archive", "decompress"),
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


@pytest.mark.parametrize("big", [False, True])
def test_a_record_of_modified_libpcap_has_eight_octets_more(big: bool) -> None:
    order = ">" if big else "<"
    octets = struct.pack(order + "IHHiIII", 0xA1B2CD34, 2, 4, 0, 0, 0, 1)
    for number in range(2):
        octets += struct.pack(order + "IIII", START_NS // SECOND + number, 7, len(FRAME), len(FRAME))
        octets += struct.pack(order + "IHBB", 3, 8, 0, 0) + FRAME
    result = read(octets)
    assert (result.file.format, result.file.stopped_at, result.tally.packets) == ("pcap-modified", None, 2)
    assert result.tally.last_ns == START_NS // SECOND * SECOND + SECOND + 7000
    assert result.flows[0]["packets"].sum() == 2


@pytest.mark.parametrize("snaplen", [0, 1, 2**32 - 1])
def test_a_wrong_snap_length_of_the_file_cuts_nothing(snaplen: int) -> None:
    octets = bytearray(frames.pcap([(TIME_NS, FRAME)]))
    octets[16:20] = struct.pack("<I", snaplen)
    assert outcome(read(bytes(octets)))["flows"] == outcome(read(frames.pcap([(TIME_NS, FRAME)])))["flows"]
    file = section() + interface(snaplen=snaplen) + enhanced(TIME_NS // 1000, FRAME)
    assert (read(file).tally.cut, len(read(file).flows[0])) == (0, 1)


def test_a_simple_packet_is_as_long_as_the_snap_length_lets_it_be() -> None:
    file = section() + interface(snaplen=len(FRAME) - 1) + simple(FRAME)
    assert (read(file).tally.cut, read(file).tally.packets) == (1, 1)
    assert read(section() + interface(snaplen=0) + simple(FRAME)).tally.cut == 0


@pytest.mark.parametrize("big", [False, True])
def test_an_obsolete_packet_block_is_a_packet_like_any_other(big: bool) -> None:
    head = section(big=big) + interface(big=big)
    old = head + obsolete(START_NS // 1000, FRAME, big=big) + obsolete(START_NS // 1000 + 9, FRAME, big=big)
    new = head + enhanced(START_NS // 1000, FRAME, big=big) + enhanced(START_NS // 1000 + 9, FRAME, big=big)
    differ = {"sha256", "octets"}
    ours, theirs = outcome(read(old)), outcome(read(new))
    assert {k: v for k, v in ours.items() if k not in differ} == {
        k: v for k, v in theirs.items() if k not in differ
    }


@pytest.mark.parametrize("big", [False, True])
def test_losses_that_packets_tell_of_count_where_statistics_say_less(big: bool) -> None:
    lost = option(4, struct.pack((">" if big else "<") + "Q", 5), big=big)
    flags = option(2, bytes(4), big=big)
    head = section(big=big) + interface(big=big)
    told = head + enhanced(1, FRAME, big=big, options=flags + lost) + obsolete(2, FRAME, drops=3, big=big)
    assert read(told).file.drops == 8
    assert read(head + obsolete(2, FRAME, drops=0, big=big)).file.drops == 0
    assert read(head + obsolete(2, FRAME, drops=0xFFFF, big=big)).file.drops is None
    assert read(told + statistics(0, 10, 1, big=big)).file.drops == 8
    assert read(told + statistics(0, 10, 9, big=big)).file.drops == 9
    huge = option(4, b"\xff" * 8, big=big)
    assert read(head + enhanced(1, FRAME, big=big, options=huge)).file.drops == 2**32 - 1


@pytest.mark.parametrize(
    "odd", [b"\x04\0\x08\0\1", b"\x01\0\xff\xff", b"\x04\0\x04\0\1\1\1\1", b"\0\0\0\0" + option(4, b"\1" * 8)]
)
def test_options_of_a_packet_that_overrun_or_end_tell_nothing(odd: bytes) -> None:
    result = read(section() + interface() + enhanced(1, FRAME, options=odd))
    assert (result.tally.packets, result.file.drops, result.said.comments) == (1, None, ())


def test_other_blocks_are_passed() -> None:
    names, secrets, custom = block(4, bytes(8)), block(10, bytes(40)), block(0x0BAD, b"any octets at all")
    packets = enhanced(START_NS // 1000, FRAME)
    plain = section() + interface() + packets * 2
    mixed = section() + names + interface() + custom + packets + secrets + custom + packets + custom
    differ = {"sha256", "octets"}
    assert {k: v for k, v in outcome(read(mixed)).items() if k not in differ} == {
        k: v for k, v in outcome(read(plain)).items() if k not in differ
    }
    assert read(mixed).said.other_blocks == (
        ("name resolution", 1), ("custom", 3), ("decryption secrets (kind 0x00000000)", 1),
    )  # fmt: skip


@pytest.mark.parametrize("big", [False, True])
def test_pcapdroid_s_blocks_make_comments_of_their_section_user_ids(big: bool) -> None:
    named = struct.pack((">" if big else "<") + "IHBBiBB3s", 62_652, 1, 1, 0, 7, 0, 3, b"app")
    packet = enhanced(1, FRAME, options=option(1, b"u-7", big=big), big=big)
    head = section(big=big) + interface(big=big)
    result = read(head + packet + block(0x0BAD, named, big=big) + packet + head + packet)
    assert (result.said.comments, result.said.comments_total) == (("u-7", "u-7"), 2)
    assert (result.said.other_blocks, result.apps) == ((), {7: "app"})
    assert result.flows[0]["app_id"].tolist() == [7]


@pytest.mark.parametrize("big", [False, True])
def test_every_block_that_is_not_read_is_counted_by_name(big: bool) -> None:
    kinds = [4, 9, 0x0BAD, 0x40000BAD, 0x77, 0x80000001, 0x77]
    secrets = struct.pack((">" if big else "<") + "II", 0x544C534B, 4) + b"key\n"
    file = (
        section(big=big)
        + b"".join(block(kind, bytes(8), big=big) for kind in kinds)
        + block(10, secrets, big=big)
    )
    assert read(file).said.other_blocks == (
        ("name resolution", 1), ("systemd journal", 1), ("custom", 1), ("custom, not to be copied", 1),
        ("type 0x00000077", 2), ("type 0x80000001", 1), ("decryption secrets (TLS)", 1),
    )  # fmt: skip


def test_blocks_of_very_many_types_do_not_make_a_list_of_them() -> None:
    file = section() + b"".join(block(1000 + kind, bytes(4)) for kind in range(100))
    counted = read(file).said.other_blocks
    assert (len(counted), counted[-1], sum(count for _, count in counted)) == (65, ("further types", 36), 100)


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


def test_blocks_between_packets_end_no_batch() -> None:
    """An interface before each packet made a batch of each: two seconds for a megabyte."""
    octets = section() + (interface() + enhanced(0, FRAME)) * 5
    packets = np.zeros(4, dtype=PACKET)
    framer = framer_for(octets[:4], "a")
    buf = np.frombuffer(octets, dtype=np.uint8)
    first = framer.frame(buf, 0, len(buf), 0, packets)
    assert (first.packets, first.status, packets["number"].tolist()) == (4, FULL, [1, 2, 3, 4])
    last = framer.frame(buf, first.position, len(buf), 4, packets)
    assert (last.packets, last.position, last.status) == (1, len(buf), MORE)
