"""Nothing but a drone's traffic is taken for a drone protocol: every datagram and every stream of the real captures.

tshark only gives the payloads: version 4.0 has no dissector for MAVLink, Remote ID, Tello, NTRIP or NMEA, and its DJI one is of an
older protocol over TCP. What is claimed is judged by what the captures are: one is of a toy drone (E99), whose app asks
for video 509 times; no other holds drone traffic over IP.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from harness.model.malformed import Malformed
from harness.wire import arsdk, dji_udp, duml, mavlink, nmea, ntrip, rtcm, tello, toy_wifi
from tests.support import tshark
from tests.support.truth import SHARED, fixtures

HEAD_OCTETS = 16_384
E99 = "e99-drone/packet_captures/PCAPdroid_02_Dec_13_46_06.pcap"
DATAGRAMS: dict[str, Callable[[bytes], Any]] = {
    "duml": duml.find_frames,
    "dji-udp": dji_udp.decode_datagram,
    "mavlink": mavlink.decode_frames,
    "tello": tello.decode_datagram,
    "arsdk": arsdk.decode_datagram,
    "nmea": nmea.decode_sentences,
    "rtcm": rtcm.decode_frames,
    "toy-wifi": toy_wifi.decode_datagram,
}
STREAMS: dict[str, Callable[[bytes], int]] = {
    "duml": duml.wanted,
    "mavlink": mavlink.wanted,
    "arsdk": arsdk.wanted,
    "nmea": nmea.wanted,
    "ntrip": ntrip.wanted,
    "rtcm": rtcm.wanted,
    "toy-wifi": toy_wifi.wanted,
}

pytestmark = [
    pytest.mark.skipif(tshark.TSHARK is None, reason="capability: tshark"),
    pytest.mark.skipif(not fixtures(), reason="capability: shared"),
]


def payloads(fixture: str) -> tuple[list[bytes], list[bytes]]:
    """Datagrams, and the first octets of each direction of each stream in the order of capture."""
    names = ("udp.payload", "tcp.stream", "tcp.srcport", "tcp.payload")
    datagrams: list[bytes] = []
    heads: dict[tuple[str, str], bytes] = {}
    for frame in tshark.fields(SHARED / "captures" / fixture, names, checked=False):
        datagrams += [bytes.fromhex(payload) for payload in frame["udp.payload"]]
        for key, payload in zip(
            zip(frame["tcp.stream"], frame["tcp.srcport"], strict=False), frame["tcp.payload"], strict=False
        ):
            heads[key] = (heads.get(key, b"") + bytes.fromhex(payload))[:HEAD_OCTETS]
    return datagrams, list(heads.values())


@pytest.mark.parametrize("fixture", fixtures() or ("absent",))
def test_real_traffic(fixture: str) -> None:
    datagrams, heads = payloads(fixture)
    claims: Counter[str] = Counter()
    for name, decode in DATAGRAMS.items():
        told = (decode(datagram) for datagram in datagrams)
        claims[name] += sum(not isinstance(found, Malformed) and bool(found) for found in told)
    for name, wanted in STREAMS.items():
        claims[name] += sum(wanted(head) > 0 for head in heads)
    assert +claims == ({"toy-wifi": 509} if fixture == E99 else {})
