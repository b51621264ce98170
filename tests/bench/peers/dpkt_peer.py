"""Flows and names with dpkt: ``dpkt_peer.py CAPTURE PACKETS`` reads that many packets and prints counts."""

# Lives in an environment of its own, which the type checker does not see.
# mypy: ignore-errors

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import islice
from pathlib import Path

import dpkt


def names_in(payload: bytes, remote: int) -> list[str]:
    """DNS questions of an answer, or the server name of a ClientHello in one segment."""
    try:
        if remote == 53:
            message = dpkt.dns.DNS(payload)
            return [question.name for question in message.qd if message.an]
        if payload[:1] == b"\x16":
            hello = dpkt.ssl.TLSHandshake(dpkt.ssl.TLS(payload).records[0].data).data
            return [body[5:].decode() for kind, body in getattr(hello, "extensions", ()) if kind == 0]
    except (dpkt.UnpackError, dpkt.ssl.SSL3Exception, IndexError, ValueError):
        pass
    return []


def main(path: str, limit: int) -> None:
    """Read and count."""
    flows: dict[tuple[object, ...], list[float]] = defaultdict(lambda: [0, 0])
    names, packets = 0, 0
    with Path(path).open("rb") as file:
        for _, frame in islice(dpkt.pcap.Reader(file), limit):
            packets += 1
            ip = dpkt.ethernet.Ethernet(frame).data
            if not isinstance(ip, (dpkt.ip.IP, dpkt.ip6.IP6)):
                continue
            transport = ip.data
            ends = sorted(((ip.src, transport.sport), (ip.dst, transport.dport)))
            flow = flows[(ip.p if isinstance(ip, dpkt.ip.IP) else ip.nxt, *ends)]
            flow[0] += 1
            flow[1] += ip.len if isinstance(ip, dpkt.ip.IP) else ip.plen + 40
            payload = bytes(transport.data)
            if payload and 53 in (transport.sport, transport.dport):
                names += len(names_in(payload, 53))
            elif payload[:1] == b"\x16":
                names += len(names_in(payload, 443))
    print(json.dumps({"packets": packets, "flows": len(flows), "names": names}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
