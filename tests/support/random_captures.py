"""Random packets that try a flow table: used ports again, idle gaps, SYNs sent again, both directions."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

from tests.support import frames
from tests.support.conversations import (
    MS,
    PHONE,
    SECOND,
    START_NS,
    TimedFrames,
    client_hello,
    dns_frame,
    down,
    request,
    up,
)
from tests.support.frames import ACK, FIN, RST, SYN

GAPS_NS = (1000, MS, 20 * MS, SECOND, 299 * SECOND, 300 * SECOND, 300 * SECOND + 1000, 400 * SECOND)
"""Around the idle timeout of 300 s; whole microseconds, as pcap holds."""
SEALED = b"\x17\x03\x03\x00\x78" + bytes(120)
"""A TLS record of application data."""
PAYLOADS = (b"", b"", b"x", bytes(700), client_hello("cloud.example"), SEALED, request("plain.example"))


@st.composite
def tcp_frames(draw: st.DrawFn) -> bytes:
    """A segment of one of two connections that share few ports and sequence numbers."""
    flags = draw(st.sampled_from([SYN, SYN, SYN | ACK, SYN | ACK, ACK, ACK, ACK, FIN | ACK, RST | ACK]))
    isn = draw(st.sampled_from([1000, 1000, 70_000]))
    stamps = draw(st.sampled_from([None, (5, 5), (9, 5)]))
    about: dict[str, Any] = {"port": draw(st.sampled_from([40000, 40001])), "flags": flags, "stamps": stamps}
    payload = b"" if flags & (SYN | RST) else draw(st.sampled_from(PAYLOADS))
    if draw(st.booleans()):
        return up(payload, seq=isn + (0 if flags & SYN else 1), **about)
    return down(payload, ack=isn + 1, **about)


def other_frames() -> st.SearchStrategy[bytes]:
    """UDP, a fragment, IPv6, ARP and a frame that cannot be read."""
    datagram = frames.udp(5000, 443, b"12345")
    fragment = frames.ipv4(PHONE, "198.51.100.9", 17, datagram, fragment=0x2000)
    six = frames.ipv6("2001:db8::1", "2001:db8::2", 17, datagram)
    arp = bytes.fromhex("ffffffffffff0200000000010806") + bytes(28)
    return st.sampled_from(
        [
            dns_frame("cloud.example", "198.51.100.7"),
            frames.ethernet(frames.ipv4(PHONE, "198.51.100.9", 17, datagram)),
            frames.ethernet(fragment),
            frames.ethernet(six),
            arp,
            frames.ethernet(b"\x45\x00"),
        ]
    )


@st.composite
def captures(draw: st.DrawFn, *, backwards: bool = True) -> TimedFrames:
    """Packets with their times, which may now and then go backwards."""
    packets = draw(st.lists(st.one_of(tcp_frames(), tcp_frames(), tcp_frames(), other_frames()), max_size=24))
    gaps = [draw(st.sampled_from(GAPS_NS)) for _ in packets]
    if backwards:
        gaps = [-gap if draw(st.integers(0, 9)) == 0 else gap for gap in gaps]
    return list(zip(accumulate(gaps, initial=START_NS), packets, strict=False))


@st.composite
def splits(draw: st.DrawFn, packets: TimedFrames, *, empty_parts: bool = True) -> list[TimedFrames]:
    """The packets in contiguous parts."""
    cuts = sorted(draw(st.lists(st.integers(0, len(packets)), max_size=4)))
    parts = [packets[a:b] for a, b in zip([0, *cuts], [*cuts, len(packets)], strict=True)]
    return parts if empty_parts else [part for part in parts if part] or [packets]
