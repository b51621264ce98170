"""What PCAPdroid says of applications, and how flows keep it; PCAPdroid wrote it itself (tests/captures/README.md)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from harness.kernel.apps import NO_USER, PROCESS, join_app, user_of_comment
from harness.kernel.records import FLOW, NONE
from harness.pipeline import analyze, packets
from harness.sources.packet_reader import read_packets
from tests.kernel.test_decode import DATAGRAM, decoded
from tests.support import tshark
from tests.support.frames import ethernet, ipv4, udp
from tests.support.mutants.records import parts_of
from tests.support.truth import ROOT, address

CAPTURE = str(ROOT / "tests/captures/links/pcapdroid-trailer.pcap")
TRAILER = bytes.fromhex("010720210000286e4672656520466972650000000000000000000000e7877176")
COLUMNS = ("server_ip", "transport", "app", "app_id", "app_id_kind", "app_mixed")
LONG_NAME = "飞行助手 ✈ Flughilfe für lange Namen, länger als 63 Zei"
"""As PCAPdroid cut it."""
PCAPNG = [ROOT / f"tests/captures/links/pcapdroid-{how}.pcapng" for how in ("vpn", "root")]
ZEROS = bytes(12) + b"\x08\0" + DATAGRAM


def test_flows_have_the_application_that_their_packets_name() -> None:
    flows = analyze([CAPTURE]).flows.select(COLUMNS)
    assert flows.rows() == [
        ("9.9.9.9", "udp", "Free Fire", 10350, "user", False),
        ("52.216.0.10", "tcp", "Free Fire", 10350, "user", False),
        ("::1", "udp", "Conga 1490 1590", 10485, "user", False),
        ("::1", "icmpv6", None, None, None, None),
    ]


@pytest.mark.parametrize("path", PCAPNG)
def test_pcapng_says_it_by_comments_and_blocks(path: Path) -> None:
    analysis = analyze([str(path)])
    assert analysis.flows.select(COLUMNS).rows() == [
        ("9.9.9.9", "udp", "netd", 1051, "user", True),
        ("52.216.0.10", "tcp", LONG_NAME, 10187, "user", False),
        ("52.80.0.10", "tcp", None, 10203, "user", False),
        ("::1", "udp", None, None, None, None),
        ("::1", "icmpv6", "root", 0, "user", False),
    ]
    (capture,) = analysis.captures.to_dicts()
    assert (capture["comments"], capture["comments_total"], capture["other_blocks"]) == ([], 0, [])


@pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
@pytest.mark.parametrize("path", PCAPNG)
def test_tshark_shows_the_same_comments_at_the_same_packets(path: Path) -> None:
    shown = tshark.fields(path, ["ip.src", "ipv6.src", "frame.comment"])
    theirs = [
        (address((frame["ip.src"] or frame["ipv6.src"])[0]), frame["frame.comment"])
        for frame in shown
        if frame["frame.comment"]  # tshark shows the blocks between packets as frames too
    ]
    with path.open("rb") as file:
        ids = read_packets(file, str(path))["app_id"].tolist()
    assert list(zip(packets(str(path))["source_ip"].to_list(), ids, strict=True)) == [
        (source, NONE if text == "u--1" else int(text.removeprefix("u-"))) for source, (text,) in theirs
    ]


@pytest.mark.parametrize("path", PCAPNG)
def test_a_capture_in_parts_has_the_same_applications(path: Path, tmp_path: Path) -> None:
    """Parts as tools make them that keep what stands between the packets."""
    whole = analyze([str(path)]).flows.select(COLUMNS)
    taken_apart = parts_of(path.read_bytes())
    assert taken_apart is not None
    is_packet = [block[:4] == b"\6\0\0\0" for block in taken_apart.records]
    for cut in range(1, sum(is_packet)):
        parts, seen = [b"", b""], 0
        for block, packet in zip(taken_apart.records, is_packet, strict=True):
            seen += packet
            for part in (0, 1) if not packet else (int(seen > cut),):
                parts[part] += block
        files = [tmp_path / f"{cut}_0000{part}_20261126160000.pcapng" for part in (0, 1)]  # as dumpcap's ring
        for file, octets in zip(files, parts, strict=True):
            file.write_bytes(octets)
        assert analyze([str(file) for file in files]).flows.select(COLUMNS).equals(whole), cut


@pytest.mark.parametrize(
    ("comment", "user"),
    [
        ("u-0", 0), ("u-10123", 10123), (f"u-{PROCESS - 1}", PROCESS - 1), (f"u-{PROCESS}", NONE), ("u-9999999999", NONE),
        ("u--1", NONE), ("u--2", NONE), ("u-", NO_USER), ("u--", NO_USER), ("u---1", NO_USER), ("u-1 ", NO_USER),
        ("u-1\0", NO_USER), ("u-10000000000", NO_USER), ("U-1", NO_USER), ("u_1", NO_USER), ("", NO_USER), ("u", NO_USER),
        (" u-1", NO_USER), ("u-+1", NO_USER), ("seen", NO_USER),
    ],
)  # fmt: skip
def test_comments_that_are_user_ids(comment: str, user: int) -> None:
    buf = np.frombuffer(b"1" + comment.encode() + b"1", dtype=np.uint8)
    assert user_of_comment(buf, 1, 1 + len(comment)) == user


def test_the_made_up_header_gives_no_mac() -> None:
    macs = packets(CAPTURE)["source_mac"].to_list()
    assert macs == [None] * 6 + [0]


def test_the_trailer_is_found_behind_the_datagram() -> None:
    packet = decoded(ZEROS + bytes(3) + TRAILER)
    assert (packet["app_id"], packet["app_at"]) == (10350, len(ZEROS) + 3 + 8)
    assert packet["payload_octets"] == 3


@pytest.mark.parametrize(
    ("frame", "dlt"),
    [
        (ethernet(DATAGRAM) + TRAILER, 1),  # PCAPdroid writes no MAC
        (ZEROS + TRAILER[:-1], 1),
        (ZEROS + TRAILER + b"\0", 1),
        (ZEROS[:-1], 1),
        (TRAILER, 1),
        (ZEROS + b"\1\7\x20\x21" + b"\xff" * 28, 1),  # PCAPdroid did not know
        (DATAGRAM + TRAILER, 101),
    ],
)
def test_anything_else_names_no_application(frame: bytes, dlt: int) -> None:
    packet = decoded(frame, dlt)
    assert (packet["app_id"], packet["app_at"]) == (NONE, 0)


def test_a_payload_that_looks_like_a_trailer_names_no_application() -> None:
    datagram = ipv4("192.0.2.1", "198.51.100.2", 17, udp(4000, 53, TRAILER))
    assert decoded(bytes(12) + b"\x08\0" + datagram)["app_id"] == NONE


def test_a_cut_frame_has_its_trailer_behind_the_cut() -> None:
    packet = decoded(ZEROS[:-2] + TRAILER, wire=len(ZEROS) + len(TRAILER))
    assert (packet["verdict"], packet["app_id"]) == (0, 10350)


@pytest.mark.parametrize("split", range(5))
def test_joining_in_parts_equals_joining_in_one_pass(split: int) -> None:
    said = [NONE, 7, NONE, 8]
    whole, early, late = np.zeros(3, dtype=FLOW)
    for flow in (whole, early, late):
        flow["app_id"] = NONE
    for number, app_id in enumerate(said):
        join_app(whole, app_id, 0)
        join_app(early if number < split else late, app_id, 0)
    join_app(early, late["app_id"], late["app_mixed"])
    assert early["app_id"] == whole["app_id"] == 7
    assert early["app_mixed"] == whole["app_mixed"] == 1
