"""A drone that announces itself by mDNS through the whole way: its product is a fact of that flow."""

from __future__ import annotations

from pathlib import Path

from harness.pipeline import analyze
from tests.support import frames
from tests.support.conversations import MS, every
from tests.wire.test_messages import announcement


def test_a_product_is_told_with_its_packet(tmp_path: Path) -> None:
    octets = announcement("_arsdk-0914._udp.local")
    datagram = frames.ip("192.0.2.7", "224.0.0.251", 17, frames.udp(5353, 5353, octets))
    path = tmp_path / "made.pcap"
    path.write_bytes(frames.pcap(every(MS, [frames.ethernet(datagram)])))
    found = analyze([str(path)])
    told = found.protocols.select("packet", "flow_id", "protocol", "key", "value").rows()
    assert told == [(1, 0, "arsdk", None, None), (1, 0, "arsdk", "product", "ANAFI")]
    assert found.names.select("server_ip", "name", "source").rows() == [("192.0.2.1", "drone.local", "mdns")]
