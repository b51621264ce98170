"""Comments that tell processes: a file that pymobiledevice3 wrote (tests/captures/README.md), and odd ones."""

from __future__ import annotations

import struct

import numpy as np
import polars as pl
import pytest

from harness.kernel.apps import PROCESS
from harness.kernel.process_comments import note_process_comment
from harness.kernel.records import NONE, PACKET
from harness.pipeline import analyze, packets
from tests.support import tshark
from tests.support.frames import block, enhanced, ethernet, interface, ipv4, option, section, udp
from tests.support.reading import read
from tests.support.truth import ROOT

CAPTURE = ROOT / "tests/captures/links/pymobiledevice.pcapng"
COMMENT = "PID: 321, ProcName: mDNSResponder, EPID: 2227, EProcName: Safari, SVC: 0"
TOOL = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(4, b"pymobiledevice3"))
MADE_UP = b"\xbe\xef" * 6 + b"\x08\0"


def noted(comment: bytes, frame: bytes = b"", dlt: int = 1) -> tuple[bool, np.void]:
    """What a comment behind a frame notes."""
    packets = np.zeros(1, dtype=PACKET)
    packets["offset"], packets["captured"], packets["wire"] = 1, len(frame), len(frame)
    packets["app_id"], packets["dlt"] = NONE, dlt
    buf = np.frombuffer(b"1" + frame + comment + b"1", dtype=np.uint8)
    told = note_process_comment(buf, 1 + len(frame), 1 + len(frame) + len(comment), packets[0])
    return bool(told), packets[0]


def test_flows_have_the_process_that_comments_name() -> None:
    analysis = analyze([str(CAPTURE)])
    assert analysis.flows.select("server_ip", "transport", "app", "app_id", "app_id_kind", "app_mixed").rows() == [
        ("9.9.9.9", "udp", "飞行助手 Flu", 2227, "process", False),
        ("52.216.0.10", "tcp", "飞行助手 Flu", 2227, "process", True),
        ("52.80.0.10", "tcp", None, None, None, None),
        ("::1", "udp", None, None, None, None),
    ]  # fmt: skip
    (capture,) = analysis.captures.to_dicts()
    assert capture["comments"] == [
        "PID: 2300, ProcName: a, EPID: b, EPID: 2300, EProcName: a, EPID: b, SVC: 0"
    ]
    assert (capture["link_types"], capture["unread_packets"]) == (["ETHERNET", "RAW"], 0)


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
def test_tshark_shows_the_same_packets() -> None:
    """But for the last: it is IPv6 behind a header that says IPv4, and tshark believes the header."""
    theirs = tshark.fields(CAPTURE, ["ip.src", "ip.len", "ip.ttl", "eth.src"])
    ours = packets(str(CAPTURE)).with_columns(pl.col("ip_octets", "ttl").cast(pl.String))
    assert ours.select("source_ip", "ip_octets", "ttl").rows()[:-1] == [
        (frame["ip.src"][0], frame["ip.len"][0], frame["ip.ttl"][0]) for frame in theirs[:-1]
    ]
    assert theirs[-1]["ip.src"] == []
    without = [frame["eth.src"] == ["be:ef:be:ef:be:ef"] for frame in theirs]
    assert ours["source_mac"].is_null().to_list() == without


@pytest.mark.parametrize(
    ("comment", "app_id", "name"),
    [
        (COMMENT, PROCESS + 2227, b"Safari"),
        (COMMENT.replace("2227", "4294967295"), PROCESS + 321, b"mDNSResponder"),
        (COMMENT.replace("Safari", ""), PROCESS + 321, b"mDNSResponder"),
        (COMMENT.replace("Safari", "a, b: c"), PROCESS + 2227, b"a, b: c"),
        ("PID: 0, ProcName: kernel_task, EPID: 0, EProcName: , SVC: 0", PROCESS, b"kernel_task"),
        ("PID: 4294967295, ProcName: , EPID: 4294967295, EProcName: , SVC: 9", NONE, b""),
    ],
)
def test_the_process_on_whose_behalf_it_was_sent_comes_first(comment: str, app_id: int, name: bytes) -> None:
    frame = b"frame"
    told, packet = noted(comment.encode(), frame)
    at = int(packet["app_at"])
    assert told
    assert packet["app_id"] == app_id
    assert (frame + comment.encode())[at : at + int(packet["app_octets"])] == name


@pytest.mark.parametrize(
    "comment",
    [
        "", "P", "PID: ", "seen", " " + COMMENT, COMMENT[:-8], COMMENT.replace("PID: 321", "PID: x"), COMMENT.replace("2227", ""),
        COMMENT.replace("321", "-1"), COMMENT.replace("2227", "12345678901"), COMMENT.replace("Safari", "s" * 65),
        COMMENT.replace("EProcName", "Name"), COMMENT.replace("mDNSResponder", "a, EPID: b"),
    ],
)  # fmt: skip
def test_any_other_comment_names_none(comment: str) -> None:
    told, packet = noted(comment.encode())
    assert not told
    assert (packet["app_id"], packet["app_at"]) == (NONE, 0)


def test_the_made_up_header_is_passed_and_no_other() -> None:
    datagram = ipv4("192.0.2.1", "198.51.100.2", 17, udp(4000, 53, b"abc"))
    for frame, dlt, passed in (
        (MADE_UP + datagram, 1, True), (MADE_UP, 1, True), (MADE_UP + datagram, 9, False), (ethernet(datagram), 1, False),
        (MADE_UP[:12] + b"\x86\xdd" + datagram, 1, False), (MADE_UP[:13], 1, False), (b"", 1, False),
    ):  # fmt: skip
        _, packet = noted(COMMENT.encode(), frame, dlt)
        at = int(packet["offset"]) - 1
        assert (at, packet["dlt"]) == ((14, 101) if passed else (0, dlt))
        assert packet["captured"] == packet["wire"] == len(frame) - at
        assert packet["app_at"] == len(frame) - at + COMMENT.index("Safari")


def test_comments_count_only_where_the_section_is_of_their_writer() -> None:
    datagram = ipv4("192.0.2.1", "198.51.100.2", 17, udp(4000, 53, b"abc"))
    packet = enhanced(1, ethernet(datagram), options=option(1, COMMENT.encode()))
    result = read(TOOL + interface() + packet + section() + interface() + packet)
    assert (result.said.comments, result.apps) == ((COMMENT,), {PROCESS + 2227: "Safari"})


def test_a_name_in_a_comment_outlives_putting_fragments_together() -> None:
    """The buffer is copied then, and names lie behind the frames."""
    body = udp(4000, 53, bytes(24))
    pieces = [
        ethernet(ipv4("192.0.2.1", "198.51.100.2", 17, part, fragment=more))
        for part, more in ((body[:16], 0x2000), (body[16:], 2))
    ]
    last = enhanced(2, pieces[1], options=option(1, COMMENT.encode()))
    result = read(TOOL + interface() + enhanced(1, pieces[0]) + last)
    assert (result.file.fragments.reassembled, result.apps) == (1, {PROCESS + 2227: "Safari"})
