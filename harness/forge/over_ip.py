# SPDX-License-Identifier: GPL-2.0-only
#
# Imports scapy, which is GPL-2.0-only; runs as a process of its own (docs/decisions/0070-forge-is-gpl-and-a-process.md).
"""Conversations without TCP: DNS, NTP, datagrams of no protocol, echo requests, DHCP, ARP."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from scapy.layers.dhcp import BOOTP, DHCP
from scapy.layers.dns import DNS, DNSQR, DNSRR
from scapy.layers.inet import ICMP, UDP
from scapy.layers.inet6 import ICMPv6EchoReply, ICMPv6EchoRequest
from scapy.layers.l2 import ARP, Ether

from harness.forge.frames import BROADCAST
from harness.forge.line import Line
from harness.forge.over_tcp import noise
from harness.forge.packets import FlowKey, Packet, Told

Spoken = dict[str, Any]
DATAGRAM_OCTETS = 1200
NTP_OCTETS = 48
ECHO_OCTETS = 56
ICMP_HEADER = 8
"""Counted as payload: a reader does not look into ICMP."""
DHCP_SERVER, DHCP_CLIENT = 67, 68
LEASE_S = 3600


def datagram(
    line: Line, payload: bytes, *, up: bool, names: tuple[Told, ...] = (), message: int | None = None
) -> None:
    """One UDP datagram."""
    ports = (
        (line.key.client_port, line.key.server_port) if up else (line.key.server_port, line.key.client_port)
    )
    layer = UDP(sport=ports[0], dport=ports[1]) / payload
    line.put(layer, up=up, names=names, payload_octets=len(payload), message=message)


def play_dns(line: Line, query: Spoken, *, answered: bool) -> None:
    """Question and answer, with the chain of aliases (RFC 1034 §3.6.2)."""
    kind = "AAAA" if ":" in query["addresses"][0] else "A"
    number, question = line.random.getrandbits(16), DNSQR(qname=query["name"], qtype=kind)
    datagram(line, bytes(DNS(id=number, rd=1, qd=[question])), up=True)
    if not answered:
        return
    owners = [query["name"], *query["chain"]]
    records = [
        DNSRR(rrname=owner, type="CNAME", ttl=query["ttl_s"], rdata=alias)
        for owner, alias in pairwise(owners)
    ]
    records += [
        DNSRR(rrname=owners[-1], type=kind, ttl=query["ttl_s"], rdata=one) for one in query["addresses"]
    ]
    told = tuple(
        Told(name, "dns_cname" if at else "dns", address)
        for address in query["addresses"]
        for at, name in enumerate(owners)
    )
    line.wait_far()
    answer = DNS(id=number, qr=1, rd=1, ra=1, qd=[question], an=records)
    datagram(line, bytes(answer), up=False, names=told)


def play_udp(line: Line, spoken: Spoken) -> None:
    """Datagrams of random octets each way, or messages, one in each."""
    if spoken["messages"]:
        _play_messages(line, spoken)
        return
    for octets, up in ((spoken["octets_up"], True), (spoken["octets_down"], False)):
        if not up:
            if not (spoken["answered"] and octets):
                return
            line.wait_far()
        for at in range(0, octets, DATAGRAM_OCTETS):
            datagram(line, noise(min(DATAGRAM_OCTETS, octets - at), line.random), up=up)
            line.wait_next()


def _play_messages(line: Line, spoken: Spoken) -> None:
    before = True
    for number, one in enumerate(spoken["said"]):
        if one.up != before:
            (line.wait_near if one.up else line.wait_far)()
        before = one.up
        datagram(line, one.octets, up=one.up, message=number)
        line.wait_next()


def play_ntp(line: Line, spoken: Spoken) -> None:
    """Request and answer of version 4 (RFC 5905 §7.3); the times in them are random."""
    random = line.random
    datagram(line, b"\x23" + bytes(39) + random.randbytes(8), up=True)
    if spoken["answered"]:
        line.wait_far()
        datagram(line, b"\x24\x02\x06\xe8" + random.randbytes(NTP_OCTETS - 4), up=False)


def play_icmp(line: Line, spoken: Spoken) -> None:
    """One echo request and its answer (RFC 792, RFC 4443 §4)."""
    number, data = line.random.getrandbits(16), bytes(spoken["octets_up"] or ECHO_OCTETS)
    ip6 = ":" in line.key.client_ip
    ask = ICMPv6EchoRequest(id=number, seq=1, data=data) if ip6 else ICMP(type=8, id=number, seq=1) / data
    line.put(ask, up=True, payload_octets=ICMP_HEADER + len(data))
    if spoken["answered"]:
        line.wait_far()
        reply = ICMPv6EchoReply(id=number, seq=1, data=data) if ip6 else ICMP(type=0, id=number, seq=1) / data
        line.put(reply, up=False, payload_octets=ICMP_HEADER + len(data))


def play_arp(line: Line, gateway: Spoken) -> None:
    """Who has the gateway's address (RFC 826)."""
    device, mac = line.key.client_ip, gateway["mac"]
    ask = Ether(src=line.mac, dst=BROADCAST) / ARP(
        op=1, hwsrc=line.mac, psrc=device, hwdst="00:00:00:00:00:00", pdst=gateway["v4"]
    )
    answer = Ether(src=mac, dst=line.mac) / ARP(
        op=2, hwsrc=mac, psrc=gateway["v4"], hwdst=line.mac, pdst=device
    )
    for frame, up in ((ask, True), (answer, False)):
        line.packets.append(
            Packet(time_ns=line.now_ns, up=up, frame=bytes(frame), conversation=line.conversation)
        )
        line.wait_near()


def play_dhcp(line: Line, gateway: Spoken, resolver: str, address: str) -> None:
    """DISCOVER, OFFER, REQUEST, ACK (RFC 2131 §3.1), answers broadcast; ``address`` is what the device gets."""
    number = line.random.getrandbits(32)
    hardware = bytes.fromhex(line.mac.replace(":", "")) + bytes(10)
    options: list[Any] = [("server_id", gateway["v4"]), ("lease_time", LEASE_S)]
    options += [("subnet_mask", "255.255.255.0"), ("router", gateway["v4"])]
    options += [("name_server", resolver)] if ":" not in resolver else []
    asking = FlowKey("udp", "0.0.0.0", DHCP_CLIENT, "255.255.255.255", DHCP_SERVER)  # noqa: S104 - RFC 2131 §4.1
    giving = FlowKey("udp", gateway["v4"], DHCP_SERVER, "255.255.255.255", DHCP_CLIENT)
    for message, up in (("discover", True), ("offer", False), ("request", True), ("ack", False)):
        fields: Spoken = {"chaddr": hardware, "xid": number, "flags": 0x8000}
        head = BOOTP(op=1, **fields) if up else BOOTP(op=2, yiaddr=address, siaddr=gateway["v4"], **fields)
        extra = [("requested_addr", address), ("server_id", gateway["v4"])] if message == "request" else []
        content = [("message-type", message), *(extra if up else options), "end"]
        line.key = asking if up else giving
        payload = bytes(head / DHCP(options=content))
        _broadcast(line, payload, up=up)
        line.wait_near()


def _broadcast(line: Line, payload: bytes, *, up: bool) -> None:
    """A datagram to everybody: the client of its flow is who sends it, the device or the gateway."""
    mac = line.mac if up else line.link.gateway_mac
    line.mac, kept = mac, line.mac
    layer = UDP(sport=line.key.client_port, dport=line.key.server_port) / payload
    line.put(layer, up=True, broadcast=True, payload_octets=len(payload))
    line.mac = kept
