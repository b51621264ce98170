"""The only functions that index capture bytes.

Each checks ``0 <= position`` and ``position + width <= end`` and gives an int64, or
ABSENT where the bytes are not there. Network byte order unless the name says otherwise.
"""

from __future__ import annotations

import numpy as np

from harness.kernel.jit import layer

ABSENT = -1
"""What an accessor gives for bytes outside the frame; no field of up to 32 bits is negative."""


@layer
def u8(buf, p, end):
    """One octet."""
    if p < 0 or p >= end:
        return np.int64(-1)
    return np.int64(buf[p])


@layer
def u16(buf, p, end):
    """Two octets, big-endian."""
    if p < 0 or p + 2 > end:
        return np.int64(-1)
    return (np.int64(buf[p]) << 8) | np.int64(buf[p + 1])


@layer
def u32(buf, p, end):
    """Four octets, big-endian."""
    if p < 0 or p + 4 > end:
        return np.int64(-1)
    return (
        (np.int64(buf[p]) << 24)
        | (np.int64(buf[p + 1]) << 16)
        | (np.int64(buf[p + 2]) << 8)
        | np.int64(buf[p + 3])
    )


@layer
def u16le(buf, p, end):
    """Two octets, little-endian."""
    if p < 0 or p + 2 > end:
        return np.int64(-1)
    return np.int64(buf[p]) | (np.int64(buf[p + 1]) << 8)


@layer
def u32le(buf, p, end):
    """Four octets, little-endian."""
    if p < 0 or p + 4 > end:
        return np.int64(-1)
    return (
        np.int64(buf[p])
        | (np.int64(buf[p + 1]) << 8)
        | (np.int64(buf[p + 2]) << 16)
        | (np.int64(buf[p + 3]) << 24)
    )


@layer
def word16(buf, p, end, big):
    """Two octets in the byte order of the file."""
    return u16(buf, p, end) if big else u16le(buf, p, end)


@layer
def word32(buf, p, end, big):
    """Four octets in the byte order of the file."""
    return u32(buf, p, end) if big else u32le(buf, p, end)


@layer
def bits64(buf, p, end):
    """Eight octets, big-endian, as the bit pattern of an int64; for halves of IPv6 addresses.

    Outside the frame it gives 0, so the caller has checked the length before.
    """
    if p < 0 or p + 8 > end:
        return np.int64(0)
    return (u32(buf, p, end) << 32) | u32(buf, p + 4, end)


@layer
def mac48(buf, p, end):
    """Six octets as a number; ABSENT where they are not there."""
    if p < 0 or p + 6 > end:
        return np.int64(-1)
    return (u16(buf, p, end) << 32) | u32(buf, p + 2, end)
