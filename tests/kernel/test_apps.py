"""PCAPdroid's trailer, and applications of flows; the trailers are PCAPdroid's own (tests/captures/README.md)."""

from __future__ import annotations

import numpy as np
import pytest

from harness.kernel.apps import join_app
from harness.kernel.records import FLOW, NONE
from harness.pipeline import analyze, packets
from tests.kernel.test_decode import DATAGRAM, decoded
from tests.support.frames import ethernet, ipv4, udp
from tests.support.truth import ROOT

CAPTURE = str(ROOT / "tests/captures/links/pcapdroid-trailer.pcap")
TRAILER = bytes.fromhex("010720210000286e4672656520466972650000000000000000000000e7877176")
ZEROS = bytes(12) + b"\x08\0" + DATAGRAM


def test_flows_have_the_application_that_their_packets_name() -> None:
    flows = analyze([CAPTURE]).flows.select("server_ip", "transport", "app", "app_id", "app_mixed")
    assert flows.rows() == [
        ("9.9.9.9", "udp", "Free Fire", 10350, False),
        ("52.216.0.10", "tcp", "Free Fire", 10350, False),
        ("::1", "udp", "Conga 1490 1590", 10485, False),
        ("::1", "icmpv6", None, None, None),
    ]


def test_the_made_up_header_gives_no_mac() -> None:
    macs = packets(CAPTURE)["source_mac"].to_list()
    assert macs == [None] * 6 + [0]


def test_the_trailer_is_found_behind_the_datagram() -> None:
    packet = decoded(ZEROS + bytes(3) + TRAILER)
    assert (packet["app_id"], packet["app_at"]) == (10350, len(ZEROS) + 3 + 8)
    assert packet["payload_octets"] == 3


@pytest.mark.parametrize(
    ("frame", "dlt"),
    [
        (ethernet(DATAGRAM) + TRAILER, 1),  # PCAPdroid writes no MAC
        (ZEROS + TRAILER[:-1], 1),
        (ZEROS + TRAILER + b"\0", 1),
        (ZEROS[:-1], 1),
        (TRAILER, 1),
        (ZEROS + b"\1\7\x20\x21" + b"\xff" * 28, 1),  # PCAPdroid did not know
        (DATAGRAM + TRAILER, 101),
    ],
)
def test_anything_else_names_no_application(frame: bytes, dlt: int) -> None:
    packet = decoded(frame, dlt)
    assert (packet["app_id"], packet["app_at"]) == (NONE, 0)


def test_a_payload_that_looks_like_a_trailer_names_no_application() -> None:
    datagram = ipv4("192.0.2.1", "198.51.100.2", 17, udp(4000, 53, TRAILER))
    assert decoded(bytes(12) + b"\x08\0" + datagram)["app_id"] == NONE


def test_a_cut_frame_has_its_trailer_behind_the_cut() -> None:
    packet = decoded(ZEROS[:-2] + TRAILER, wire=len(ZEROS) + len(TRAILER))
    assert (packet["verdict"], packet["app_id"]) == (0, 10350)


@pytest.mark.parametrize("split", range(5))
def test_joining_in_parts_equals_joining_in_one_pass(split: int) -> None:
    said = [NONE, 7, NONE, 8]
    whole, early, late = np.zeros(3, dtype=FLOW)
    for flow in (whole, early, late):
        flow["app_id"] = NONE
    for number, app_id in enumerate(said):
        join_app(whole, app_id, 0)
        join_app(early if number < split else late, app_id, 0)
    join_app(early, late["app_id"], late["app_mixed"])
    assert early["app_id"] == whole["app_id"] == 7
    assert early["app_mixed"] == whole["app_mixed"] == 1
