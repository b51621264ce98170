"""The registries of further protocols: which decoders look at the first payloads that the kernel knows nothing of.

Order decides where two could be sure of the same octets: the stricter stands first.
"""

from __future__ import annotations

from typing import Final

from harness.wire.messages import Facts
from harness.wire.openings import DatagramStart, StreamStart

_STREAMS: Final = ()
_DATAGRAMS: Final = ()
_OVER_SEVERAL: Final = ()


def stream_start(*, begins: bool) -> StreamStart:  # noqa: ARG001
    """Look at a direction of a TCP connection.

    Args:
        begins: Whether its first octet is the first that was sent.
    """
    return StreamStart(_STREAMS, _nothing)


def datagram_start() -> DatagramStart:
    """Look at a side's first datagrams."""
    return DatagramStart(_DATAGRAMS, _OVER_SEVERAL, _nothing)


def _nothing(_: bytes) -> Facts:
    return ()
