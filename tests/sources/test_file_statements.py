"""What files say of themselves: told as said, held against their packets, and never trusted to be well formed."""

from __future__ import annotations

import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.sources.file_statements import Said
from tests.support import frames
from tests.support.conversations import SECOND, START_NS, up
from tests.support.frames import block, enhanced, interface, option
from tests.support.reading import read

LAB = Path(__file__).parents[2] / "captures/lab/plain/app.pcapng"
NANOSECONDS = option(9, b"\x09")
PACKET = enhanced(START_NS, up(b"x"))


def section(*options: tuple[int, bytes], big: bool = False) -> bytes:
    """A section header with options."""
    head = struct.pack((">" if big else "<") + "IHHq", 0x1A2B3C4D, 1, 0, -1)
    return block(0x0A0D0D0A, head + b"".join(option(*pair, big=big) for pair in options), big=big)


def statistics(*times: tuple[int, int], interface_id: int = 0, big: bool = False) -> bytes:
    """Interface statistics with these times in ticks; 2 is the start, 3 the end."""
    order = ">" if big else "<"
    body = struct.pack(order + "III", interface_id, 0, 0)
    for code, ticks in times:
        body += option(code, struct.pack(order + "II", ticks >> 32, ticks & 0xFFFFFFFF), big=big)
    return block(5, body, big=big)


def said(octets: bytes) -> Said:
    return read(octets).said


def test_a_file_that_says_nothing() -> None:
    assert said(section() + interface() + enhanced(1, up(b"x"))) == Said()
    assert said(frames.pcap([(START_NS, up(b"x"))])) == Said()


@pytest.mark.parametrize(("options", "maker"), [
    ([(4, b"SYNTHETIC harness forge 0.1.0")], "harness forge 0.1.0"),
    ([(4, b"SYNTHETIC: lab")], "lab"),
    ([(1, b"SYNTHETIC, by lab 7"), (4, b"Dumpcap")], "by lab 7"),
    ([(1, b"a note"), (1, b"SYNTHETIC lab")], "lab"),
    ([(1, b"SYNTHETIC"), (4, b"forge 2")], "forge 2"),
    ([(4, b"SYNTHETIC")], "a maker that the file does not name"),
    ([(4, b"SYNTHETICS Inc. Sniffer"), (1, b"not SYNTHETIC"), (1, b"synthetic")], None),
])  # fmt: skip
def test_the_maker_of_a_made_up_file(options: list[tuple[int, bytes]], maker: str | None) -> None:
    assert said(section(*options)).made_by == maker


def test_programs_and_makers_of_several_sections_are_joined_once_each() -> None:
    file = section((4, b"a")) + section((4, b"b")) + section((4, b"SYNTHETIC forge")) + section((4, b"a"))
    assert said(file) == Said(tool="a; b; SYNTHETIC forge", made_by="forge")


def test_filters_of_interfaces_are_joined_once_each() -> None:
    given = (b"\0tcp", b"\0udp", b"\0tcp")
    file = section() + b"".join(interface(options=option(11, value)) for value in given) + interface()
    assert said(file).filter == "tcp; udp"


def test_times_by_the_clock_of_the_interface() -> None:
    hour = option(14, struct.pack("<q", 3600))
    file = section() + interface(options=NANOSECONDS) + PACKET
    file += statistics((2, START_NS - 5), (3, START_NS + 7))
    assert (said(file).began_ns, said(file).ended_ns) == (START_NS - 5, START_NS + 7)
    file = section() + interface(options=hour) + enhanced(START_NS // 1000, up(b"x"))
    file += statistics((2, START_NS // 1000 - 1), (3, START_NS // 1000 + 1))
    shifted = START_NS + 3600 * SECOND
    assert (said(file).began_ns, said(file).ended_ns) == (shifted - 1000, shifted + 1000)


def test_the_earliest_start_and_the_latest_end_of_all_interfaces() -> None:
    file = section() + interface(options=NANOSECONDS) + interface() + PACKET
    file += statistics((2, START_NS - 5), (3, START_NS + 7))
    file += statistics((2, START_NS // 1000 - 9), (3, START_NS // 1000 + 1), interface_id=1)
    assert (said(file).began_ns, said(file).ended_ns) == (START_NS - 9000, START_NS + 1000)


def test_microseconds_are_understood_where_only_they_meet_the_packets() -> None:
    file = section() + interface(options=NANOSECONDS) + PACKET
    file += statistics((2, START_NS // 1000 - 9), (3, START_NS // 1000 + 1))
    assert said(file) == Said(began_ns=START_NS - 9000, ended_ns=START_NS + 1000)


@pytest.mark.parametrize("times", [
    [(2, START_NS + SECOND)], [(3, START_NS - SECOND)], [(2, START_NS + 5), (3, START_NS - 5)], [(2, 2**64 - 1)],
    [(2, START_NS), (3, 2**64 - 1)],
])  # fmt: skip
def test_times_that_meet_no_packet_or_cannot_be_are_left_out_and_counted(
    times: list[tuple[int, int]],
) -> None:
    file = section() + interface(options=NANOSECONDS) + PACKET + statistics(*times)
    assert said(file) == Said(odd_options=1)


def test_without_packets_times_count_where_the_unit_is_beyond_doubt() -> None:
    times = statistics((2, 5), (3, 9))
    assert said(section() + interface() + times) == Said(began_ns=5000, ended_ns=9000)
    assert said(section() + interface(options=NANOSECONDS) + times) == Said(odd_options=1)


def test_statistics_of_no_interface_are_counted_where_they_tell_times() -> None:
    assert said(section() + statistics((2, 5))) == Said(odd_options=1)
    assert said(section() + interface() + section() + statistics((2, 5))) == Said(odd_options=1)
    assert said(section() + statistics()) == Said()


def test_big_endian_files_say_the_same() -> None:
    file = section((4, b"tool"), big=True)
    file += interface(options=option(9, b"\x09", big=True) + option(11, b"\0ip", big=True), big=True)
    file += enhanced(START_NS, up(b"x"), big=True) + statistics((2, START_NS), (3, START_NS + 9), big=True)
    assert said(file) == Said(tool="tool", filter="ip", began_ns=START_NS, ended_ns=START_NS + 9)


def test_a_file_with_endless_statements_is_not_believed_to_the_end() -> None:
    file = section() + b"".join(interface(options=option(11, b"\0%d" % n)) for n in range(50))
    found = said(file)
    assert (found.filter, found.odd_options) == ("; ".join(map(str, range(16))), 34)


def test_options_cut_short_leave_what_stood_before_them() -> None:
    cut = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(4, b"tool") + b"\1\0\xff\xff")
    assert said(cut) == Said(tool="tool", odd_options=1)


@given(st.lists(st.tuples(st.sampled_from([0x0A0D0D0A, 1, 5]), st.binary(max_size=60)), max_size=6))
def test_any_blocks_give_values(blocks: list[tuple[int, bytes]]) -> None:
    magic = struct.pack("<I", 0x1A2B3C4D)
    parts = [block(kind, magic + body if kind > 5 else body) for kind, body in blocks]
    found = said(section() + b"".join(parts))
    assert found.odd_options >= 0
    for time_ns in (found.began_ns, found.ended_ns):
        assert time_ns is None or -(2**63) <= time_ns < 2**63


def test_a_capture_by_dumpcap_in_the_words_of_capinfos_and_tshark() -> None:
    if shutil.which("capinfos") is None or shutil.which("tshark") is None:
        pytest.skip("capability: tshark")
    found = read(LAB.read_bytes()).said
    infos = subprocess.run(["capinfos", str(LAB)], capture_output=True, text=True, check=True).stdout
    (application,) = (line for line in infos.splitlines() if line.startswith("Capture application:"))
    assert found.tool == application.partition(":")[2].strip()
    assert (found.made_by, found.filter, found.odd_options) == (None, None, 0)
    # When the statistics were written, as tshark shows it in ticks: by dumpcap in microseconds.
    command = ["tshark", "-r", str(LAB), "-X", "read_format:MIME Files Format", "-T", "fields"]
    command += ["-e", "pcapng.timestamp_high", "-e", "pcapng.timestamp_low"]
    rows = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    high, low = (int(column.split(",")[-1]) for column in rows.splitlines()[-1].split())
    written_ns = (high * 2**32 + low) * 1000
    assert found.ended_ns is not None
    assert 0 <= written_ns - found.ended_ns < SECOND


def test_where_it_was_captured_and_at_what() -> None:
    named = interface(options=option(2, b"wlan0") + option(3, b"Wi-Fi"))
    told = said(
        section((2, b"Pi 4"), (3, b"Linux 6.1")) + named + interface(options=option(3, b"USB")) + named
    )
    assert (told.hardware, told.os, told.interfaces) == ("Pi 4", "Linux 6.1", "wlan0; USB")


@pytest.mark.parametrize("big", [False, True])
def test_comments_of_sections_interfaces_and_packets_are_kept_and_all_are_counted(big: bool) -> None:
    note = option(1, b"a packet", big=big)
    head = section((1, b"a section"), big=big) + interface(
        options=option(1, b"an interface", big=big), big=big
    )
    old = frames.obsolete(START_NS // 1000, up(b"x"), big=big, options=option(1, b"an old one", big=big))
    many = b"".join(enhanced(START_NS // 1000, up(b"x"), big=big, options=note * 2) for _ in range(20))
    told = said(head + old + many)
    assert told.comments == ("a section", "an interface", "an old one", *["a packet"] * 13)
    assert told.comments_total == 43


def test_a_comment_is_cut_and_what_is_no_text_is_escaped() -> None:
    told = said(section() + interface() + enhanced(1, up(b"x"), options=option(1, b"\xff" + b"y" * 5000)))
    assert [len(text) for text in told.comments] == [1000]
    assert told.comments[0].startswith("\\xffyyy")
