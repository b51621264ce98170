"""Frames to packet records: walk the layers of every packet of a batch."""

from __future__ import annotations

from typing import Final

import numpy as np

from harness.kernel.apps import note_app
from harness.kernel.codes import (
    CUT,
    L_CISCO_HDLC,
    L_DONE,
    L_DOT11,
    L_DOT11_PADDED,
    L_ETHERNET,
    L_ETHERTYPE,
    L_GENEVE,
    L_GRE,
    L_GTPU,
    L_IPV4,
    L_IPV6,
    L_L2TP,
    L_LLC,
    L_MPLS,
    L_NFLOG,
    L_NULL,
    L_PKTAP,
    L_PPI,
    L_PPP,
    L_PPP_DIRECTION,
    L_PPP_SERIAL,
    L_PPPOE,
    L_PRISM,
    L_RADIOTAP,
    L_RAW,
    L_SLL,
    L_SLL2,
    L_TRANSPORT,
    L_USB_MMAPPED,
    L_VXLAN,
    TOO_DEEP,
    UNKNOWN_LINK,
)
from harness.kernel.cooked import nflog, null, raw, sll, sll2
from harness.kernel.jit import entry, layer
from harness.kernel.link import ethernet, ethertype, first_layer, llc
from harness.kernel.mpls import mpls
from harness.kernel.network import ipv4, ipv6
from harness.kernel.pktap import pktap
from harness.kernel.ppp import cisco_hdlc, ppp, ppp_direction, ppp_serial, pppoe
from harness.kernel.records import PACKET
from harness.kernel.transport import gtpu, l2tp, transport
from harness.kernel.tunnels import etherip, geneve, gre, vxlan
from harness.kernel.usb import usb
from harness.kernel.wireless import dot11, ppi, prism, radiotap

MAX_LAYERS: Final = 24
"""More than any honest stack: Ethernet, PPPoE, IP, GTP-U, IP and transport are nine."""


@layer
def clear(packet):
    """Reset what the layers set; not the application, which the file may have told before."""
    packet["source_mac"] = -1
    packet["source_hi"] = 0
    packet["source_lo"] = 0
    packet["destination_hi"] = 0
    packet["destination_lo"] = 0
    packet["payload"] = 0
    packet["payload_captured"] = 0
    packet["payload_octets"] = 0
    packet["ip_octets"] = 0
    packet["source_port"] = -1
    packet["destination_port"] = -1
    packet["protocol"] = -1
    packet["verdict"] = CUT
    packet["family"] = 0
    packet["encapsulated"] = 0
    packet["flags"] = -1
    packet["ttl"] = -1
    packet["fragment"] = 0
    packet["fragment_next"] = -1
    packet["fragment_at"] = 0
    packet["fragment_octets"] = 0
    packet["fragment_data"] = 0
    packet["fragment_id"] = -1
    packet["seq"] = -1
    packet["ack"] = -1
    packet["tsval"] = -1
    packet["tsecr"] = -1


@layer
def link_step(code, buf, p, end, packet):
    """One step below IP."""
    if code == L_ETHERNET:
        return ethernet(buf, p, end, packet)
    if code == L_ETHERTYPE:
        return ethertype(buf, p, end, packet)
    if code == L_RAW:
        return raw(buf, p, end, packet)
    if code == L_SLL:
        return sll(buf, p, end, packet)
    if code == L_NULL:
        return null(buf, p, end, packet)
    if code == L_LLC:
        return llc(buf, p, end, packet)
    if code == L_PPPOE:
        return pppoe(buf, p, end, packet)
    if code == L_PPP:
        return ppp(buf, p, end, packet)
    if code == L_RADIOTAP:
        return radiotap(buf, p, end, packet)
    if code == L_DOT11:
        return dot11(buf, p, end, packet, False)
    if code == L_SLL2:
        return sll2(buf, p, end, packet)
    return rare_link_step(code, buf, p, end, packet)


@layer
def rare_link_step(code, buf, p, end, packet):
    """One step below IP through a header that few captures have."""
    if code == L_MPLS:
        return mpls(buf, p, end, packet)
    if code == L_NFLOG:
        return nflog(buf, p, end, packet)
    if code == L_CISCO_HDLC:
        return cisco_hdlc(buf, p, end, packet)
    if code == L_PPP_SERIAL:
        return ppp_serial(buf, p, end, packet)
    if code == L_PPP_DIRECTION:
        return ppp_direction(buf, p, end, packet)
    if code == L_DOT11_PADDED:
        return dot11(buf, p, end, packet, True)
    if code == L_PRISM:
        return prism(buf, p, end, packet)
    if code == L_PPI:
        return ppi(buf, p, end, packet)
    if code == L_PKTAP:
        return pktap(buf, p, end, packet)
    return usb(buf, p, end, packet, 64 if code == L_USB_MMAPPED else 48)


@layer
def tunnel_step(code, buf, p, end, packet):
    """One step from an outer IP header towards the inner one."""
    if code == L_GTPU:
        return gtpu(buf, p, end, packet)
    if code == L_L2TP:
        return l2tp(buf, p, end, packet)
    if code == L_GRE:
        return gre(buf, p, end, packet)
    if code == L_VXLAN:
        return vxlan(buf, p, end, packet)
    if code == L_GENEVE:
        return geneve(buf, p, end, packet)
    return etherip(buf, p, end, packet)


@layer
def is_tunnel(code):
    """Whether a layer stands between two IP headers."""
    return code == L_GTPU or code == L_L2TP or code >= L_GRE


@layer
def decode_packet(buf, packet, depth):
    """Walk the layers of one packet until one of them ends the way, or a tunnel is the last to be opened."""
    clear(packet)
    p = packet["offset"]
    end = p + packet["captured"]
    code = first_layer(packet["dlt"])
    if code == L_DONE:
        packet["verdict"] = UNKNOWN_LINK
        return
    for _ in range(MAX_LAYERS):
        if packet["family"] != 0 and code != L_TRANSPORT and packet["encapsulated"] >= depth:
            return
        if code == L_IPV4:
            code, p, end = ipv4(buf, p, end, packet)
        elif code == L_IPV6:
            code, p, end = ipv6(buf, p, end, packet)
        elif code == L_TRANSPORT:
            code, p = transport(buf, p, end, packet)
        elif is_tunnel(code):
            code, p = tunnel_step(code, buf, p, end, packet)
        else:
            code, p = link_step(code, buf, p, end, packet)
        if code == L_DONE:
            return
    if packet["family"] == 0:
        packet["verdict"] = TOO_DEEP


@entry(np.uint8, PACKET, int)
def decode_packets(buf, packets, count):
    """Fill the layer fields of the first ``count`` records; their frames lie in ``buf``.

    Any octets give a record: a frame that cannot be read has a verdict after NO_IP.
    """
    for i in range(count):
        decode_packet(buf, packets[i], MAX_LAYERS)
        note_app(buf, packets[i])


@entry(np.uint8, PACKET, int, int)
def decode_outer(buf, packets, count, depth):
    """As ``decode_packets``, opening only ``depth`` tunnels: what the IP header around them says."""
    for i in range(count):
        decode_packet(buf, packets[i], depth)
