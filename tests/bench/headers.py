"""Record, link, network and transport headers as arrays of packed structures.

Field names and order are those of the header diagrams: pcap record, Ethernet II,
RFC 791 §3.1, RFC 8200 §3, RFC 9293 §3.1, RFC 7323 §3, RFC 768.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.bench.plan import CLIENTS, Ints, Kind, Plan, is_ipv6, server_of

Headers = NDArray[Any]
Octets = NDArray[np.uint8]

TCP, UDP = 6, 17
RECORD = [("seconds", "<u4"), ("micros", "<u4"), ("captured", "<u4"), ("wire", "<u4")]
ETHERNET = [("to_mac", ">u2", 3), ("from_mac", ">u2", 3), ("ether_type", ">u2")]
IPV4 = [
    *(("version_ihl_tos", ">u2"), ("total_length", ">u2"), ("identification", ">u2"), ("fragment", ">u2")),
    *(("ttl_protocol", ">u2"), ("checksum", ">u2"), ("source", ">u4"), ("destination", ">u4")),
]
IPV6 = [
    *(("version_class_label", ">u4"), ("payload_length", ">u2"), ("next_header", "u1"), ("hop_limit", "u1")),
    *(("source", ">u8", 2), ("destination", ">u8", 2)),
]
TCP_BASE = [
    *(("source_port", ">u2"), ("destination_port", ">u2"), ("sequence", ">u4"), ("acknowledgement", ">u4")),
    *(("offset_flags", ">u2"), ("window", ">u2"), ("tcp_checksum", ">u2"), ("urgent", ">u2")),
]
TIMESTAMPS = [("options", ">u4"), ("tsval", ">u4"), ("tsecr", ">u4")]
SYN_OPTIONS = [("mss", ">u4"), *TIMESTAMPS, ("window_scale", ">u4")]
UDP_BASE = [
    ("source_port", ">u2"),
    ("destination_port", ">u2"),
    ("udp_length", ">u2"),
    ("udp_checksum", ">u2"),
]

FLAGS = {Kind.SYN: 0x02, Kind.SYN_ACK: 0x12, Kind.FIN: 0x11, Kind.FIN_ACK: 0x11}
ACK, PUSH_ACK = 0x10, 0x18
IPV4_CLIENTS, IPV4_SERVERS, IPV4_RESOLVER = 0xC6120001, 0xC6130001, 0xC0000235
"""198.18.0.0/15 is for benchmarks (RFC 2544), 192.0.2.53 for documentation (RFC 5737)."""
IPV6_CLIENTS, IPV6_SERVERS = 0x2001_0002_0000_0000, 0x2001_0DB8_0001_0000
"""2001:2::/48 is for benchmarks (RFC 5180), 2001:db8::/32 for documentation (RFC 3849)."""
RESOLVER = -1
FIRST_PORT, PORTS, PORT_STRIDE = 10_000, 55_000, 25_931
"""Clients take their ports in no order; the stride has no factor in common with the number of ports."""


def server_address(server: int, *, ipv6: bool) -> bytes:
    """Address as it stands in a DNS answer."""
    if ipv6:
        return IPV6_SERVERS.to_bytes(8, "big") + (server + 1).to_bytes(8, "big")
    return (IPV4_SERVERS + server).to_bytes(4, "big")


def _ipv4_checksum(header: Headers) -> NDArray[np.uint16]:
    """Ones' complement sum over the header (RFC 1071)."""
    start = np.dtype(RECORD + ETHERNET).itemsize
    words = header.view(np.uint8).reshape(len(header), -1)[:, start : start + 20].copy().view(">u2")
    total = words.astype(np.int64).sum(axis=1)
    total = (total & 0xFFFF) + (total >> 16)
    return np.asarray(~((total & 0xFFFF) + (total >> 16)) & 0xFFFF, np.uint16)


def _network(
    header: Headers, ipv6: bool, protocol: int, upward: NDArray[np.bool_], client: Ints, server: Ints
) -> None:
    """Fill Ethernet and IP; ``server`` is RESOLVER for DNS."""
    inner = np.asarray(header["wire"], np.int64) - 14
    header["to_mac"] = [0x0200, 0x5E00, 1]
    header["from_mac"] = [0x0200, 0x5E00, 2]
    if ipv6:
        header["ether_type"], header["version_class_label"] = 0x86DD, 0x60000000
        header["payload_length"], header["next_header"], header["hop_limit"] = inner - 40, protocol, 64
        ours = np.stack([np.full(len(client), IPV6_CLIENTS), client + 1], axis=1)
        prefix = np.where(server == RESOLVER, 0x2001_0DB8_0000_0000, IPV6_SERVERS)
        theirs = np.stack([prefix, np.where(server == RESOLVER, 0x53, server + 1)], axis=1)
        header["source"] = np.where(upward[:, None], ours, theirs)
        header["destination"] = np.where(upward[:, None], theirs, ours)
        return
    header["ether_type"], header["version_ihl_tos"] = 0x0800, 0x4500
    header["total_length"], header["fragment"], header["ttl_protocol"] = inner, 0x4000, 64 << 8 | protocol
    four, remote = IPV4_CLIENTS + client, np.where(server == RESOLVER, IPV4_RESOLVER, IPV4_SERVERS + server)
    header["source"], header["destination"] = np.where(upward, four, remote), np.where(upward, remote, four)
    header["checksum"] = _ipv4_checksum(header)


def _transport(header: Headers, plan: Plan, rows: Ints, kind: Ints, port: Ints) -> None:
    """Fill TCP with its timestamp option, or UDP."""
    upward, payload = plan.upward[rows], plan.payload[rows]
    names = header.dtype.names or ()
    remote = 443 if "sequence" in names else 53
    header["source_port"] = np.where(upward, port, remote)
    header["destination_port"] = np.where(upward, remote, port)
    if "udp_length" in names:
        header["udp_length"] = payload + 8
        return
    first = plan.connection[rows] * 2654435761 & 0xFFFFFFFF
    start, other = np.where(upward, first, first ^ 0x5A5A5A5A), np.where(upward, first ^ 0x5A5A5A5A, first)
    header["sequence"] = (start + plan.sequence[rows]) & 0xFFFFFFFF
    header["acknowledgement"] = np.where(
        kind == Kind.SYN, 0, (other + plan.acknowledgement[rows]) & 0xFFFFFFFF
    )
    flags = np.where(payload > 0, PUSH_ACK, ACK)
    for which, value in FLAGS.items():
        flags[kind == which] = value
    syn = "mss" in names
    header["offset_flags"] = ((40 if syn else 32) // 4) << 12 | flags
    header["window"] = 64240
    header["tsval"] = plan.time_us[rows] // 1000 & 0xFFFFFFFF
    header["tsecr"] = plan.echoed_us[rows] // 1000 & 0xFFFFFFFF
    header["options"] = 0x0402080A if syn else 0x0101080A
    if syn:
        header["mss"], header["window_scale"] = 0x020405B4, 0x01030307


SHAPES = tuple(
    (ipv6, part, np.dtype(RECORD + ETHERNET + (IPV6 if ipv6 else IPV4) + fields))
    for ipv6 in (False, True)
    for part, fields in (("udp", UDP_BASE), ("syn", TCP_BASE + SYN_OPTIONS), ("tcp", TCP_BASE + TIMESTAMPS))
)
"""Every header that occurs: IP version, transport part, and the packed structure."""


def part_of(kind: Ints) -> NDArray[np.str_]:
    """Transport part of a packet's header."""
    return np.where(kind <= Kind.ANSWER, "udp", np.where(kind <= Kind.SYN_ACK, "syn", "tcp"))


def header_octets(plan: Plan, rows: Ints) -> Ints:
    """Octets of record and headers before each payload."""
    part, ipv6 = part_of(plan.kind[rows]), is_ipv6(plan.connection[rows])
    octets = np.zeros(len(rows), np.int64)
    for version, which, shape in SHAPES:
        octets[(ipv6 == version) & (part == which)] = shape.itemsize
    return octets


def write_headers(into: Octets, at: Ints, plan: Plan, rows: Ints, connections: int) -> None:
    """Write record and headers of ``rows`` into the buffer, each at its offset."""
    part, ipv6 = part_of(plan.kind[rows]), is_ipv6(plan.connection[rows])
    for version, which, shape in SHAPES:
        chosen = np.flatnonzero((ipv6 == version) & (part == which))
        if not len(chosen):
            continue
        header, some = np.zeros(len(chosen), shape), rows[chosen]
        connection, time_us = plan.connection[some], plan.time_us[some]
        header["seconds"], header["micros"] = time_us // 10**6, time_us % 10**6
        header["captured"] = header["wire"] = shape.itemsize - 16 + plan.payload[some]
        server = np.where(which == "udp", RESOLVER, server_of(connection, connections))
        protocol = UDP if which == "udp" else TCP
        port = FIRST_PORT + connection // CLIENTS * PORT_STRIDE % PORTS
        _transport(header, plan, some, plan.kind[some], port)
        _network(header, version, protocol, plan.upward[some], connection % CLIENTS, server)
        into[at[chosen][:, None] + np.arange(shape.itemsize)] = header.view(np.uint8).reshape(len(chosen), -1)
