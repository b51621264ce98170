"""How often payloads look fully encrypted: random ones, compressed ones, and each exemption.

Real ones: tests/fuzz/test_datagrams_oracle.py.
"""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import pytest

from harness.wire.opaque import MIN_OCTETS, looks_opaque

chance = random.Random(2023)
NOISE = bytes(octet | 0x80 for octet in random.Random(1).randbytes(300))
"""Half of its bits set or a few more, nothing printable."""
ROOT = Path(__file__).parents[2]


def share(payloads: list[bytes]) -> float:
    return sum(map(looks_opaque, payloads)) / len(payloads)


@pytest.mark.parametrize(
    ("octets", "least", "most"),
    [(48, 0.96, 0.98), (64, 0.975, 0.99), (128, 0.993, 0.999), (1400, 0.994, 0.999)],
)
def test_share_of_random_payloads(octets: int, least: float, most: float) -> None:
    """One in 360 begins with six printable octets, whatever its length (0.37 to the sixth)."""
    assert least < share([chance.randbytes(octets) for _ in range(20_000)]) < most


@pytest.mark.parametrize(("octets", "least"), [(64, 0.95), (1400, 0.98)])
def test_compressed_text_looks_the_same(octets: int, least: float) -> None:
    sources = [path.read_bytes() for path in sorted(ROOT.glob("harness/**/*.py"))]
    deflated = [zlib.compress(text, 9, -15)[:octets] for text in sources if len(text) > 1000]
    assert len(deflated) > 100
    assert share(deflated) > least
    assert share([text[:octets] for text in sources if text]) == 0


def test_each_rule_exempts() -> None:
    assert looks_opaque(NOISE)
    assert looks_opaque(NOISE[:MIN_OCTETS])
    assert not looks_opaque(NOISE[: MIN_OCTETS - 1])
    assert not looks_opaque(b"")
    assert not looks_opaque(b"\x01" * 100)  # few bits
    assert not looks_opaque(b"\xfe" * 100)  # many
    assert not looks_opaque(b"\x0f\xf0"[:1] * 50 + b"GET / ok" * 40)  # mostly printable
    assert looks_opaque(b"abcde" + NOISE)
    assert not looks_opaque(b"abcdef" + NOISE)
    assert looks_opaque(NOISE + b"a" * 20 + NOISE)
    assert not looks_opaque(NOISE + b"a" * 21 + NOISE)
    assert not looks_opaque(b"\x16\x03\x01" + NOISE)
    assert not looks_opaque(b"\x17\x03\x03" + NOISE)
    assert looks_opaque(b"\x16\x03\x0a" + NOISE)
    assert not looks_opaque(b"GET " + NOISE)
    assert not looks_opaque(b"POST " + NOISE)


def test_the_edges_of_the_share_of_bits() -> None:
    def payload(bits: int) -> bytes:
        """100 octets, not printable, with so many bits set."""
        data = bytearray(b"\x80" * 100)
        for index in range(bits - 100):
            data[index % 100] |= 1 << index // 100
        return bytes(data)

    assert [looks_opaque(payload(bits)) for bits in (340, 341, 459, 460)] == [False, True, True, False]
