"""AES-128 as the Initial packets of QUIC need it: a thin layer over the package `cryptography`.

Whoever needs it imports this module when the first packet is there, because loading the library takes longer than
opening a hundred packets (decision 0111).
"""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

Aead = AESGCM
"""AES-128-GCM with one key (RFC 9001 §5.3)."""
Block = Callable[[bytes], bytes]
"""16 octets in, 16 out."""


def block_cipher(key: bytes) -> Block:
    """The bare block cipher, for header protection (RFC 9001 §5.4.3)."""
    return Cipher(AES(key), ECB()).encryptor().update  # noqa: S305 - one block at a time, as the RFC has it


def opened(cipher: Aead, nonce: bytes, sealed: bytes, header: bytes) -> bytes | None:
    """What was sealed with this key, nonce and header; None where the tag says that it was not."""
    try:
        return cipher.decrypt(nonce, sealed, header)
    except InvalidTag:
        return None
