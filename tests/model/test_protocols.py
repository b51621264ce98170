"""Words for protocols are public; ports suggest words that exist; tunnels are those that carry others' data."""

from __future__ import annotations

import pytest

from harness.model.protocols import PORTS, TUNNELS, Protocol


def test_words_are_public() -> None:
    assert [word.value for word in Protocol] == sorted(word.value for word in Protocol)
    assert all(word.value == word.name.lower() for word in Protocol)
    assert {word.value for word in TUNNELS} == {"socks", "wireguard", "openvpn", "ike", "esp"}


@pytest.mark.parametrize(("transport", "port", "word"), [
    ("udp", 53, "dns"), ("tcp", 853, "dot"), ("tcp", 443, "tls"), ("udp", 443, "quic"), ("tcp", 1883, "mqtt"),
    ("tcp", 8883, "mqtts"), ("udp", 14550, "mavlink"), ("udp", 123, "ntp"), ("udp", 51820, "wireguard"),
])  # fmt: skip
def test_ports_of_the_registry(transport: str, port: int, word: str) -> None:
    assert PORTS[transport, port].value == word


def test_no_port_suggests_what_content_alone_can_tell() -> None:
    assert all(transport in ("tcp", "udp") and 0 < port < 2**16 for transport, port in PORTS)
    assert Protocol.OPAQUE not in PORTS.values()
