"""Run the kernels over 2,000 hostile inputs and write every row: ``python -m ... OUT.npz``.

Run as its own process, because how kernels are compiled is decided when they are imported:
compiled, plain (``NUMBA_DISABLE_JIT=1``) or bounds-checked (``NUMBA_BOUNDSCHECK=1``).
"""

from __future__ import annotations

import gc
import random
import sys

import numba
import numpy as np

from harness.kernel.codes import FULL
from harness.kernel.decode import decode_packets
from harness.kernel.framing import NOTED_LENGTH, frame_pcap, frame_pcapng
from harness.kernel.records import INTERFACE, PACKET
from harness.kernel.sighting_table import SightingTable
from harness.kernel.sightings import SPAN_NS
from harness.kernel.table import FlowTable
from harness.kernel.usb_endpoints import note_endpoints, nothing_known
from tests.support import frames
from tests.support.memory_store import MemoryStore
from tests.support.rare_frames import rare_frames

INPUTS = 2_000


@numba.njit
def _canary(values: np.ndarray, index: int) -> int:
    return values[index]


def bounds_are_checked() -> bool:
    """Whether a read that is known to be bad raises, as bounds checking promises."""
    try:
        _canary(np.zeros(4, dtype=np.uint8), 400)
    except IndexError:
        return True
    return False


def _hello(rng: random.Random) -> bytes:
    body = bytes([1, 0, 0, 60]) + rng.randbytes(60)
    return b"\x16\x03\x01" + len(body).to_bytes(2, "big") + body


def _in_frame_tunnel(rng: random.Random, ends: tuple[str, str], inner: bytes) -> bytes:
    """A datagram in GRE, VXLAN, Geneve, ERSPAN or EtherIP, now and then with a head that is wrong."""
    frame = frames.ethernet(inner, vlans=rng.choice([(), (1,)]))
    carried = rng.choice(
        [
            (17, frames.udp(9, 4789, b"\x08" + bytes(7) + frame)),
            (
                17,
                frames.udp(
                    9,
                    6081,
                    rng.choice([b"\0", b"\1"]) + b"\0\x65\x58" + bytes(rng.choice([4, 8])) + frame,
                ),
            ),
            (
                47,
                rng.choice([b"\0\0\x65\x58", b"\xb0\0\x88\xbe" + bytes(20), b"\0\0\x22\xeb" + bytes(12)])
                + frame,
            ),
            (47, b"\0\0" + (b"\x86\xdd" if inner[0] >> 4 == 6 else b"\x08\0") + inner),
            (97, b"\x30\0" + frame),
        ]
    )
    return frames.ip(*ends, *carried)


def _datagram(rng: random.Random) -> bytes:
    """A valid IP datagram; now and then one inside a tunnel, or a fragment."""
    payload = rng.choice(
        [b"", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", _hello(rng), rng.randbytes(rng.randrange(40))]
    )
    ends = rng.choice([("192.0.2.1", "198.51.100.2"), ("2001:db8::1", "2001:db8::2")])
    port = rng.choice([53, 80, 443])
    if rng.random() < 0.4:
        inner = frames.ip(*ends, 17, frames.udp(port, 4000, payload))
    else:
        flags = rng.choice([2, 18, 16, 24, 17, rng.randrange(64)])
        segment = frames.tcp(
            4000, port, payload, seq=rng.randrange(9), ack=rng.randrange(9), flags=flags, timestamps=(1, 2)
        )
        inner = frames.ip(*ends, 6, segment)
    shape = rng.randrange(8)
    if shape == 0:
        return frames.ip(*ends, 17, frames.udp(2152, 2152, b"\x30\xff\0\0\0\0\0\0" + inner))
    if shape == 1 and inner[0] >> 4 == 4:
        return frames.ip(*ends, 17, frames.udp(1701, 1701, b"\0\x02\0\x01\0\x01\xff\x03\0\x21" + inner))
    if shape == 2:
        return frames.ip(*ends, 4 if inner[0] >> 4 == 4 else 41, inner)
    if shape == 3:
        return frames.ipv4("192.0.2.1", "192.0.2.2", 17, inner[20:], fragment=rng.choice([0x2000, 0x2001, 5]))
    if shape == 4:
        return frames.ipv6(
            *("2001:db8::1", "2001:db8::2"),
            rng.choice([0, 43, 44, 51, 60]),
            b"\x11\0\0\0\0\0\0\0" + inner[40:],
        )
    if shape == 5:
        return _in_frame_tunnel(rng, ends, inner)
    return inner


def _frame(rng: random.Random) -> tuple[int, bytes]:
    """A link type and a frame of it, most of the time with some octets changed or cut off."""
    datagram = _datagram(rng)
    ethertype = b"\x86\xdd" if datagram[0] >> 4 == 6 else b"\x08\0"
    wifi = rng.choice([b"\x08\x01", b"\x88\x02", b"\x88\x03", b"\x08\x41", b"\x80\0", b"\xc8\0"])
    ppp = b"\0\x57" if datagram[0] >> 4 == 6 else b"\0\x21"
    dlt, frame = rng.choice(
        [
            (1, frames.ethernet(datagram)),
            (1, frames.ethernet(datagram, vlans=(1, 2))),
            (1, bytes(12) + b"\x88\x64\x11\0\0\x01\0\0" + ppp + datagram),
            (
                1,
                bytes(12)
                + rng.choice([b"\x08\x06", b"\x88\x47", b"\0\x20\x42\x42", b"\0\x20\xaa\xaa"])
                + datagram,
            ),
            (rng.choice([12, 14, 101, 228, 229]), datagram),
            (rng.choice([0, 108]), rng.choice([b"\0\0\0\x02", b"\x1e\0\0\0", b"\x0f\0\x08\0"]) + datagram),
            (
                127,
                b"\0\0\x08\0\0\0\0\0"
                + wifi
                + bytes(rng.choice([22, 24, 30]))
                + b"\xaa\xaa\x03\0\0\0"
                + ethertype
                + datagram,
            ),
            (113, b"\0\0\0\x01\0\x06" + bytes(8) + ethertype + datagram),
            (276, ethertype + bytes(18) + datagram),
            (rng.choice([147, 600, 65535]), datagram),
            *rare_frames(rng, datagram, ethertype, ppp, wifi),
            (1, rng.randbytes(rng.randrange(120))),
        ]
    )
    octets = bytearray(frame)
    for _ in range(rng.choice([0, 0, 0, 1, 3, 9])):
        if octets:
            octets[rng.randrange(len(octets))] = rng.randrange(256)
    cut = rng.randrange(len(octets) + 1) if rng.random() < 0.3 else len(octets)
    return dlt, bytes(octets[:cut])


def _input(rng: random.Random) -> tuple[str, bytes, int]:
    """Format, octets after the header, and link type; lengths in the records may lie too."""
    dlt, frame = _frame(rng)
    some = [(rng.randrange(10**15), frame)] + [
        (rng.randrange(10**15), rng.choice([frame, _frame(rng)[1]])) for _ in range(rng.randrange(3))
    ]
    if rng.random() < 0.5:
        octets = bytearray(frames.pcap(some, dlt=dlt)[24:])
        kind = "pcap"
    else:
        makers = [
            frames.enhanced,
            lambda _, f: frames.simple(f),
            lambda t, f: frames.enhanced(t, f, interface_id=1),
            lambda t, f: frames.obsolete(t, f, drops=rng.choice([0, 7, 65535])),
            lambda t, f: frames.enhanced(
                t, f, options=frames.option(4, bytes(7) + b"\x05") + frames.option(1, f[:9])
            ),
        ]
        octets = bytearray(b"".join(rng.choice(makers)(t, f) for t, f in some))
        kind = "pcapng"
    if rng.random() < 0.2:
        octets[rng.randrange(len(octets))] = rng.randrange(256)
    if rng.random() < 0.1:
        octets = bytearray(rng.randbytes(rng.randrange(200)))
    cut = rng.randrange(len(octets) + 1) if rng.random() < 0.2 else len(octets)
    return kind, bytes(octets[:cut]), dlt


def _interfaces(dlt: int, rng: random.Random) -> np.ndarray:
    table = np.zeros(2, dtype=INTERFACE)
    table[0] = (dlt, 0, rng.choice([6, 9, 3, 12, 127]), 0, 0)
    table[1] = (dlt, 64, rng.choice([0, 10, 30, 62, 63]), 1, rng.choice([0, -5, 2**62]))
    return table


def _check_events(events: np.ndarray, buf: np.ndarray) -> None:
    """Every event lies in the buffer."""
    if not all(0 <= e["offset"] <= e["offset"] + e["octets"] <= len(buf) for e in events):
        raise AssertionError(f"an event outside the buffer among {len(events)}")


def _later(packets: np.ndarray, time_ns: int) -> np.ndarray:
    again = packets.copy()
    again["time_ns"] = time_ns
    return again


def run(inputs: int = INPUTS) -> dict[str, np.ndarray]:
    """Packet, flow, minute and sighting records, and as outcomes (packets, octets used, status, what was noted) of each input.

    The sightings are those of all inputs together, and once more in a span for each input, so that
    their table grows.
    """
    rng = random.Random(20261123)
    packets = np.zeros(8, dtype=PACKET)
    all_packets, all_flows, all_minutes, outcomes = [], [], [], []
    sightings = SightingTable(seed=2**62 - 1)
    known = nothing_known()
    for span in range(inputs):
        kind, octets, dlt = _input(rng)
        interfaces = _interfaces(dlt, rng)
        buf = np.frombuffer(octets, dtype=np.uint8)
        table = FlowTable(300, store=MemoryStore, minutes=True)
        p, number, status = 0, 0, FULL
        noted = np.zeros(NOTED_LENGTH, dtype=np.int64)
        while status == FULL:
            if kind == "pcap":
                found, p, status = frame_pcap(buf, p, len(buf), False, False, 16, dlt, number, packets)
            else:
                found, p, status = frame_pcapng(
                    buf, p, len(buf), False, interfaces, 2, span % 3, number, packets, noted
                )
            note_endpoints(buf, packets, found, known)
            decode_packets(buf, packets, found)
            all_packets.append(packets[:found].copy())
            sightings.add(packets[:found])
            sightings.add(_later(packets[:found], (span - inputs // 2) * SPAN_NS))
            if table.used > 3:
                table.give_away(np.zeros(1, dtype=np.int64))
            first = 0
            while first < found:
                first, events = table.add(buf, packets[:found], first, 0)
                _check_events(events, buf)
            number += found
        outcomes.append((number, p, status, *noted[:5].tolist()))
        all_flows += list(table.take())
        all_minutes.append(table.take_minutes())
    return {
        "packets": np.concatenate(all_packets),
        "flows": np.concatenate(all_flows),
        "minutes": np.concatenate(all_minutes),
        "sightings": sightings.take(),
        "outcomes": np.array(outcomes),
        "checked": np.array(bounds_are_checked()),
    }


if __name__ == "__main__":
    gc.disable()  # as ``harness.kernel.building`` does
    with np.errstate(over="ignore"):  # the hash wraps on purpose; plain scalars warn of it
        rows = run()
    np.savez(sys.argv[1], allow_pickle=False, **rows)
