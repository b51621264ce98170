"""PACKETS: what the layers of one packet say, the innermost IP header counting.

Made for looking into a capture and for holding compiled and plain kernels against
each other; the main run keeps packets only for as long as a batch lasts.
"""

from __future__ import annotations

import polars as pl

from harness.model.privacy import Privacy
from harness.tables.schema import Column, Table

_NO_IP = "frame without readable IP"
_NO_PORTS = "protocol or fragment without ports"
_NOT_TCP = "not TCP, or cut before it"

PACKETS = Table(
    "packets",
    "one packet, in the order of the file",
    {
        "packet": Column(dtype=pl.UInt64, doc="Number in the capture, from 1."),
        "time_ns": Column(
            dtype=pl.Int64, unit="ns", doc="Capture time.", null="record without a time (pcapng SPB)"
        ),
        "captured_octets": Column(dtype=pl.UInt32, unit="octets", doc="Octets of the frame in the file."),
        "wire_octets": Column(dtype=pl.UInt32, unit="octets", doc="Octets of the frame on the wire."),
        "link_type": Column(
            dtype=pl.UInt32, doc="DLT number of its interface.", spec="tcpdump.org/linktypes"
        ),
        "verdict": Column(
            dtype=pl.String, private=Privacy.PUBLIC, doc="`ip`, `no_ip`, or the reason why it was not read."
        ),
        "source_mac": Column(dtype=pl.UInt64, doc="Sender's MAC, big-endian.", null="link without MAC"),
        "source_ip": Column(
            dtype=pl.String, private=Privacy.ADDRESS, doc="Innermost IP source.", null=_NO_IP
        ),
        "source_port": Column(dtype=pl.UInt16, doc="Source port.", null=_NO_PORTS),
        "destination_ip": Column(
            dtype=pl.String, private=Privacy.ADDRESS, doc="Innermost IP destination.", null=_NO_IP
        ),
        "destination_port": Column(dtype=pl.UInt16, doc="Destination port.", null=_NO_PORTS),
        "transport": Column(dtype=pl.String, private=Privacy.PUBLIC, doc="As in flows.", null=_NO_IP),
        "ttl": Column(dtype=pl.UInt8, doc="TTL or hop limit.", null=_NO_IP, spec="RFC 791 §3.1, RFC 8200 §3"),
        "ip_octets": Column(
            dtype=pl.UInt32, unit="octets", doc="IPv4 total length, or IPv6 payload length + 40.", null=_NO_IP
        ),
        "payload_octets": Column(
            dtype=pl.UInt32, unit="octets", doc="Transport payload by the headers.", null=_NO_IP
        ),
        "encapsulated_in": Column(
            dtype=pl.UInt8, doc="IP headers around the innermost one (GTP-U, 6in4, IP in IP).", null=_NO_IP
        ),
        "tcp_flags": Column(dtype=pl.UInt8, doc="TCP flags.", null=_NOT_TCP, spec="RFC 9293 §3.1"),
        "tcp_seq": Column(dtype=pl.UInt32, doc="Sequence number.", null=_NOT_TCP),
        "tcp_ack": Column(dtype=pl.UInt32, doc="Acknowledgement number.", null=_NOT_TCP),
        "tcp_tsval": Column(dtype=pl.UInt32, doc="TSval.", null="no timestamp option", spec="RFC 7323 §3"),
        "tcp_tsecr": Column(dtype=pl.UInt32, doc="TSecr.", null="no timestamp option", spec="RFC 7323 §3"),
    },
)
