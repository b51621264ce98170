"""Link types against captures that other programs wrote, and what tshark sees in them (tests/captures/README.md)."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from harness.kernel import codes
from harness.kernel.link import DLT_LAYERS
from harness.pipeline import packets
from scripts.docs_layers import layer_functions
from tests.support import tshark
from tests.support.truth import ROOT, SHARED, address

LINKS = ROOT / "tests/captures/links"
PPPOE = SHARED / "captures/dpkt/examples/data/nb6-http.pcap"
RADIOTAP = SHARED / "captures/zeek/testing/btest/Traces/radiotap.pcap"
FIELDS = ("ip.src", "ipv6.src", "udp.srcport", "tcp.srcport", "ip.len", "ipv6.plen", "ip.ttl", "ipv6.hlim")
SAME_SEVEN = ("ppp", "ppp-hdlc", "ppp-direction", "cisco-hdlc", "dot11", "ppi", "prism", "mpls")
"""Scapy's frames around the same seven datagrams."""

Row = tuple[str, int | None, int, int]
"""Source, port, IP octets, TTL."""

with_tshark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")
with_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="capability: shared")


@cache
def theirs(path: Path) -> list[Row]:
    """The outermost IP header of each frame, as tshark reads it."""
    return [_row(frame) for frame in tshark.fields(path, FIELDS)]


def _row(frame: dict[str, list[str]]) -> Row:
    first = {name: values[0] for name, values in frame.items() if values}
    quoted = len(frame["ip.src"]) + len(frame["ipv6.src"]) > 1  # an ICMP error quotes a header with ports
    port = None if quoted else first.get("udp.srcport") or first.get("tcp.srcport")
    octets = int(first["ip.len"]) if "ip.len" in first else int(first["ipv6.plen"]) + 40
    ttl = first.get("ip.ttl") or first["ipv6.hlim"]
    return (
        address(first.get("ip.src") or first["ipv6.src"]),
        int(port) if port else None,
        octets,
        int(ttl),
    )


def ours(path: Path) -> list[Row]:
    read = packets(str(path)).filter(pl.col("verdict") == "ip")
    return read.select("source_ip", "source_port", "ip_octets", "ttl").rows()


def relinked(path: Path, chop: int | str, encapsulation: str, into: Path) -> Path:
    """The same frames without their first octets, under another link type, by editcap."""
    subprocess.run(
        ["editcap", "-F", "pcap", "-C", str(chop), "-L", "-T", encapsulation, str(path), str(into)],
        check=True,
        capture_output=True,
    )
    return into


@with_tshark
@pytest.mark.parametrize("name", SAME_SEVEN)
def test_every_link_leads_to_the_datagrams_that_were_put_in(name: str) -> None:
    wanted = theirs(LINKS / "ppp.pcap")
    assert len(wanted) == 7
    assert ours(LINKS / f"{name}.pcap") == wanted


@with_tshark
@pytest.mark.parametrize("name", [*SAME_SEVEN[1:-1], "nflog"])
def test_tshark_reads_each_of_them_so(name: str) -> None:
    """Not MPLS: tshark 4.0 guesses that the pseudo-wires have no control word, and they have one."""
    assert ours(LINKS / f"{name}.pcap") == theirs(LINKS / f"{name}.pcap")


@with_tshark
def test_frames_received_with_errors_are_counted_and_not_read() -> None:
    path = LINKS / "radiotap-bad-fcs.pcap"
    bad = [
        frame["radiotap.flags.badfcs"] == ["1"] for frame in tshark.fields(path, ["radiotap.flags.badfcs"])
    ]
    assert any(bad)
    assert not all(bad)
    said = packets(str(path))["verdict"].to_list()
    assert said == [codes.VERDICT_WORDS[codes.BAD_FCS] if one else "ip" for one in bad]


def test_ethernet_in_usb_is_read() -> None:
    (row,) = packets(str(LINKS / "usb-ncm.pcap")).to_dicts()
    assert (row["verdict"], row["source_ip"], row["source_port"]) == ("ip", "192.168.40.1", 1337)
    assert (row["destination_ip"], row["ip_octets"], row["source_mac"]) == (
        "192.168.40.37",
        453,
        0x0AC8930BDBD0,
    )


@with_tshark
def test_the_shorter_usb_header_is_read_too(tmp_path: Path) -> None:
    short = relinked(LINKS / "usb-ncm.pcap", "48:16", "usb-linux", tmp_path / "short.pcap")
    assert packets(str(short))["link_type"].to_list() == [189]
    assert ours(short) == ours(LINKS / "usb-ncm.pcap")


@with_tshark
@with_shared
def test_plain_80211_from_a_real_radiotap_capture(tmp_path: Path) -> None:
    plain = relinked(RADIOTAP, 48, "ieee-802-11", tmp_path / "plain.pcap")  # the third has a shorter header
    assert ours(RADIOTAP) == theirs(RADIOTAP)
    assert ours(plain)[:2] == ours(RADIOTAP)[:2]
    assert (
        packets(str(plain))["source_mac"].to_list()[:2] == packets(str(RADIOTAP))["source_mac"].to_list()[:2]
    )


@with_tshark
@with_shared
def test_ppp_and_pppoe_from_a_real_session(tmp_path: Path) -> None:
    session = tmp_path / "session.pcap"
    keep = ["tshark", "-r", str(PPPOE), "-Y", "pppoes", "-F", "pcap", "-w", str(session)]
    subprocess.run(keep, check=True, capture_output=True)
    wanted = ours(session)
    assert len(wanted) > 20
    for chop, encapsulation in ((20, "ppp"), (14, "pppoes"), (20, "ppp-with-direction")):
        again = relinked(session, chop, encapsulation, tmp_path / f"{encapsulation}.pcap")
        assert ours(again) == wanted, encapsulation


def test_every_link_type_leads_somewhere() -> None:
    assert [dlt for dlt, (_, code) in DLT_LAYERS.items() if code == codes.L_DONE] == []
    assert shutil.which("editcap") or tshark.TSHARK is None


def test_every_layer_is_in_the_docs() -> None:
    wanted = {value for name, value in vars(codes).items() if name.startswith("L_")} - {codes.L_DONE}
    assert set(layer_functions()) == wanted
