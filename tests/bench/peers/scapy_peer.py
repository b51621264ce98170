# SPDX-License-Identifier: GPL-2.0-only
"""Flows and names with Scapy, as a program of its own: ``scapy_peer.py CAPTURE PACKETS`` prints counts.

Scapy is GPL-2.0-only, so this file carries that licence and nothing of the project imports it.
"""

# Lives in an environment of its own, which the type checker does not see.
# mypy: ignore-errors

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import islice

from scapy.layers.dns import DNS
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether
from scapy.layers.tls.extensions import TLS_Ext_ServerName
from scapy.layers.tls.record import TLS
from scapy.utils import RawPcapReader


def names_in(transport: TCP | UDP) -> int:
    """Count questions of DNS answers and server names of hellos."""
    if isinstance(transport, UDP) and DNS in transport:
        return int(transport[DNS].ancount > 0)
    payload = bytes(transport.payload)
    if payload[:1] != b"\x16":
        return 0
    return int(TLS(payload).haslayer(TLS_Ext_ServerName) is not None)


def main(path: str, limit: int) -> None:
    """Read and count."""
    flows: dict[tuple[object, ...], list[int]] = defaultdict(lambda: [0, 0])
    packets = names = 0
    for frame, _ in islice(RawPcapReader(path), limit):
        packets += 1
        packet = Ether(frame)
        ip = packet[IP] if IP in packet else packet[IPv6]
        transport = packet[TCP] if TCP in packet else packet[UDP]
        flow = flows[(type(transport), *sorted(((ip.src, transport.sport), (ip.dst, transport.dport))))]
        flow[0] += 1
        flow[1] += ip.len if IP in packet else ip.plen + 40
        names += names_in(transport)
    print(json.dumps({"packets": packets, "flows": len(flows), "names": names}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
