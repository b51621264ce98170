"""Flows and names with nfstream: ``nfstream_peer.py CAPTURE`` reads it all and prints counts."""

# Lives in an environment of its own, which the type checker does not see.
# mypy: ignore-errors

from __future__ import annotations

import json
import sys

from nfstream import NFStreamer


def main(path: str) -> None:
    """Read and count."""
    packets = flows = names = 0
    for flow in NFStreamer(source=path, idle_timeout=300, active_timeout=10**6):
        flows += 1
        packets += flow.bidirectional_packets
        names += bool(flow.requested_server_name)
    print(json.dumps({"packets": packets, "flows": flows, "names": names}))


if __name__ == "__main__":
    main(sys.argv[1])
