"""Whole captures: cut at every octet, damaged, trickling in, and spanning every border of buffers."""

from __future__ import annotations

import hashlib
import struct
from itertools import accumulate

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.errors import CaptureError
from harness.kernel.stored_rows import StoredRows
from harness.sources import hashed_stream
from harness.stages.sightings import gather_sightings
from tests.support import frames
from tests.support.conversations import (
    MS,
    PHONE,
    PHONE_MAC,
    ROUTER_MAC,
    SECOND,
    SERVER,
    START_NS,
    TimedFrames,
    client_hello,
    dns_frame,
    down,
    every,
    opening,
    request,
    up,
    visit,
)
from tests.support.examples import COSTLY
from tests.support.frames import enhanced, ethernet, interface, section
from tests.support.random_captures import captures
from tests.support.reading import names_of, outcome, read

ARP = bytes.fromhex("ffffffffffff0200000000010806") + bytes(28)
PACKETS = every(
    10 * MS,
    [
        dns_frame("cloud.example", "198.51.100.7"),
        *visit("cloud.example"),
        ARP,
        *opening(port=40001, to=80),
        up(request("plain.example"), port=40001, to=80),
    ],
)
NAMES = [("cloud.example", "dns"), ("cloud.example", "sni"), ("plain.example", "http_host")]
PCAP = frames.pcap(PACKETS)
NG_BLOCKS = [enhanced(time_ns // 1000, frame) for time_ns, frame in PACKETS]
PCAPNG = section() + interface() + b"".join(NG_BLOCKS)

CAPTURES = {"pcap": PCAP, "pcapng": PCAPNG, "cut pcap": PCAP[:-7], "cut pcapng": PCAPNG[:-7]}


def test_a_whole_capture() -> None:
    result = read(PCAP)
    tally = result.tally
    assert (tally.packets, tally.no_ip, tally.unread, tally.cut) == (len(PACKETS), 1, (), 0)
    assert (tally.first_ns, tally.last_ns) == (PACKETS[0][0], PACKETS[-1][0])
    assert (result.file.octets, result.file.sha256) == (len(PCAP), hashlib.sha256(PCAP).hexdigest())
    assert (result.file.stopped_at, result.file.problem, result.file.drops) == (None, None, None)
    assert names_of(result) == NAMES
    assert sum(len(chunk) for chunk in result.flows) == 3


def test_pcap_and_pcapng_of_the_same_packets_give_the_same() -> None:
    differ = {"sha256", "octets", "format"}
    ours, theirs = outcome(read(PCAPNG)), outcome(read(PCAP))
    assert {k: v for k, v in ours.items() if k not in differ} == {
        k: v for k, v in theirs.items() if k not in differ
    }


def _cut_everywhere(octets: bytes, borders: list[int]) -> None:
    """Check a capture cut at every octet; ``borders`` are where each packet ends."""
    whole = {number: outcome(read(octets[:border])) for number, border in enumerate(borders)}
    for cut in range(borders[0], len(octets)):
        result = outcome(read(octets[:cut]))
        packets = sum(border <= cut for border in borders) - 1
        expected = dict(whole[packets])
        expected |= {"octets": cut, "sha256": hashlib.sha256(octets[:cut]).hexdigest()}
        if cut not in borders:
            expected["end"] = (borders[packets], "the file ends inside a record", None)
        assert result == expected, cut


def test_a_pcap_cut_at_every_octet_gives_the_packets_before_the_cut() -> None:
    few = PACKETS[:6]
    octets = frames.pcap(few)
    _cut_everywhere(octets, [24, *accumulate((16 + len(frame) for _, frame in few), initial=24)][1:])


def test_a_pcapng_cut_at_every_octet_gives_the_packets_before_the_cut() -> None:
    head = section() + interface()
    borders = list(accumulate(map(len, NG_BLOCKS[:6]), initial=len(head)))
    _cut_everywhere(head + b"".join(NG_BLOCKS[:6]), borders)


@pytest.mark.parametrize("cut", range(4, 24))
def test_a_cut_file_header_holds_nothing(cut: int) -> None:
    result = read(PCAP[:cut])
    assert (result.tally.packets, result.file.stopped_at, result.flows) == (0, 0, [])
    assert result.file.problem == "the file ends inside a record"


def test_a_header_alone_is_an_empty_capture() -> None:
    result = read(PCAP[:24])
    assert (result.tally.packets, result.file.stopped_at, result.file.problem) == (0, None, None)
    assert (result.tally.first_ns, result.tally.link_types, result.file.format) == (None, (), "pcap")


@pytest.mark.parametrize("length", [262_145, 2**31, 2**32 - 1])
def test_an_absurd_length_ends_the_reading_but_not_the_digest(length: int) -> None:
    good = frames.pcap(PACKETS[:5])
    octets = good + struct.pack("<IIII", 0, 0, length, 60) + frames.pcap(PACKETS[5:])[24:]
    result = read(octets)
    assert (result.tally.packets, result.file.stopped_at) == (5, len(good))
    assert "more than 262,144 octets" in str(result.file.problem)
    assert result.file.sha256 == hashlib.sha256(octets).hexdigest()
    assert outcome(result)["flows"] == outcome(read(good))["flows"]


def test_damage_with_many_windows_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    octets = frames.pcap(PACKETS[:5]) + b"\xff" * 5000
    monkeypatch.setattr(hashed_stream, "READ_OCTETS", 64)
    result = read(octets)
    assert (result.tally.packets, result.file.octets) == (5, len(octets))
    assert result.file.sha256 == hashlib.sha256(octets).hexdigest()
    assert result.file.stopped_at == len(frames.pcap(PACKETS[:5]))


@pytest.mark.parametrize("which", ["pcap", "pcapng", "cut pcap", "cut pcapng"])
def test_octets_that_trickle_in_equal_one_read(which: str) -> None:
    assert outcome(read(CAPTURES[which], sizes=(1, 2, 3, 4, 5, 6, 7))) == outcome(read(CAPTURES[which]))


@COSTLY
@given(st.sampled_from(sorted(CAPTURES)), st.integers(4, 600))
def test_records_may_span_any_border_of_buffers(which: str, size: int) -> None:
    octets = CAPTURES[which]
    expected = outcome(read(octets))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashed_stream, "READ_OCTETS", size)
        assert outcome(read(octets)) == expected


def test_more_packets_than_one_batch_holds() -> None:
    many = [(START_NS + n * 1000, up(bytes(n % 50), port=1024 + n % 3000)) for n in range(10_000)]
    result = read(frames.pcap(many))
    rows = result.flows[0]
    assert result.tally.packets == 10_000
    assert len(rows) == 3000
    assert rows["packets"].sum() == 10_000
    assert rows["payload_octets"].sum() == sum(n % 50 for n in range(10_000))


@pytest.mark.parametrize(("octets", "what"), [
    (b"", "is empty"), (b"\x1f\x8b\x08\0\0\0", "ends before its time; nothing"), (b"time,source\n1,2\n", "editcap"), (PCAP[:3], "editcap"),
])  # fmt: skip
def test_what_is_no_capture_is_refused_with_what_to_do(octets: bytes, what: str) -> None:
    with pytest.raises(CaptureError, match=what):
        read(octets)


def test_an_unknown_link_type_is_counted_by_name_and_nothing_is_dropped() -> None:
    result = read(frames.pcap(PACKETS, dlt=266))
    assert result.tally.unread == (("link type not read: USB_DARWIN", len(PACKETS), 1),)
    assert (result.tally.packets, result.tally.link_types) == (len(PACKETS), ("USB_DARWIN",))
    assert result.flows == []


def test_snaplen_cuts_payloads_but_not_counts() -> None:
    result = read(frames.pcap(PACKETS, snaplen=60))
    whole = read(PCAP)
    assert result.tally.cut == sum(len(frame) > 60 for _, frame in PACKETS)
    assert result.flows[0]["ip_octets"].tolist() == whole.flows[0]["ip_octets"].tolist()
    assert result.flows[0]["payload_octets"].tolist() == whole.flows[0]["payload_octets"].tolist()


def test_a_gap_longer_than_the_idle_timeout_makes_two_flows() -> None:
    pair = [(START_NS, up(b"a")), (START_NS + 10 * SECOND, up(b"b"))]
    assert len(read(frames.pcap(pair), idle_timeout_s=10).flows[0]) == 1
    assert len(read(frames.pcap(pair), idle_timeout_s=9).flows[0]) == 2


def test_a_port_used_again_is_another_flow() -> None:
    again = opening(isn=1000) + opening(isn=90_000)
    assert read(frames.pcap(every(MS, again))).flows[0]["isn"].tolist() == [1000, 90_000]


@given(st.binary(max_size=300))
def test_any_octets_after_a_header_are_read_or_counted(octets: bytes) -> None:
    for header in (PCAP[:24], section() + interface()):
        result = read(header + octets)
        counted = result.tally.no_ip + sum(count for _, count, _ in result.tally.unread)
        in_flows = sum(int(chunk["packets"].sum()) for chunk in result.flows)
        assert counted + in_flows >= result.tally.packets
        assert result.file.octets == len(header + octets)


def test_vlan_tags_and_ipv6_make_flows_too() -> None:
    datagram = frames.ipv6("2001:db8::1", "2001:db8::2", 17, frames.udp(5000, 443, b"x" * 9))
    result = read(frames.pcap([(START_NS, ethernet(datagram, vlans=(7, 8)))]))
    assert [(row["family"], row["payload_octets"].sum()) for row in result.flows[0]] == [(6, 9)]


def test_senders_are_noted_only_where_asked_for_and_all_else_stays_the_same() -> None:
    asked, plain = outcome(read(PCAP, sightings=True)), outcome(read(PCAP))
    assert plain.pop("sightings") == []
    assert len(asked.pop("sightings")) > 0
    assert asked == plain


def test_a_long_connection_shows_each_side_in_every_span_by_its_first_packet() -> None:
    talk = [
        (START_NS + number * SECOND, make(b"x", seq=1 + number))
        for number in range(35)
        for make in ((up, down) if number < 20 else (down,))
    ]
    result = read(frames.pcap([*talk, (START_NS, ARP)]), sightings=True)
    assert sum(len(chunk) for chunk in result.flows) == 1
    rows = gather_sightings(result.sightings, "c0", "us/lan")
    told = rows.select("sender", "mac", pl.col("time_ns") - START_NS, "packet").rows()
    assert sorted(told) == [
        (PHONE, PHONE_MAC, 0, 1), (PHONE, PHONE_MAC, 10 * SECOND, 21),
        (SERVER, ROUTER_MAC, 0, 2), (SERVER, ROUTER_MAC, 10 * SECOND, 22),
        (SERVER, ROUTER_MAC, 20 * SECOND, 41), (SERVER, ROUTER_MAC, 30 * SECOND, 51),
    ]  # fmt: skip


def test_sightings_are_the_same_however_the_octets_came(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [(START_NS + number * SECOND // 100, up(port=1024 + number % 9)) for number in range(9_000)]
    octets = frames.pcap(many)
    whole = read(octets, sightings=True).sightings.tolist()
    assert len(whole) == 9
    monkeypatch.setattr(hashed_stream, "READ_OCTETS", 1000)
    assert read(octets, sightings=True, sizes=(1, 700, 3)).sightings.tolist() == whole


@given(captures(), st.integers(1, 5), st.integers(1, 4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_flow_table_gives_away_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, packets: TimedFrames, batch: int, most: int
) -> None:
    whole = outcome(read(frames.pcap(packets)))
    with monkeypatch.context() as patched:
        patched.setattr("harness.sources.packet_walk.PACKETS_AT_ONCE", batch)
        patched.setattr("harness.kernel.table.MOST_ROWS", most)
        assert outcome(read(frames.pcap(packets))) == whole


def test_a_head_of_a_quiet_flow_is_completed_after_others_were_given_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hello = client_hello("cloud.example")
    others = [up(b"x", port=port) for port in range(41000, 41020)]
    octets = frames.pcap(every(MS, [*opening(), up(hello[:50]), *others, up(hello[50:], seq=1051)]))
    whole = outcome(read(octets))
    monkeypatch.setattr("harness.sources.packet_walk.PACKETS_AT_ONCE", 2)
    monkeypatch.setattr("harness.kernel.table.MOST_ROWS", 2)
    swept = read(octets)
    assert isinstance(swept.flows, StoredRows)
    assert names_of(swept) == [("cloud.example", "sni")]
    assert outcome(swept) == whole
