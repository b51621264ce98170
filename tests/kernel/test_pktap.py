"""Apple's PKTAP: two records that macOS wrote (tests/captures/README.md), what tshark sees in them, and odd headers."""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path

import polars as pl
import pytest

from harness.kernel.apps import PROCESS
from harness.kernel.codes import BAD_HEADER, CUT, IP, TOO_DEEP, UNKNOWN_LINK
from harness.kernel.records import NONE
from harness.pipeline import analyze, packets
from tests.kernel.test_decode import DATAGRAM, decoded
from tests.support import tshark
from tests.support.frames import ethernet
from tests.support.truth import ROOT

CAPTURE = ROOT / "tests/captures/links/pktap.pcap"
PKTAP, USER2 = 258, 149
OURS = ("source_ip", "source_port", "destination_ip", "ip_octets", "ttl")
THEIRS = ("ip.src", "tcp.srcport", "ip.dst", "ip.len", "ip.ttl")

with_tshark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")


def header(
    *, length: int = 108, follows: int = 1, dlt: int = 1, flags: int = 1, sent: tuple[int, bytes] = (-1, b""),
    behalf: tuple[int, bytes] = (-1, b""),
) -> bytes:  # fmt: skip
    """A header of version 1, filled to ``length``."""
    lead = struct.pack("<III24sIIII", length, follows, dlt, b"en0", flags, 2, 14, 0)
    ends = struct.pack("<i20sIHHi20s", *sent, 0, 6, 0, *behalf)
    return (lead + ends).ljust(length, b"\0")[: max(length, 108)]


def test_flows_have_the_process_that_their_packets_name() -> None:
    flows = analyze([str(CAPTURE)]).flows
    assert flows.select("server_ip", "app", "app_id", "app_id_kind", "app_mixed").rows() == [
        ("198.51.100.38", "Google Chrome He", 2227, "process", False),
        ("203.0.113.11", "Spotify Helper", 794, "process", False),
    ]
    assert flows["server_mac"].to_list() == ["02:00:00:00:00:02", None]


@with_tshark
def test_tshark_reads_the_same() -> None:
    read = packets(str(CAPTURE)).with_columns(pl.exclude("source_ip").cast(pl.String))
    theirs = tshark.fields(CAPTURE, [*THEIRS, "pktap.pid", "pktap.cmdname"])
    assert read.select(OURS).rows() == [tuple(frame[name][0] for name in THEIRS) for frame in theirs]
    told = {(int(frame["pktap.pid"][0]), frame["pktap.cmdname"][0]) for frame in theirs}
    assert set(analyze([str(CAPTURE)]).flows.select("app_id", "app").rows()) == told


@with_tshark
def test_the_link_type_that_apple_writes_is_read_alike(tmp_path: Path) -> None:
    user2 = tmp_path / "user2.pcap"
    subprocess.run(["editcap", "-F", "pcap", "-T", "user2", str(CAPTURE), str(user2)], check=True)
    assert packets(str(user2))["link_type"].to_list() == [USER2] * 2
    assert packets(str(user2)).drop("link_type").equals(packets(str(CAPTURE)).drop("link_type"))


@pytest.mark.parametrize(
    ("sent", "behalf", "app"),
    [
        ((794, b"one"), (-1, b""), (PROCESS + 794, 56)),
        ((321, b"mDNSResponder"), (794, b"one"), (PROCESS + 794, 88)),
        ((0, b"kernel_task"), (0, b""), (PROCESS, 56)),
        ((-1, b""), (-1, b""), (NONE, 0)),
        ((-1, b"name"), (5, b""), (NONE, 0)),
        ((PROCESS, b"name"), (-1, b""), (NONE, 0)),
    ],
)
def test_the_process_on_whose_behalf_it_was_sent_comes_first(
    sent: tuple[int, bytes], behalf: tuple[int, bytes], app: tuple[int, int]
) -> None:
    packet = decoded(header(sent=sent, behalf=behalf) + ethernet(DATAGRAM), PKTAP, before=b"\x45" * 9)
    assert (packet["verdict"], packet["payload_octets"]) == (IP, 3)
    assert (packet["app_id"], packet["app_at"]) == app


@pytest.mark.parametrize("dlt", [PKTAP, USER2])
@pytest.mark.parametrize(
    ("frame", "verdict"),
    [
        (header(length=156) + ethernet(DATAGRAM), IP),
        (header(dlt=0) + b"\x02\0\0\0" + DATAGRAM, IP),
        (header(dlt=12) + DATAGRAM, IP),
        (header(dlt=PKTAP) + header() + ethernet(DATAGRAM), IP),
        (header(dlt=12), CUT),
        (header(dlt=12) + b"\xff" * 20, BAD_HEADER),
        (header()[:107], CUT),
        (b"", CUT),
        (header(length=200)[:150], CUT),
        (header(length=107) + ethernet(DATAGRAM), UNKNOWN_LINK),
        (header(length=1_025) + ethernet(DATAGRAM), UNKNOWN_LINK),
        (header(follows=0) + ethernet(DATAGRAM), UNKNOWN_LINK),
        (header(flags=0x80001) + ethernet(DATAGRAM), UNKNOWN_LINK),
        (header(dlt=147) + ethernet(DATAGRAM), UNKNOWN_LINK),
        (ethernet(DATAGRAM) + bytes(80), UNKNOWN_LINK),
        (header(dlt=PKTAP) * 30, TOO_DEEP),
    ],
)
def test_what_cannot_be_read_says_why(frame: bytes, verdict: int, dlt: int) -> None:
    packet = decoded(frame, dlt)
    assert packet["verdict"] == verdict
    assert packet["app_id"] == NONE
