"""Octets -> the checksums that drone protocols end their frames with.

Named as in the catalogue of parametrised CRC algorithms (reveng.sourceforge.io/crc-catalogue). The 16-bit one runs in C:
``binascii.crc_hqx`` is its mirror image, so octets and result are mirrored bit by bit.

Blind spots: a checksum is no signature. Whoever makes traffic can make it fit; it only keeps chance out.
"""

from __future__ import annotations

from binascii import crc_hqx
from typing import Final

_MIRRORED: Final = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))


def _table(polynomial: int, *, bits: int, mirrored: bool) -> tuple[int, ...]:
    """Remainders of each octet; ``mirrored`` for algorithms that take the lowest bit first."""
    top, mask = 1 << (bits - 1), (1 << bits) - 1
    found: list[int] = []
    for octet in range(256):
        rest = octet if mirrored else octet << (bits - 8)
        for _ in range(8):
            if mirrored:
                rest = rest >> 1 ^ (polynomial if rest & 1 else 0)
            else:
                rest = (rest << 1 ^ (polynomial if rest & top else 0)) & mask
        found.append(rest)
    return tuple(found)


_CRC8: Final = _table(0x8C, bits=8, mirrored=True)
_CRC16: Final = _table(0x8408, bits=16, mirrored=True)
_CRC16_PLACES: Final = {rest: place for place, rest in enumerate(_CRC16)}
_CRC24: Final = _table(0x864CFB, bits=24, mirrored=False)


def crc8(octets: bytes, seed: int) -> int:
    """Polynomial x^8 + x^5 + x^4 + 1, lowest bit first (CRC-8/MAXIM-DOW where the seed is 0).

    >>> hex(crc8(b"123456789", 0))
    '0xa1'
    """
    for octet in octets:
        seed = _CRC8[seed ^ octet]
    return seed


def crc16(octets: bytes, seed: int) -> int:
    """Polynomial x^16 + x^12 + x^5 + 1, lowest bit first (CRC-16/MCRF4XX where the seed is 0xFFFF).

    >>> hex(crc16(b"123456789", 0xFFFF))
    '0x6f91'
    """
    return _swapped(crc_hqx(octets.translate(_MIRRORED), _swapped(seed)))


def _swapped(word: int) -> int:
    """16 bits, mirrored."""
    return _MIRRORED[word & 0xFF] << 8 | _MIRRORED[word >> 8]


def crc16_last_octet(before: int, after: int) -> int | None:
    """Say which octet takes ``crc16`` from one value to another; None where none does (255 of 256 cases by chance)."""
    place = _CRC16_PLACES.get(after ^ before >> 8)
    return None if place is None else place ^ before & 0xFF


def crc24q(octets: bytes) -> int:
    """Polynomial 0x864CFB, highest bit first, seed 0 (CRC-24/LTE-A, which is Qualcomm's).

    >>> hex(crc24q(b"123456789"))
    '0xcde703'
    """
    rest = 0
    for octet in octets:
        rest = (rest << 8 & 0xFFFFFF) ^ _CRC24[rest >> 16 ^ octet]
    return rest
