"""Small numbers that kernels pass around, and their public words."""

from __future__ import annotations

from typing import Final

# --- verdict on a packet
IP: Final = 0
NO_IP: Final = 1
UNKNOWN_LINK: Final = 2
UNKNOWN_ETHERTYPE: Final = 3
ENCRYPTED: Final = 4
CUT: Final = 5
BAD_HEADER: Final = 6
TOO_DEEP: Final = 7
AGGREGATED: Final = 8
BAD_FCS: Final = 32
USB_BULK: Final = 33
SEVERAL: Final = 34

VERDICT_WORDS: Final = {
    IP: "ip",
    NO_IP: "no_ip",
    UNKNOWN_LINK: "link type not read",
    UNKNOWN_ETHERTYPE: "protocol inside the frame not read",
    ENCRYPTED: "encrypted 802.11 frame",
    CUT: "cut before the IP header's end",
    BAD_HEADER: "header contradicts itself",
    TOO_DEEP: "nested too deeply",
    AGGREGATED: "802.11 A-MSDU not taken apart",
    BAD_FCS: "802.11 frame received with errors",
    USB_BULK: "USB bulk transfer not read",
    SEVERAL: "several frames in one USB transfer not taken apart",
}
"""Verdicts after NO_IP mean that the packet was not read."""

# --- layers: what the next octets are
L_DONE: Final = 0
L_ETHERNET: Final = 1
L_ETHERTYPE: Final = 2
L_SLL: Final = 3
L_SLL2: Final = 4
L_NULL: Final = 5
L_RAW: Final = 6
L_RADIOTAP: Final = 7
L_DOT11: Final = 8
L_LLC: Final = 9
L_PPPOE: Final = 10
L_IPV4: Final = 11
L_IPV6: Final = 12
L_TRANSPORT: Final = 13
L_GTPU: Final = 14
L_PPP: Final = 15
L_L2TP: Final = 16
L_MPLS: Final = 32
L_NFLOG: Final = 33
L_CISCO_HDLC: Final = 34
L_PPP_SERIAL: Final = 35
L_PPP_DIRECTION: Final = 36
L_DOT11_PADDED: Final = 37
L_PRISM: Final = 38
L_PPI: Final = 39
L_USB: Final = 40
L_USB_MMAPPED: Final = 41
L_PKTAP: Final = 42
L_GRE: Final = 50
L_VXLAN: Final = 51
L_GENEVE: Final = 52
L_ETHERIP: Final = 53

# --- what descriptors say that a USB bulk endpoint carries; 0: nothing that helps
ECM_FRAMES: Final = 1
NO_FRAMES: Final = 2

# --- IP protocol numbers (IANA)
P_HOPOPT: Final = 0
P_ICMP: Final = 1
P_IPIP: Final = 4
P_TCP: Final = 6
P_UDP: Final = 17
P_IPV6: Final = 41
P_ROUTING: Final = 43
P_FRAGMENT: Final = 44
P_GRE: Final = 47
P_ETHERIP: Final = 97
P_ICMPV6: Final = 58
P_NO_NEXT: Final = 59
P_DESTINATION: Final = 60
P_AH: Final = 51
P_MOBILITY: Final = 135
P_HIP: Final = 139
P_SHIM6: Final = 140

PROTOCOL_WORDS: Final = {
    1: "icmp", 2: "igmp", 4: "ipip", 6: "tcp", 17: "udp", 41: "ip6", 47: "gre", 50: "esp", 51: "ah",
    58: "icmpv6", 89: "ospf", 103: "pim", 112: "vrrp", 132: "sctp", 136: "udplite",
}  # fmt: skip


def protocol_word(number: int) -> str:
    """The public word of an IP protocol number: ``tcp``, ``udp``, ..., else ``ip-N``."""
    return PROTOCOL_WORDS.get(number, f"ip-{number}")


# --- TCP flags (RFC 9293 §3.1)
F_FIN: Final = 0x01
F_SYN: Final = 0x02
F_RST: Final = 0x04
F_ACK: Final = 0x10

# --- what made a framing kernel return
MORE: Final = 0
"""The buffer ends inside a record: read on."""
FULL: Final = 1
"""The record array is full: empty it and call again."""
BLOCK: Final = 2
"""A pcapng block that is not a packet: parse it and call again behind it."""
DAMAGE: Final = 3
"""A length that the format does not allow: nothing after it can be trusted."""

# --- what a payload may be; the same numbers as harness.wire.messages
K_UNKNOWN: Final = 0
K_DNS: Final = 1
K_TLS: Final = 2
K_HTTP: Final = 3
K_DNS_TCP: Final = 4
K_CONTINUED: Final = 5
"""Another segment of a message that is being collected."""
K_MDNS: Final = 8
K_LLMNR: Final = 9
K_QUIC: Final = 10
"""A client's first Initial packet; those after it are K_CONTINUED."""
K_TLS_SERVER: Final = 11
K_STREAM: Final = 12
"""The start of a TCP direction that begins with nothing named here."""
K_MIDSTREAM: Final = 13
"""Likewise, where more may have come before it."""
K_DATAGRAM: Final = 14
"""A side's first UDP datagram that is nothing named here; those after it are K_CONTINUED."""
