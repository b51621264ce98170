"""What tshark reads of the same datagrams: of made-up ones the fields, of the shared captures what each one is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from harness.model.malformed import Malformed
from harness.wire import dtls, ike, ntp, openvpn, rtp, srt, stun
from harness.wire.opaque import MIN_OCTETS, looks_opaque
from tests.fuzz.test_datagrams_fuzz import CERTAIN, SEEDS, STREAMS
from tests.support import datagram_vectors as recorded
from tests.support import fixtures, frames, truth, tshark
from tests.support.conversations import MS, PHONE, SERVER
from tests.support.datagrams import attribute, rtcp, sdes, xor_address
from tests.support.datagrams import ntp as ntp_message
from tests.support.datagrams import rtp as rtp_packet
from tests.support.datagrams import stun as stun_message
from tests.support.first_payloads import payloads

pytestmark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")

NAMES = {
    "dtls": "dtls", "stun": "stun", "ntp": "ntp", "rtcp": "rtcp", "srt": "srt", "wireguard": "wg", "openvpn": "openvpn",
    "ike": "isakmp",
}  # fmt: skip
"""Our name -> tshark's."""
PORTS = {
    "dtls": 4433,
    "stun": 3478,
    "ntp": 123,
    "rtcp": 5005,
    "srt": 9000,
    "wireguard": 51820,
    "openvpn": 1194,
}
Row = dict[str, list[str]]


def read(
    tmp_path: Path, port: int, datagrams: list[bytes], *columns: str, heuristic: str = "srt_udp"
) -> list[Row]:
    """tshark's fields of datagrams to a port."""
    packets = [
        (number * MS, frames.ethernet(frames.ip(PHONE, SERVER, 17, frames.udp(40000, port, datagram))))
        for number, datagram in enumerate(datagrams)
    ]
    path = tmp_path / "made.pcap"
    path.write_bytes(frames.pcap(packets))
    return tshark.fields(path, ("frame.protocols", *columns), heuristics=(heuristic,))


@pytest.mark.parametrize("name", SEEDS)
def test_tshark_takes_the_seeds_for_the_same_protocol(name: str, tmp_path: Path) -> None:
    """It reads the first packet of SRT as UDT, whose form that has."""
    for port, datagrams in (
        [(500, [SEEDS[name][0]]), (4500, [SEEDS[name][1]])]
        if name == "ike"
        else [(PORTS[name], list(SEEDS[name]))]
    ):
        for row in read(tmp_path, port, datagrams):
            layers = row["frame.protocols"][0].split(":")
            assert NAMES[name] in layers or (name == "srt" and layers[-1] == "udt")


def test_hellos_of_dtls(tmp_path: Path) -> None:
    datagrams = [recorded.DTLS_HELLO, recorded.DTLS_HELLO_REST, recorded.DTLS_VERIFY]
    datagrams += [recorded.DTLS_SECOND, recorded.DTLS_SECOND_REST]
    columns = ("dtls.handshake.extensions_server_name", "dtls.handshake.cookie_length", "dtls.handshake.type")
    rows = read(tmp_path, 4433, datagrams, *columns)
    hellos = dtls.ClientHellos()
    for datagram in datagrams[:2]:
        message = hellos.feed(0, datagram)
    found = dtls.decode_hello(message)
    assert isinstance(found, dtls.DtlsHello)
    names = {name for row in rows for name in row["dtls.handshake.extensions_server_name"]}
    assert names == {found.hello.sni}
    verify = dtls.decode_dtls(recorded.DTLS_VERIFY)
    assert isinstance(verify, dtls.DtlsDatagram)
    assert rows[2]["dtls.handshake.cookie_length"] == [str(verify.cookie_octets)]
    for row, datagram in zip(rows, datagrams, strict=True):
        one = dtls.decode_dtls(datagram)
        assert isinstance(one, dtls.DtlsDatagram)
        assert {int(kind) for kind in row["dtls.handshake.type"]} == set(one.handshakes)


def test_attributes_of_stun(tmp_path: Path) -> None:
    peers = [attribute(0x12, xor_address(*end)) for end in (("198.51.100.9", 5004), ("192.0.2.4", 77))]
    datagrams = [*SEEDS["stun"], recorded.TURN_REFUSAL, stun_message(8, *peers)]
    columns = (
        "stun.att.realm",
        "stun.att.software",
        "stun.att.ipv4",
        "stun.att.ipv6",
        "stun.att.port",
        "stun.type.method",
    )
    for row, datagram in zip(read(tmp_path, 3478, datagrams, *columns), datagrams, strict=True):
        found = stun.decode_stun_datagram(datagram)
        assert isinstance(found, stun.StunMessage)
        assert row["stun.att.realm"] == ([found.realm] if found.realm else [])
        software = [text.replace(" ", "\\032") for text in row["stun.att.software"]]
        assert software == ([found.software] if found.software else [])
        ends = [found.mapped, *found.peers, found.relayed, found.alternate_server]
        known = sorted((end.address, str(end.port)) for end in ends if end)
        theirs = row["stun.att.ipv4"] + row["stun.att.ipv6"]
        assert sorted(theirs) == [address for address, _ in known]
        assert sorted(row["stun.att.port"]) == sorted(port for _, port in known)
        assert int(row["stun.type.method"][0], 0) == found.method


def test_fields_of_ntp(tmp_path: Path) -> None:
    datagrams = [*SEEDS["ntp"], ntp_message(0xE4, 0, b"RATE"), ntp_message(0x1C, 3, b"\xcb\0\x71\x09")]
    columns = ("ntp.flags.vn", "ntp.flags.mode", "ntp.stratum", "ntp.refid")
    for row, datagram in zip(read(tmp_path, 123, datagrams, *columns), datagrams, strict=True):
        found = ntp.decode_ntp(datagram)
        assert isinstance(found, ntp.NtpMessage)
        theirs = [int(row[column][0], 0) for column in columns[:3]]
        assert theirs == [found.version, found.mode, found.stratum]
        octets = bytes.fromhex(row["ntp.refid"][0].replace(":", ""))
        text = octets.rstrip(b"\0").decode() if found.stratum < 2 else ".".join(map(str, octets))
        assert found.reference == (text if any(octets) else None)


def test_headers_of_rtp_and_names_of_rtcp(tmp_path: Path) -> None:
    packets = [rtp_packet(number, kind=0x80 | 33) for number in range(65534, 65540)]
    rows = read(tmp_path, 5004, packets, "rtp.ssrc", "rtp.seq", "rtp.p_type", heuristic="rtp_udp")
    for row, packet in zip(rows, packets, strict=True):
        found = rtp.decode_rtp(packet)
        assert isinstance(found, rtp.RtpPacket)
        assert int(row["rtp.ssrc"][0], 0) == found.source
        assert [row["rtp.seq"], row["rtp.p_type"]] == [[str(found.sequence)], [str(found.payload_type)]]
    report = rtcp(200, 0, bytes(24)) + sdes(7, cname=b"cam@192.0.2.5", tool=b"tool")
    (row,) = read(tmp_path, 5005, [report], "rtcp.pt", "rtcp.sdes.text")
    named = rtp.decode_rtcp(report)
    assert isinstance(named, rtp.RtcpDatagram)
    assert [int(kind) for kind in row["rtcp.pt"]] == list(named.kinds)
    assert row["rtcp.sdes.text"] == [named.cname, named.tool]


def test_the_stream_id_of_srt(tmp_path: Path) -> None:
    (row,) = read(tmp_path, 9000, [recorded.SRT_CALL], "srt.hs.sid")
    assert row["srt.hs.sid"] == ["#!::h=Ingest.camera.example,r=live/cam1,m=publish,u=pilot"]
    found = srt.decode_srt(recorded.SRT_CALL)
    assert isinstance(found, srt.SrtHandshake)
    assert (found.host, found.resource) == ("ingest.camera.example", "live/cam1")


def test_opcodes_of_openvpn(tmp_path: Path) -> None:
    for row, datagram in zip(
        read(tmp_path, 1194, list(SEEDS["openvpn"]), "openvpn.opcode"), SEEDS["openvpn"], strict=True
    ):
        found = openvpn.decode_openvpn(datagram)
        assert isinstance(found, openvpn.OpenvpnReset)
        assert int(row["openvpn.opcode"][0], 0) == found.opcode


def test_redirects_of_ike(tmp_path: Path) -> None:
    field = "isakmp.notify.data.redirect.new_resp_gw_ident.fqdn"
    (row,) = read(tmp_path, 500, [SEEDS["ike"][0]], field, "isakmp.exchangetype")
    found = ike.decode_ike(SEEDS["ike"][0])
    assert isinstance(found, ike.IkeMessage)
    assert (row[field], row["isakmp.exchangetype"]) == ([found.gateway], [str(found.exchange)])


REDUCED = {("gtp-iphone.pcap", 79, "rtcp")}
"""Frames that tshark takes for what no decoder here claims: a BYE on its own (RFC 5506), without a report."""


@pytest.mark.skipif(not truth.fixtures(), reason="capability: shared")
def test_every_datagram_of_the_shared_captures_is_what_tshark_takes_it_for() -> None:
    paths = [truth.SHARED / "captures" / fixture for fixture in truth.fixtures()]
    paths += [
        fixtures.LAB / name.removeprefix("lab/")
        for name in fixtures.LAB_NAMES
        if name.endswith("gw-lan.pcapng")
    ]
    differing, datagrams = set(), 0
    for path in paths:
        for payload, _ in payloads(path):
            if payload.transport != "udp":
                continue
            datagrams += 1
            for name, decode in CERTAIN.items():
                ours = not isinstance(decode(payload.data), Malformed)
                if ours != (NAMES[name] in payload.protocols):
                    differing.add((path.name, payload.frame, name))
    print(f"{datagrams} datagrams")
    assert differing == REDUCED
    assert datagrams > 2_000


@pytest.mark.skipif(not truth.fixtures(), reason="capability: shared")
def test_no_stream_of_the_shared_captures_is_taken() -> None:
    """None of them is STUN or OpenVPN; one octet alone decides nothing."""
    for fixture in truth.fixtures():
        for payload, first in payloads(truth.SHARED / "captures" / fixture):
            if payload.transport == "tcp" and first and len(payload.data) > 1:
                assert all(not wanted(payload.data) for wanted, _ in STREAMS.values())


@pytest.mark.skipif(not truth.fixtures(), reason="capability: shared")
def test_first_payloads_of_the_real_captures_that_look_opaque() -> None:
    """Of those that tshark takes for nothing it knows, two, both of one application."""
    unknown, opaque = Counter[str](), Counter[str]()
    for fixture in truth.fixtures():
        for payload, first in payloads(truth.SHARED / "captures" / fixture):
            if first and not payload.known and len(payload.data) >= MIN_OCTETS:
                unknown[Path(fixture).name] += 1
                opaque[Path(fixture).name] += looks_opaque(payload.data)
    print(f"{unknown.total()} unknown to tshark")
    assert +opaque == {"weibo.pcap": 2}
