"""Ethernet in USB captures, against the same frames as the network interface had them (tests/captures/README.md)."""

from __future__ import annotations

import struct
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from harness.kernel import codes
from harness.kernel.decode import decode_packets
from harness.kernel.records import PACKET
from harness.pipeline import packets
from tests.kernel.test_link import LINKS, ours, relinked, theirs, with_tshark
from tests.support.frames import ethernet, ip, udp

SHOWN = (
    "source_mac", "source_ip", "destination_ip", "transport", "source_port", "destination_port", "ttl", "ip_octets",
    "payload_octets", "tcp_flags", "tcp_seq", "tcp_ack",
)  # fmt: skip
WHOLE = ("usb-rndis", "usb-ecm", "usb-rndis-qemu", "usb-ecm-qemu")
HEADER = {"usb-rndis": 64 + 44, "usb-ecm": 64}
FRAME = ethernet(ip("192.0.2.1", "198.51.100.2", 17, udp(4000, 53, b"abc")))
READ = "ip"
BULK = codes.VERDICT_WORDS[codes.USB_BULK]
SEVERAL = codes.VERDICT_WORDS[codes.SEVERAL]


def rows(name: str) -> Counter[tuple[object, ...]]:
    read = packets(str(LINKS / f"{name}.pcap")).filter(pl.col("verdict") == READ)
    return Counter(read.select(SHOWN).rows())


def verdicts(name: str) -> dict[str, int]:
    return dict(packets(str(LINKS / f"{name}.pcap"))["verdict"].value_counts().rows())


@pytest.mark.parametrize("name", WHOLE)
def test_every_frame_that_the_interface_had_is_read_and_no_other(name: str) -> None:
    found = rows(name)
    assert sum(found.values()) > 25
    assert found == rows(f"{name}-net")
    assert set(verdicts(name)) == {READ, "no_ip"}


def test_of_ncm_the_frames_that_stand_alone_are_read() -> None:
    found, there = rows("usb-ncm-blocks"), rows("usb-ncm-blocks-net")
    assert sum(found.values()) > 25
    assert found < there
    missing = sum((there - found).values())
    assert 0 < verdicts("usb-ncm-blocks")[SEVERAL] < missing


def test_both_families_and_both_directions_are_there() -> None:
    for name in WHOLE:
        families = {(":" in str(row[1]), row[0]) for row in rows(name)}
        assert len(families) >= 4, name


def bare(path: Path, octets: int, folder: Path) -> Path:
    """The Ethernet frames of USB transfers as tshark and editcap cut them out."""
    data, frames, with_ip = folder / "data.pcap", folder / "frames.pcap", folder / "ip.pcap"
    wanted = f"usb.transfer_type == 3 && usb.urb_len > 0 && frame.len > {octets}"
    for source, asked, into in ((path, wanted, data), (frames, "ip || ipv6", with_ip)):
        if source is frames:
            relinked(data, octets, "ether", frames)
        command = ["tshark", "-r", str(source), "-Y", asked, "-F", "pcap", "-w", str(into)]
        subprocess.run(command, check=True, capture_output=True)
    return with_ip


@with_tshark
@pytest.mark.parametrize("name", HEADER)
def test_tshark_reads_the_same_in_the_same_order(name: str, tmp_path: Path) -> None:
    wanted = theirs(bare(LINKS / f"{name}.pcap", HEADER[name], tmp_path))
    assert len(wanted) > 25
    assert ours(LINKS / f"{name}.pcap") == wanted


@with_tshark
@pytest.mark.parametrize("name", HEADER)
def test_the_shorter_header_is_read_too(name: str, tmp_path: Path) -> None:
    short = relinked(LINKS / f"{name}.pcap", "48:16", "usb-linux", tmp_path / "short.pcap")
    assert packets(str(short))["link_type"].unique().to_list() == [189]
    assert ours(short) == ours(LINKS / f"{name}.pcap")


def test_a_disk_that_holds_frames_is_not_read() -> None:
    assert set(verdicts("usb-storage")) == {BULK, "no_ip"}
    octets = (LINKS / "usb-storage.pcap").read_bytes()
    for last in (1, 2, 3):  # and they are there, each at the begin of a transfer's data
        assert bytes([203, 0, 113, last, 192, 0, 2, 9]) in octets


def verdict(
    data: bytes, *, usb: int = 0, urb: int | None = None, flag: bytes = b"\0", kind: bytes = b"\3"
) -> int:
    """What becomes of one completed transfer."""
    octets = len(data) if urb is None else urb
    head = (
        bytes(8) + b"C" + kind + b"\x81\x02\x01\0-" + flag + bytes(16) + struct.pack("<II", octets, len(data))
    )
    frame = head + bytes(24) + data
    record = np.zeros(1, dtype=PACKET)
    record["captured"], record["wire"], record["dlt"], record["usb"] = len(frame), len(frame), 220, usb
    decode_packets(np.frombuffer(frame, dtype=np.uint8), record, 1)
    return int(record["verdict"][0])


def rndis(frame: bytes = FRAME, /, **changed: int) -> bytes:
    fields = {
        "type": 1,
        "message": 44 + len(frame),
        "offset": 36,
        "octets": len(frame),
        "oob": 0,
        "oob_octets": 0,
    }
    fields |= {"oobs": 0, "info": 0, "info_octets": 0, "handle": 0, "reserved": 0} | changed
    return struct.pack("<11I", *fields.values()) + frame


def test_one_rndis_message_is_read_with_what_fills_it_up() -> None:
    assert verdict(rndis()) == codes.IP
    assert verdict(rndis() + b"\0") == codes.IP  # Linux, where the length is a multiple of the packet's
    assert verdict(rndis(bytes(4) + FRAME, offset=40, octets=len(FRAME))) == codes.IP
    assert verdict(rndis(FRAME + bytes(3), octets=len(FRAME)) + bytes(43)) == codes.IP


def test_several_rndis_messages_are_counted() -> None:
    assert verdict(rndis() + rndis()) == codes.SEVERAL
    assert verdict(rndis(), urb=2 * len(rndis())) == codes.SEVERAL  # the second behind the snap length


@pytest.mark.parametrize(
    "changed",
    [
        {"offset": 35}, {"offset": 37}, {"octets": len(FRAME) + 1}, {"message": 45 + len(FRAME)}, {"handle": 1},
        {"reserved": 1}, {"type": 2}, {"type": 0x80000001}, {"offset": 2**32 - 1}, {"message": 2**32 - 1},
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_no_rndis(changed: dict[str, int]) -> None:
    assert verdict(rndis(FRAME, **changed)) == codes.USB_BULK


def test_a_message_that_was_cut_is_cut() -> None:
    whole = rndis()
    assert verdict(whole[:43], urb=len(whole)) == codes.CUT
    assert verdict(whole[:70], urb=len(whole)) == codes.CUT
    assert verdict(b"", urb=len(whole)) == codes.CUT  # usbmon could not get at the data


def test_a_bare_frame_is_read_only_where_descriptors_say_so() -> None:
    assert verdict(FRAME) == codes.USB_BULK
    assert verdict(FRAME, usb=codes.ECM_FRAMES) == codes.IP
    for data in (FRAME, rndis(), b"NCMH" + bytes(40)):
        assert verdict(data, usb=codes.NO_FRAMES) == codes.USB_BULK


def test_the_other_half_of_a_transfer_has_no_data() -> None:
    for flag in (b"<", b">"):
        assert verdict(b"", urb=1514, flag=flag) == codes.NO_IP
    assert verdict(b"", urb=0) == codes.NO_IP
    assert verdict(FRAME, kind=b"\x02", usb=codes.ECM_FRAMES) == codes.NO_IP
