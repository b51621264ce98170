"""Huffman-coded strings of HPACK and QPACK -> octets (RFC 7541 §5.2 and appendix B, RFC 9204 §4.1.2).

The code is canonical: symbols in order of length, then of value, have consecutive codes. So lengths are the whole table.
"""

from __future__ import annotations

from typing import Final

LENGTHS: Final = bytes.fromhex(
    "0d171c1c1c1c1c1c1c181e1c1c1e1c1c1c1c1c1c1c1c1e1c1c1c1c1c1c1c1c1c"
    "060a0a0c0d06080b0a0a080b080606060505050606060606060607080f060c0a"
    "0d06070707070707070707070707070707070707070707070807080d130d0e06"
    "0f05060506050606060507070606060506070605050607070707070f0b0e0d1c"
    "1416141416161617161717171717181718181617181717171715161716171718"
    "1615141616171715171616181516171715151615171617171416161617161617"
    "1a1a1413161716191a1a1a1b1b1a181913151a1b1b1a1b1815151a1a1c1b1b1b"
    "14181415161515171616191918181a171a1b1a1a1b1b1b1b1b1c1b1b1b1b1b1a"
    "1e"
)
"""Bits of the codes of octets 0 to 255, and of the end of a string, which stands in none (appendix B)."""
_EOS: Final = 256
_SHORTEST: Final = 5
_LONGEST: Final = 30


def _codes() -> dict[tuple[int, int], int]:
    """Length and code to symbol."""
    found: dict[tuple[int, int], int] = {}
    code = length = 0
    for symbol in sorted(range(257), key=lambda symbol: (LENGTHS[symbol], symbol)):
        code <<= LENGTHS[symbol] - length
        length = LENGTHS[symbol]
        found[length, code] = symbol
        code += 1
    return found


_CODES: Final = _codes()


def decode_huffman(data: bytes) -> bytes | None:
    """Undo the code; None where it holds the end of a string, or is padded with anything but less than 8 ones.

    >>> decode_huffman(bytes.fromhex("f1e3c2e5f23a6ba0ab90f4ff"))
    b'www.example.com'
    """
    out = bytearray()
    code = length = 0
    for octet in data:
        for shift in range(7, -1, -1):
            code = code << 1 | (octet >> shift & 1)
            length += 1
            symbol = _CODES.get((length, code)) if length >= _SHORTEST else None
            if symbol == _EOS or length > _LONGEST:
                return None
            if symbol is not None:
                out.append(symbol)
                code = length = 0
    return bytes(out) if length < 8 and code == (1 << length) - 1 else None
