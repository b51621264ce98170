"""Builders of ECHConfigLists, written from RFC 9849 §4 and sharing nothing with the decoder."""

from __future__ import annotations

from tests.support.wire_messages import vector


def config(
    number: int,
    public_name: bytes,
    *,
    kem: int = 0x0020,
    key: bytes = bytes(32),
    suites: bytes = b"\0\1\0\1",
    most: int = 0,
) -> bytes:
    """One config; ``most`` is the longest name that it pads to."""
    key_config = bytes((number,)) + kem.to_bytes(2, "big") + vector(key, 2) + vector(suites, 2)
    return b"\xfe\x0d" + vector(key_config + bytes((most,)) + vector(public_name, 1) + b"\0\0", 2)


def config_list(*configs: bytes) -> bytes:
    """Configs in a list."""
    return vector(b"".join(configs), 2)
