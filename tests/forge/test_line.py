"""Who answers when at a tap: the server, or something that answers in its name from nearby."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.forging import forge, situation

RTT_MS = 120.0
"""Of the server; more comes of waiting, never less."""
NEAR_MS = 2.0
TLS = {"device": "phone", "kind": "tls", "at_s": 1, "to": "198.51.100.9", "octets_up": 90, "octets_down": 90}
HOSTS = [{"id": "server", "addresses": ["198.51.100.9"], "rtt_ms": RTT_MS}]


def forged(folder: Path, **between: Any) -> tuple[float, float, bytes]:
    """Time from SYN to SYN-ACK, and of the whole flow, in ms; the capture."""
    network = {
        "id": "a",
        "coordinates": [50.1, 8.7],
        "between": {"rtt_ms": NEAR_MS, **between} if between else None,
    }
    truth = forge(situation(traffic=[TLS], networks=[network], hosts=HOSTS, names=[]), folder)
    (flow,) = truth["networks"][0]["flows"]
    return (
        flow["rtt_ns"] / 1e6,
        (flow["end_ns"] - flow["start_ns"]) / 1e6,
        (folder / "a.pcapng").read_bytes(),
    )


def test_the_server_answers_itself_where_nothing_is_between(tmp_path: Path) -> None:
    handshake, whole, _ = forged(tmp_path)
    assert handshake >= RTT_MS
    assert whole > 4 * RTT_MS


@pytest.mark.parametrize(("answers", "handshake_near", "data_near"), [
    ("everything", True, True), ("transport", True, False), ("acknowledgements", False, False),
])  # fmt: skip
def test_what_is_between_answers_for_the_server(
    answers: str, handshake_near: bool, data_near: bool, tmp_path: Path
) -> None:
    handshake, whole, _ = forged(tmp_path, answers=answers)
    assert (handshake < RTT_MS) is handshake_near
    assert handshake >= NEAR_MS
    assert (whole < RTT_MS) is data_near


@pytest.mark.parametrize("ttl", [64, 57])
def test_its_packets_have_its_ttl(ttl: int, tmp_path: Path) -> None:
    _, _, octets = forged(tmp_path, answers="everything", ttl=ttl)
    headers = octets.split(bytes([198, 51, 100, 9]) + bytes([192, 168, 8, 20]))[:-1]
    assert len(headers) > 3
    assert {header[-4] for header in headers} == {
        ttl
    }  # TTL, protocol, checksum, then the addresses (RFC 791 §3.1)
