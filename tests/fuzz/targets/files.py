"""Capture files: framing of pcap and pcapng, what a file says of itself, decompression."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from harness.errors import CaptureError
from harness.kernel.apps import PROCESS
from harness.kernel.codes import DAMAGE, FULL, MORE
from harness.kernel.records import PACKET
from harness.sources.compression import Inflated, compression_of
from harness.sources.file_statements import FileStatements
from harness.sources.framers import Framer, framer_for
from harness.sources.hashed_stream import fill
from harness.sources.pcapdroid_blocks import CUSTOM, user_of
from harness.sources.pcapng_blocks import (
    MAX_OPTIONS,
    Order,
    block_name,
    interface_of,
    options,
    section_of,
    statistics_of,
)
from tests.support import frames

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_PCAP_MAGICS: Final = tuple(
    bytes.fromhex(text) for text in ("d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "34cdb2a1", "a1b2cd34")
)
USER_BLOCK: Final[dict[Order, bytes]] = {
    "little": bytes.fromhex("bcf4000001000100"),
    "big": bytes.fromhex("0000f4bc00010100"),
}
"""What PCAPdroid's block that names a user begins with."""
_FORMS: Final = ("1f8b0800", "28b52ffd", "fd377a585a00", "04224d18", "425a68", "504d2a18")
"""First octets of gzip, zstd, xz, lz4, bzip2 and a skippable frame of zstd."""


def _framed(framer: Framer, octets: bytes, sizes: tuple[int, ...]) -> tuple[list[tuple[int, ...]], int, int]:
    """Packets, where reading ended and how, of a file that comes in windows of growing ends."""
    buf = np.frombuffer(bytearray(octets), dtype=np.uint8)
    packets: NDArray[np.void] = np.zeros(16, dtype=PACKET)
    found: list[tuple[int, ...]] = []
    p, status = 0, MORE
    for end in (*(size for size in sizes if size < len(buf)), len(buf)):
        while True:
            step = framer.frame(buf, p, end, len(found), packets)
            assert p <= step.position <= end
            p, status = step.position, step.status
            for packet in packets[: step.packets]:
                assert 0 <= packet["offset"] <= packet["offset"] + packet["captured"] <= p
                found.append(
                    packet[["number", "time_ns", "offset", "captured", "wire", "dlt", "app_id"]].item()
                )
            if status != FULL:
                break
        if status == DAMAGE:
            assert step.problem
            break
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    return found, p, status


def _framing(octets: bytes) -> None:
    """However the octets come, the same packets are found."""
    whole, parts = framer_for(octets[:4], "a"), framer_for(octets[:4], "a")
    found = _framed(whole, octets, ())
    assert found == _framed(parts, octets, tuple(range(7, len(octets), 41)))
    assert whole.drops == parts.drops
    assert whole.drops is None or 0 <= whole.drops < 2**63
    said, again = whole.statements.said(None, None), parts.statements.said(None, None)
    assert said == again
    assert whole.statements.apps.names == parts.statements.apps.names
    assert len(said.comments) <= said.comments_total


def pcap(data: bytes) -> None:
    """The first octet chooses the magic; what follows stands behind version, zone and snap length."""
    if data:
        _framing(_PCAP_MAGICS[data[0] % len(_PCAP_MAGICS)] + b"\2\0\4\0" + bytes(12) + data[1:])


def pcapng(data: bytes) -> None:
    """The first octet chooses byte order and whether an interface is declared; the rest is blocks."""
    if data:
        big = bool(data[0] & 1)
        declared = frames.interface(big=big, snaplen=data[0] >> 4) if data[0] & 2 else b""
        _framing(frames.section(big=big) + declared + data[1:])


def file_statements(data: bytes) -> None:
    """A list of options as that of a section, an interface, statistics, and any other block."""
    if not data:
        return
    order: Order = "big" if data[0] & 1 else "little"
    body = data[1:]
    for start in (0, 8, 12, 16):
        read = options(body, start, order)
        assert len(read.pairs) <= MAX_OPTIONS
        assert sum(4 + len(value) for _, value in read.pairs) <= max(len(body) - start, 0)
    statements = FileStatements()
    statements.add_section(section_of(body, order))
    interface = interface_of(body, order)
    statements.add_interface(interface)
    statements.add_statistics(1, statistics_of(body, order), interface)
    statements.add_statistics(1, statistics_of(body[8:], order), None)
    statements.add_other(block_name(int.from_bytes(body[:4], order), body, order))
    user = user_of(CUSTOM[0], USER_BLOCK[order] + body, order)
    assert user is None or user.number is None or 0 <= user.number < PROCESS
    if user is not None:
        statements.add_user(user)
        assert all(statements.apps.names.values())
    for first, last in ((None, None), (0, 2**62), (-(2**63) + 1, 2**63 - 1)):
        said = statements.said(first, last)
        assert said.odd_options >= 0
        for time in (said.began_ns, said.ended_ns):
            assert time is None or -(2**63) <= time < 2**63


def _inflated(octets: bytes, size: int) -> tuple[bytes, str | None, bytes]:
    taken: list[bytes] = []
    form = compression_of(octets)
    if form is None:
        return b"", None, octets
    stream = Inflated(io.BytesIO(octets), form, taken.append)
    room, found = bytearray(size), b""
    while count := fill(stream, memoryview(room)):
        found += room[:count]
    assert stream.octets == len(found)
    assert stream.outer == len(octets)
    return found, stream.problem, b"".join(taken)


def compression(data: bytes) -> None:
    """The first octet chooses the form; octets inside are the same however much is asked for at once."""
    if not data:
        return
    octets = bytes.fromhex(_FORMS[data[0] % len(_FORMS)]) + data[1:]
    found, problem, taken = _inflated(octets, 65_536)
    assert taken == octets
    if len(found) < 65_536:
        again, other, _ = _inflated(octets, 977)
        assert (found, problem is None) == (again, other is None)


def start(data: bytes) -> None:
    """Any first octets are a capture, or a fault that says what they are."""
    try:
        framer_for(data[:4], "a")
    except CaptureError:
        return
    _framing(data)


TARGETS: Final[dict[str, Target]] = {
    "pcap": pcap,
    "pcapng": pcapng,
    "file-statements": file_statements,
    "compression": compression,
    "first-octets": start,
}
