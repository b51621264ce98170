"""Captures that mutations begin from: those of the project, some made here, and real ones where they lie.

Real captures (../shared) are read and never copied; where they are not there, the project's own take their turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from tests.support import frames
from tests.support.conversations import START_NS, dns_frame, every, request, up, visit
from tests.support.mutants.records import parts_of
from tests.support.truth import ROOT, SHARED

MOST_OCTETS: Final = 100_000
"""Of a seed; longer files are cut behind a record."""
SCENARIO: Final = ROOT / "tests/cases/verdicts/anycast/scenario.yaml"
JUDGED: Final = SCENARIO.parent / "us-v1.pcapng"
"""The capture of that scenario."""


@cache
def own_seeds() -> tuple[tuple[str, bytes], ...]:
    """Name and octets of the project's captures, and of some made here."""
    files = [
        *sorted((ROOT / "tests/captures").rglob("*.pcap*")),
        *sorted((ROOT / "captures/lab/plain").glob("*.pcapng")),
    ]
    files.append(JUDGED)
    return tuple((str(path.relative_to(ROOT)), _short(path.read_bytes())) for path in files) + tuple(_made())


@cache
def real_seeds() -> tuple[tuple[str, bytes], ...]:
    """Name and octets of the shared captures; none where the folder is absent."""
    files = sorted(path for path in (SHARED / "captures").rglob("*.pcap*") if path.is_file())
    return tuple((str(path.relative_to(SHARED)), _short(path.read_bytes())) for path in files)


def _short(octets: bytes) -> bytes:
    parts = parts_of(octets)
    if parts is None or len(octets) <= MOST_OCTETS:
        return octets[:MOST_OCTETS]
    kept, size = 0, len(parts.head)
    while kept < len(parts.records) and size < MOST_OCTETS:
        size += len(parts.records[kept])
        kept += 1
    return parts.head + b"".join(parts.records[:kept])


def _made() -> Iterator[tuple[str, bytes]]:
    """Files with every block and option that is read, in both byte orders; and pcap in its variants."""
    talk = [
        *visit("cloud.example"),
        dns_frame("cloud.example", "198.51.100.7"),
        up(request("plain.example"), port=40001, to=80),
    ]
    timed = every(1_000_000, talk)
    for big in (False, True):
        order = "big" if big else "little"
        yield f"made pcap {order}", frames.pcap(timed, big=big)
        yield f"made pcap ns {order}", frames.pcap(timed, big=big, nanoseconds=True, snaplen=80)
        yield f"made pcapng {order}", _sections(talk, big=big)


def _sections(talk: list[bytes], *, big: bool) -> bytes:
    def option(code: int, value: bytes) -> bytes:
        return frames.option(code, value, big=big)

    end = option(0, b"")
    ticks = START_NS // 1000
    power, offset = option(9, b"\x06"), option(14, bytes(8))
    made = frames.section(big=big)
    made += frames.interface(
        1, options=option(2, b"lan0") + power + option(11, b"\0port 443") + offset + end, big=big
    )
    made += frames.interface(101, options=option(9, b"\x89") + option(1, b"a comment"), snaplen=96, big=big)
    made += frames.block(4, b"\1\0\x08\0\xc6\x33\x64\x07a.b\0" + bytes(4), big=big)
    made += frames.block(10, b"TLSK"[:: 1 if big else -1] + b"\0\0\0\x04abcd", big=big)
    for number, frame in enumerate(talk):
        drops = option(4, number.to_bytes(8, "big" if big else "little")) + option(1, b"seen") + end
        made += frames.enhanced(ticks + number, frame, options=drops if number % 2 else b"", big=big)
        made += frames.obsolete(ticks + number, frame, drops=number, big=big)
        made += frames.enhanced(ticks * 2 + number, frame[14:], interface_id=1, big=big)
        made += frames.simple(frame, big=big)
    stamp = b"".join(
        (ticks >> shift & 0xFFFFFFFF).to_bytes(4, "big" if big else "little") for shift in (32, 0)
    )
    counted = option(2, stamp) + option(3, stamp) + option(5, bytes(8)) + option(7, bytes(8))
    made += frames.block(5, bytes(4) + stamp + counted + end, big=big)
    return made + frames.block(0x0BAD, bytes(8), big=big)
