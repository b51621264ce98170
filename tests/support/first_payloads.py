"""First payloads of each direction of each flow of a capture, with what tshark takes them for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support import tshark

_COLUMNS = (
    "frame.number", "frame.protocols", "udp.payload", "tcp.payload", "udp.stream", "tcp.stream", "udp.srcport",
    "tcp.srcport", "tcp.seq",
)  # fmt: skip
_TRANSPORTS = frozenset(("udp", "tcp", "data"))


class Payload(NamedTuple):
    """One payload; of a datagram in a tunnel, the innermost."""

    frame: int
    transport: str
    protocols: frozenset[str]
    """tshark's names of all layers of the frame."""
    known: bool
    """tshark takes it for a protocol."""
    data: bytes


@cache
def payloads(capture: Path) -> tuple[tuple[Payload, bool], ...]:
    """Every UDP payload, and the TCP payloads at the start of a stream; whether it is its direction's first."""
    return tuple(_payloads(capture))


def _payloads(capture: Path) -> Iterator[tuple[Payload, bool]]:
    seen: set[tuple[str, ...]] = set()
    for row in tshark.fields(capture, _COLUMNS, checked=False):
        for transport in ("udp", "tcp"):
            data = row[f"{transport}.payload"]
            if not data or (transport == "tcp" and row["tcp.seq"] != ["1"]):
                continue
            layers = row["frame.protocols"][0].split(":")
            direction = (transport, *row[f"{transport}.stream"], *row[f"{transport}.srcport"])
            payload = Payload(
                int(row["frame.number"][0]),
                transport,
                frozenset(layers),
                layers[-1] not in _TRANSPORTS,
                bytes.fromhex(data[-1].replace(":", "")),
            )
            yield payload, direction not in seen
            seen.add(direction)
