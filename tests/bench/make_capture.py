"""Make a flow-heavy capture for the bench: SYNTHETIC, the same bytes for the same size.

``python -m tests.bench.make_capture --packets 2000000 --connections 25000 --octets 1740000000``
writes below build/bench/ and prints the path. A side-car JSON records the size, the
digest of the maker's source and of the capture; a file that still agrees is reused.

Blind spots: no loss, no retransmission, no fragments, TCP and UDP checksums are zero.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import struct
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np

from tests.bench import headers, messages, plan
from tests.bench.plan import Ints, Kind, Plan, Size

CACHE = Path(__file__).parents[2] / "build/bench"
PCAP_HEADER = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
"""Little-endian, microseconds, Ethernet."""
CHUNK_PACKETS = 32_768
NOISE_OCTETS = 1 << 22
SPOKEN = (Kind.QUERY, Kind.ANSWER, Kind.HELLO, Kind.HELLO_REST, Kind.SERVER_HELLO)
"""Packets whose payload is a message; data is noise behind a TLS record header."""


def _message(kind: int, connection: int, connections: int) -> bytes:
    """Payload of one message packet."""
    at = np.array([connection])
    server, ipv6 = int(plan.server_of(at, connections)[0]), bool(plan.is_ipv6(at)[0])
    name = messages.server_name(server)
    match kind:
        case Kind.QUERY:
            return messages.dns_query(connection, name, ipv6=ipv6)
        case Kind.ANSWER:
            return messages.dns_answer(connection, name, headers.server_address(server, ipv6=ipv6))
        case Kind.SERVER_HELLO:
            return messages.server_hello(connection)
    hello = messages.client_hello(connection, name, large=bool(plan.is_large(at)[0]))
    segment = plan.SEGMENT[ipv6]
    return hello[:segment] if kind == Kind.HELLO else hello[segment:]


def _chunk(size: Size, layout: Plan, rows: Ints, noise: headers.Octets) -> headers.Octets:
    """Bytes of some packets in order."""
    head, payload = headers.header_octets(layout, rows), layout.payload[rows]
    ends = np.cumsum(head + payload)
    at = ends - head - payload
    octets = np.resize(noise, int(ends[-1]))
    headers.write_headers(octets, at, layout, rows, size.connections)
    kind, body = layout.kind[rows], at + head
    data = np.flatnonzero(np.isin(kind, (Kind.DATA_UP, Kind.DATA_DOWN)) & (payload > 0))
    record = np.zeros(len(data), [("type", "u1"), ("version", ">u2"), ("length", ">u2")])
    record["type"], record["version"], record["length"] = 0x17, 0x0303, payload[data] - 5
    octets[body[data][:, None] + np.arange(5)] = record.view(np.uint8).reshape(-1, 5)
    for row in np.flatnonzero(np.isin(kind, SPOKEN)).tolist():
        message = _message(int(kind[row]), int(layout.connection[rows[row]]), size.connections)
        octets[body[row] : ends[row]] = np.frombuffer(message, np.uint8)
    return octets


def chunks(size: Size) -> Iterator[bytes]:
    """The whole file in order, in pieces."""
    layout = plan.make_plan(size)
    noise = np.random.default_rng(size.seed).integers(0, 256, NOISE_OCTETS, np.uint8)
    yield PCAP_HEADER
    for first in range(0, size.packets, CHUNK_PACKETS):
        yield _chunk(size, layout, layout.order[first : first + CHUNK_PACKETS], noise).tobytes()


def _maker_digest() -> str:
    digest = hashlib.sha256()
    for module in (__file__, headers.__file__, messages.__file__, plan.__file__):
        digest.update(Path(str(module)).read_bytes())
    return digest.hexdigest()


def _is_current(path: Path, side_car: Path, wanted: dict[str, object]) -> bool:
    if not (path.is_file() and side_car.is_file()):
        return False
    recorded = json.loads(side_car.read_text(encoding="utf-8"))
    if {key: recorded.get(key) for key in wanted} != wanted:
        return False
    with path.open("rb") as capture:
        return bool(hashlib.file_digest(capture, "sha256").hexdigest() == recorded.get("sha256"))


def ensure_capture(size: Size, folder: Path = CACHE) -> Path:
    """Path of the capture of this size, made now unless a current one is there."""
    path = folder / f"synthetic-{size.packets}p-{size.connections}c-{size.octets}o-{size.seed}.pcap"
    side_car = path.with_suffix(".json")
    wanted: dict[str, object] = {"synthetic": True, "size": asdict(size), "maker_sha256": _maker_digest()}
    if _is_current(path, side_car, wanted):
        return path
    folder.mkdir(parents=True, exist_ok=True)
    digest, unfinished = hashlib.sha256(), path.with_suffix(".part")
    with unfinished.open("wb") as out:
        for piece in chunks(size):
            digest.update(piece)
            out.write(piece)
    unfinished.replace(path)
    side_car.write_text(json.dumps(wanted | {"sha256": digest.hexdigest()}, indent=1), encoding="utf-8")
    return path


def main(arguments: list[str] | None = None) -> int:
    """Make a capture and print its path."""
    parser = argparse.ArgumentParser(description="Make a SYNTHETIC flow-heavy capture.")
    default = Size()
    for name in ("packets", "connections", "octets", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(default, name))
    parser.add_argument("--folder", type=Path, default=CACHE)
    options = vars(parser.parse_args(arguments))
    folder = options.pop("folder")
    print(ensure_capture(Size(**options), folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
