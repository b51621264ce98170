"""Address halves of kernel records -> canonical text (RFC 5952)."""

from __future__ import annotations

from socket import AF_INET, AF_INET6, inet_ntop

import numpy as np
from numpy.typing import NDArray


def address_texts(
    family: NDArray[np.int8], hi: NDArray[np.int64], lo: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[str]]:
    """Give each address's text once.

    Args:
        family: 4 or 6 for each address.
        hi: Upper 64 bits as a bit pattern; 0 for IPv4.
        lo: Lower 64 bits; for IPv4 the address in the low 32.

    Returns:
        Index into the texts for each address, and the distinct texts.
    """
    keys = np.empty(len(lo), dtype=[("hi", ">u8"), ("lo", ">u8"), ("family", "u1")])
    keys["hi"] = hi.view(np.uint64)
    keys["lo"] = lo.view(np.uint64)
    keys["family"] = family.view(np.uint8)
    octets = keys.view(np.dtype((np.void, keys.dtype.itemsize)))
    distinct, index = np.unique(octets, return_inverse=True)
    return index.astype(np.int64), [_text(value.tobytes()) for value in distinct]


def _text(key: bytes) -> str:
    return inet_ntop(AF_INET, key[12:16]) if key[16] == 4 else inet_ntop(AF_INET6, key[:16])
