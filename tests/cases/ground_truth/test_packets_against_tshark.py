"""Every packet of the lab captures, column by column, against the tshark that is installed."""

from __future__ import annotations

import pytest

from harness.pipeline import packets
from tests.support import tshark
from tests.support.truth import ROOT, nanoseconds

PLAIN = ROOT / "captures/lab/plain"
pytestmark = pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark")

FIELDS = {
    "time_ns": "frame.time_epoch",
    "captured_octets": "frame.cap_len",
    "wire_octets": "frame.len",
    "source_ip": "ip.src",
    "destination_ip": "ip.dst",
    "ttl": "ip.ttl",
    "ip_octets": "ip.len",
    "tcp_flags": "tcp.flags",
    "tcp_seq": "tcp.seq_raw",
    "tcp_ack": "tcp.ack_raw",
    "tcp_tsval": "tcp.options.timestamp.tsval",
    "tcp_tsecr": "tcp.options.timestamp.tsecr",
}
PORTS = {"source_port": "srcport", "destination_port": "dstport"}


def wanted(frame: dict[str, list[str]], column: str) -> object:
    """tshark's value for a column; None where the frame has none."""
    if column in PORTS:
        values = frame[f"tcp.{PORTS[column]}"] or frame[f"udp.{PORTS[column]}"]
    else:
        values = frame[FIELDS[column]]
    if not values:
        return None
    if column == "time_ns":
        return nanoseconds(values[0])
    return values[0] if column.endswith("_ip") else int(values[0], 0)


@pytest.mark.parametrize("name", ["app", "gw-lan", "gw-wan"])
def test_every_column_of_every_packet_is_equal(name: str) -> None:
    path = PLAIN / f"{name}.pcapng"
    ports = [f"{transport}.{end}" for transport in ("tcp", "udp") for end in PORTS.values()]
    frames = tshark.fields(path, [*FIELDS.values(), *ports, "ipv6.src", "icmp.type"])
    rows = packets(str(path)).rows(named=True)
    assert len(rows) == len(frames) > 1_000
    for row, frame in zip(rows, frames, strict=True):
        if frame["ipv6.src"] or frame["icmp.type"]:
            continue  # few, of the network's own; read by the other comparisons
        ours = {column: row[column] for column in (*FIELDS, *PORTS)}
        assert ours == {column: wanted(frame, column) for column in ours}, row["packet"]
